"""Nominated contacts: asked for by the awarding organisation, in force once Business Support agrees.

Source: awarding-organisation-faq section 5 (given name, family name, contact telephone number, e-mail address).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.audit import actions as audit
from testamur.challenges.actions import contact_letters as letters
from testamur.challenges.models import Contact
from testamur.challenges.states import CONTACT_LIFE, ContactEvent, ContactState
from testamur.organisations import queries as organisations
from testamur.plumbing import clock
from testamur.plumbing.machines import NotPossible

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation

LIMITS = {"given_name": 35, "family_name": 35, "telephone": 40, "email": 254}


@dataclass(frozen=True, slots=True)
class Nominee:
    """Who is to be told."""

    given_name: str
    family_name: str
    telephone: str
    email: str

    def cleaned(self) -> dict[str, str]:
        """The four texts without blanks around them; ``ValidationError`` with a sentence for each that is wrong."""
        texts = {name: str(getattr(self, name)).strip() for name in LIMITS}
        missing = {
            "given_name": _("Enter the given name."),
            "family_name": _("Enter the family name."),
            "telephone": _("Enter a telephone number."),
            "email": _("Enter an email address."),
        }
        wrong = {name: missing[name] for name, text in texts.items() if not text}
        for name, limit in LIMITS.items():
            if len(texts[name]) > limit:
                wrong[name] = _("Use %(limit)s characters or fewer.") % {"limit": limit}
        if texts["telephone"] and not any(sign.isdigit() for sign in texts["telephone"]):
            wrong["telephone"] = _("Enter a telephone number, like 01632 960001.")
        try:
            validate_email(texts["email"])
        except ValidationError:
            wrong.setdefault("email", _("Enter an email address like name@example.org."))
        if wrong:
            raise ValidationError(wrong)
        return texts


@transaction.atomic
def ask_for_contact(
    *,
    organisation: Organisation,
    nominee: Nominee,
    replaces: Contact | None = None,
    through: str,
    by: User,
) -> Contact:
    """Ask Business Support to tell somebody of the organisation's challenges, in place of ``replaces`` if given."""
    access.check_can(by, Permission.CONTACT_REQUEST, organisation)
    if not organisations.is_awarding_organisation(organisation):
        raise ValidationError(_("Only awarding organisations have nominated contacts."))
    texts = nominee.cleaned()
    held = _held(organisation.pk)
    if replaces is not None:
        _check_can_be_asked_about(replaces, held)
    _check_not_told_already(texts["email"], held, but=replaces)
    if any(_waits(each) and not each.ends and _same(each.email, texts["email"]) for each in held):
        raise ValidationError({"email": _("Business Support already has a request for this address.")})
    return _ask(Contact(organisation=organisation, replaces=replaces, **texts), by=by, through=through)


@transaction.atomic
def ask_to_end_contact(*, contact: Contact, through: str, by: User) -> Contact:
    """Ask Business Support that somebody be told no more, without a successor."""
    access.check_can(by, Permission.CONTACT_REQUEST, contact.organisation_id)
    _check_can_be_asked_about(contact, _held(contact.organisation_id))
    same = {name: getattr(contact, name) for name in LIMITS}
    asked = Contact(organisation_id=contact.organisation_id, replaces=contact, ends=True, **same)
    return _ask(asked, by=by, through=through)


@transaction.atomic
def approve_contact(*, contact: Contact, through: str, by: User) -> Contact:
    """Agree: the contact is told from now on, and the one that it replaces no more."""
    access.check_can(by, Permission.CONTACT_APPROVE, contact.organisation_id)
    held = _held(contact.organisation_id)
    asked = _as_it_stands(contact, held)
    agreed = _after(ContactEvent.APPROVE_END if asked.ends else ContactEvent.APPROVE, asked)
    before = next((each for each in held if each.pk == asked.replaces_id), None)
    ended = None if before is None else _after(ContactEvent.END, before)
    if not asked.ends:
        _check_not_told_already(asked.email, held, but=before)
    _decide(asked, agreed, "", by)
    with audit.process("contact.approved", by=by, through=through):
        if before is not None and ended is not None:
            before.state = ended.value
            before.save()
        asked.save()
    letters.approved(asked)
    return asked


@transaction.atomic
def decline_contact(*, contact: Contact, reason: str, through: str, by: User) -> Contact:
    """Do not agree, and say why."""
    access.check_can(by, Permission.CONTACT_APPROVE, contact.organisation_id)
    asked = _as_it_stands(contact, _held(contact.organisation_id))
    declined = _after(ContactEvent.DECLINE, asked)
    said = reason.strip()
    if not said:
        raise ValidationError(
            {"reason": _("Enter why the request is declined. The person who asked will read this.")}
        )
    if len(said) > 1000:
        raise ValidationError({"reason": _("Use 1,000 characters or fewer.")})
    _decide(asked, declined, said, by)
    with audit.process("contact.declined", by=by, reason=said, through=through):
        asked.save()
    letters.declined(asked)
    return asked


def _held(organisation: int) -> list[Contact]:
    """All contacts of the organisation, held until the transaction ends, so that decisions follow one another."""
    found = Contact.objects.select_for_update(of=("self",)).filter(organisation_id=organisation)
    return list(found.select_related("organisation", "replaces", "requested_by").order_by("id"))


def _ask(contact: Contact, *, by: User, through: str) -> Contact:
    contact.requested_by, contact.requested_at = by, clock.now()
    with audit.process("contact.requested", by=by, through=through):
        contact.save(force_insert=True)
    letters.requested(contact)
    return contact


def _after(event: ContactEvent, contact: Contact) -> ContactState:
    """The state to which the event leads; ``ValidationError`` with its sentence if it cannot happen now."""
    try:
        return CONTACT_LIFE.check(event, contact.state, contact)
    except NotPossible as refused:
        decider = contact.decided_by or _("Testamur")
        words = {"name": contact, "decider": decider, "state": _(refused.label)}
        raise ValidationError(_(refused.sentence) % words) from refused


def _decide(contact: Contact, state: ContactState, reason: str, by: User) -> None:
    contact.state, contact.decided_at = state.value, clock.now()
    contact.decided_by, contact.decision_reason = by, reason


def _waits(contact: Contact) -> bool:
    return contact.state == ContactState.REQUESTED


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _as_it_stands(contact: Contact, held: list[Contact]) -> Contact:
    return next(each for each in held if each.pk == contact.pk)


def _check_can_be_asked_about(contact: Contact, held: list[Contact]) -> None:
    if contact.pk not in {each.pk for each in held}:
        raise ValidationError(_("%(name)s is not a current contact.") % {"name": contact})
    _after(ContactEvent.ASK_FOR_CHANGE, _as_it_stands(contact, held))
    if any(_waits(each) and each.replaces_id == contact.pk for each in held):
        raise ValidationError(_("Business Support already has a request about %(name)s.") % {"name": contact})


def _check_not_told_already(email: str, held: list[Contact], *, but: Contact | None) -> None:
    for each in held:
        if (
            each.state == ContactState.IN_FORCE
            and _same(each.email, email)
            and (not but or each.pk != but.pk)
        ):
            raise ValidationError(
                {"email": _("%(name)s already gets emails at this address.") % {"name": each}}
            )
