"""A learner is given an identifier, or it ends; a learner comes to a provider, or leaves (XC-01)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from testamur.audit import actions as audit
from testamur.learners.models import STORED_KINDS, Enrolment, Identifier, Learner
from testamur.learners.rules import IDENTIFIERS, YEAR_GROUPS, IdentifierKind, normalise_identifier
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation


@transaction.atomic
def give_identifier(
    *,
    learner: Learner,
    kind: IdentifierKind,
    value: str,
    issuer: Organisation | None = None,
    reason: str = "",
    through: str = "",
    by: User | None,
) -> Identifier:
    """Give a learner an identifier of a kind other than the ULN; one of the same kind and issuer ends with it.

    Raises ``ValidationError`` on ``value`` where it has not the shape of its kind, or is another learner's.
    """
    if kind not in STORED_KINDS:
        raise ValueError(f"{kind} is not kept as an identifier of its own")
    meaning, text = IDENTIFIERS[kind], normalise_identifier(kind, value)
    if not meaning.is_valid(text):
        raise ValidationError(
            {
                "value": _("%(kind)s must be %(shape)s.")
                % {"kind": _(meaning.label), "shape": _(meaning.shape)}
            }
        )
    issued_by = issuer if meaning.of_organisation else None
    Learner.objects.select_for_update().get(pk=learner.pk)
    with audit.process("learner.identified", by=by, reason=reason, through=through):
        live = learner.identifiers.filter(kind=kind, issuer=issued_by, ends_on=None).first()
        if live is not None and live.value == text:
            return live
        if live is not None:
            _end(live)
        try:
            with transaction.atomic():
                return Identifier.objects.create(
                    learner=learner, kind=kind, value=text, issuer=issued_by, starts_on=clock.today()
                )
        except IntegrityError as error:  # also if somebody else has just given it
            raise ValidationError(
                {
                    "value": _("%(kind)s %(value)s belongs to another learner.")
                    % {"kind": _(meaning.label), "value": text}
                }
            ) from error


@transaction.atomic
def end_identifier(*, identifier: Identifier, reason: str, through: str = "", by: User | None) -> Identifier:
    """The learner is no longer known by it; it stays in their history, and may be given to somebody else."""
    held = Identifier.objects.select_for_update().get(pk=identifier.pk)
    if held.ends_on is None:
        with audit.process("learner.identified", by=by, reason=reason, through=through):
            _end(held)
    return held


def _end(held: Identifier) -> None:
    held.ends_on = max(clock.today(), held.starts_on)
    held.save(update_fields=["ends_on"])


@transaction.atomic
def enrol(
    *,
    learner: Learner,
    organisation: Organisation,
    year_group: int | None = None,
    starts_on: dt.date | None = None,
    through: str = "",
    by: User | None,
) -> Enrolment:
    """The learner is with the provider from that day on, today unless it is given; or changes the year group there."""
    if year_group is not None and year_group not in YEAR_GROUPS:
        raise ValidationError(
            {
                "year_group": _("The year group must be from %(first)s to %(last)s.")
                % {"first": YEAR_GROUPS[0], "last": YEAR_GROUPS[-1]}
            }
        )
    Learner.objects.select_for_update().get(pk=learner.pk)
    with audit.process("learner.enrolled", by=by, reason=organisation.name, through=through):
        held = learner.enrolments.filter(organisation=organisation, ends_on=None).first()
        if held is None:
            return Enrolment.objects.create(
                learner=learner,
                organisation=organisation,
                year_group=year_group,
                starts_on=starts_on or clock.today(),
            )
        if held.year_group != year_group:
            held.year_group = year_group
            held.save(update_fields=["year_group"])
        return held


@transaction.atomic
def leave(
    *,
    enrolment: Enrolment,
    ends_on: dt.date | None = None,
    reason: str = "",
    through: str = "",
    by: User | None,
) -> Enrolment:
    """The learner is with the provider until that day, today unless it is given."""
    held = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    last = ends_on or clock.today()
    if last < held.starts_on:
        raise ValidationError({"ends_on": _("The last day must not be before the first.")})
    if held.ends_on is None:
        with audit.process("learner.left", by=by, reason=reason, through=through):
            held.ends_on = last
            held.save(update_fields=["ends_on"])
    return held
