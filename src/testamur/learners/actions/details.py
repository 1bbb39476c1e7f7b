"""What a centre may change of a learner who is registered: how to reach them, and how they are called."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.audit import actions as audit
from testamur.learners import queries as learners
from testamur.learners.actions.sharing import NO_CHANGE, set_sharing
from testamur.learners.models import Learner
from testamur.learners.states import Sharing
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation

CHANGED_SINCE = "WSRC0013"
"""Response code of the LRS for a version that is no longer the one held (lrs section 2.2)."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is given anew; an empty text leaves what is held."""

    email: str = ""
    telephone: str = ""
    school_at_16: str = ""
    preferred_given_name: str = ""


@transaction.atomic
def update_details(
    *,
    learner: Learner,
    version: int,
    details: Details,
    sharing: Sharing | None = None,
    organisation: Organisation,
    through: str,
    by: User,
) -> int:
    """Change these of a person, and that the record is shared; returns the new version.

    ``version`` is the one that was read: of two who read the same, the second is told (:data:`CHANGED_SINCE`).
    ``sharing`` is the centre's word that the learner has been given the privacy notice.
    """
    access.check_can(by, Permission.SHARING_SET, organisation)
    person = Learner.objects.select_for_update().get(pk=learner.known_as.pk)
    if version != learners.version_number(person):
        raise ValidationError(
            _("Someone has changed this learner since you opened it. Read it again, then change it."),
            code=CHANGED_SINCE,
        )
    changed = _changed(person, details)
    shares = sharing is not None and sharing != person.ability_to_share
    if not changed and not shares:
        raise ValidationError(_("You have not entered anything different."), code=NO_CHANGE)
    if shares and sharing is not None:
        _share(person, sharing, organisation, through, by)
    if changed:
        with audit.process("learner.details_changed", by=by, reason=organisation.name, through=through):
            person.updated_at = clock.now()
            person.save(update_fields=[*changed, "updated_at"])
    return learners.version_number(person)


def _share(person: Learner, sharing: Sharing, organisation: Organisation, through: str, by: User) -> None:
    set_sharing(
        learner=person,
        to=sharing,
        reason=_("From %(organisation)s.") % {"organisation": organisation.name},
        organisation=organisation,
        notice_given=True,
        through=through,
        by=by,
    )


def _changed(person: Learner, details: Details) -> list[str]:
    """The names of what is new, which the person now has. Refused is what is too long, or no e-mail address."""
    wrong: dict[str, str] = {}
    changed = []
    for field in fields(details):
        text = getattr(details, field.name).strip()
        longest = getattr(person._meta.get_field(field.name), "max_length", 0)
        if len(text) > longest:
            wrong[field.name] = _("At most %(longest)s characters.") % {"longest": longest}
        elif text and text != getattr(person, field.name):
            setattr(person, field.name, text)
            changed.append(field.name)
    if "email" in changed:
        try:
            validate_email(person.email)
        except ValidationError:
            wrong["email"] = _("Enter an email address in the correct format, like name@example.com")
    if wrong:
        raise ValidationError(dict(wrong))
    return changed
