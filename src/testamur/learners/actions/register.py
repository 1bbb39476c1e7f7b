"""Learners come on the register, turn out to be one person, or to be nobody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.audit import actions as audit
from testamur.learners.models import Learner, LearnerAccount
from testamur.plumbing import clock, sql

if TYPE_CHECKING:
    from testamur.access.models import User


@transaction.atomic
def register_many(*, learners: Iterable[dict[str, Any]], by: User | None) -> int:
    """Put learners on the register: dictionaries of the model's fields. Known ULNs are left as they are."""
    records = [Learner(**fields) for fields in learners]
    with audit.process("learner.registered", by=by):
        for start in range(0, len(records), 5000):
            Learner.objects.bulk_create(records[start : start + 5000], ignore_conflicts=True)
    return len(records)


@transaction.atomic
def merge(*, learner: Learner, master: Learner, reason: str, by: User) -> Learner:
    """Record that two ULNs are one person: ``learner`` is linked to ``master`` from now on (lrs section 4.2).

    Of two answers about sharing the stronger stays: a refusal under either ULN is the person's refusal.
    """
    held = _hold_people(learner.pk, master.pk)
    learner, master = held[learner.pk], held[master.pk]
    if master.master_id is not None or learner.pk == master.pk:
        raise ValidationError(_("ULN %(uln)s is itself merged and cannot be a master.") % {"uln": master.uln})
    for each in (learner, master):
        if each.deleted_at is not None:
            raise ValidationError(_("ULN %(uln)s has been deleted.") % {"uln": each.uln})
    with audit.process("learner.merged", by=by, reason=reason):
        Learner.objects.filter(master=learner).update(master=master)
        learner.master = master
        learner.save(update_fields=["master"])
        if learner.ability_to_share > master.ability_to_share:
            master.ability_to_share = learner.ability_to_share
            master.save(update_fields=["ability_to_share"])
    return learner


def _hold_people(*numbers: int) -> dict[int, Learner]:
    """These learners with every number that is linked to them, as they stand, held in the order of their ULNs.

    Somebody may link another while we wait; once all are held, nobody can.
    """
    held: dict[int, Learner] = {}
    while True:
        linked = Learner.objects.filter(Q(pk__in=numbers) | Q(master_id__in=numbers))
        wanted = set(linked.values_list("pk", flat=True))
        if wanted <= held.keys():
            return held
        held = {
            each.pk: each
            for each in Learner.objects.select_for_update().filter(pk__in=wanted).order_by("uln", "pk")
        }


@transaction.atomic
def delete(*, learner: Learner, in_use: str, reason: str, by: User) -> Learner:
    """Take a ULN that was issued in error out of use; it is kept, with its history, and never issued again.

    ``in_use`` is a relation of learner_id: whoever stands in it has records, which would be nobody's. The LRS
    reports deleted ULNs (lrs section 4.2) and does not say when one may be deleted; refusing loses nothing.
    """
    if by is not None:
        access.check_can(by, Permission.SERVICE_OPERATE)
    if not reason.strip():
        raise ValidationError({"reason": _("Enter why the ULN is deleted.")})
    learner = Learner.objects.select_for_update().get(pk=learner.pk)
    if learner.deleted_at is not None:
        raise ValidationError(_("ULN %(uln)s has been deleted.") % {"uln": learner.uln})
    if Learner.objects.filter(master=learner).exists() or learner.master_id is not None:
        raise ValidationError(
            _("ULN %(uln)s is merged with another, so it is in use.") % {"uln": learner.uln}
        )
    used = sql.rows(
        f"SELECT EXISTS (SELECT FROM {in_use} AS used WHERE learner_id = %(id)s)", {"id": learner.pk}
    )
    if used[0][0] or LearnerAccount.objects.filter(learner=learner).exists():
        raise ValidationError(
            _("ULN %(uln)s has records or an account. Withdraw or move the records first.")
            % {"uln": learner.uln}
        )
    with audit.process("learner.deleted", by=by, reason=reason):
        learner.deleted_at = clock.now()
        learner.save(update_fields=["deleted_at"])
    return learner
