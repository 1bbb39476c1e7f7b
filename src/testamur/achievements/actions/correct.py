"""Corrections of one achievement, as a person makes them who has looked at it (event-data-challenges 4.3 to 4.5).

Each refuses with :class:`Rejected`, says with ``version`` that what the person saw still stands (:mod:`.seen`), and
leaves the reason in the history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from testamur.achievements.actions import precedence, seen
from testamur.achievements.actions.one import change_one, check_one
from testamur.achievements.actions.seen import Rejected, rejected
from testamur.achievements.models import Achievement
from testamur.achievements.queries.records import achievements_of_person
from testamur.achievements.rules.options import RowOptions, failing
from testamur.achievements.states import Action, Job, State
from testamur.audit import actions as audit
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import Finding, Sentence
from testamur.learners import queries as learners
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.learners.models import Learner


@transaction.atomic
def edit_grade(
    *,
    achievement: Achievement,
    grade: str,
    through: str,
    by: User,
    version: str | None = None,
    reason: str = "",
) -> Achievement:
    """Replace or add the grade, by the rules of an update."""
    record = _grade_record(achievement, grade, version=version, reason=reason, by=by)
    held, _warnings = change_one(
        **record, process="achievement.grade_edited", through=through, reason=reason, by=by
    )
    return held


@transaction.atomic
def check_grade(
    *, achievement: Achievement, grade: str, by: User, version: str | None = None
) -> list[Sentence]:
    """The warnings that :func:`edit_grade` would give, such as a grade that is not on the scale; or it raises."""
    record = _grade_record(achievement, grade, version=version, reason="", by=by)
    return check_one(**record, by=by)


@transaction.atomic
def withdraw(
    *,
    achievement: Achievement,
    through: str,
    by: User,
    version: str | None = None,
    reason: str = "",
) -> Achievement:
    """Take the achievement off the learner's record; it can be reinstated."""
    held = _on_record(achievement, version, by=by)
    record = instruction(held, Action.WITHDRAW, action_reason=reason)
    changed, _warnings = change_one(**record, through=through, reason=reason, by=by)
    return changed


@transaction.atomic
def delete(
    *,
    achievement: Achievement,
    through: str,
    by: User,
    version: str | None = None,
    reason: str = "",
) -> Achievement:
    """Take an achievement that was recorded in error off the learner's record for good; its history is kept."""
    held = _on_record(achievement, version, by=by)
    said = _reason(reason)
    with audit.process("achievement.deleted", by=by, through=through, reason=reason):
        _write(held, state=State.DELETED, action_reason=said)
        precedence.settle_people([held.learner_id], held)
    return held


@transaction.atomic
def move(
    *,
    achievement: Achievement,
    uln: str,
    through: str,
    by: User,
    version: str | None = None,
    reason: str = "",
) -> Achievement:
    """Put the achievement on the record of the learner with this ULN, to whom it belongs."""
    learners.hold_for_record(achievement.uln, "".join(uln.split()))
    held = _on_record(achievement, version, by=by)
    learner, number = _new_learner(held, uln)
    said = _reason(reason)
    people = [held.learner_id, learner.pk]
    with audit.process("achievement.moved", by=by, through=through, reason=reason):
        try:
            with transaction.atomic():
                _write(held, learner=learner, uln=number, action_reason=said)
        except IntegrityError as error:  # somebody has just recorded it there
            raise rejected(Finding("C05.has_it", "Uln", number)) from error
        precedence.settle_people(people, held)
    return held


@transaction.atomic
def check_move(*, achievement: Achievement, uln: str, by: User, version: str | None = None) -> Learner:
    """The learner to whom :func:`move` would give the achievement, for a person to confirm; or it raises."""
    return _new_learner(_on_record(achievement, version, by=by), uln)[0]


# --- what is held, and what is asked ------------------------------------------------------------------------------

_GONE = {
    State.WITHDRAWN: "C02.withdrawn",
    State.DELETED: "C02.deleted",
    State.SUPERSEDED: "C02.superseded",
}


def _on_record(achievement: Achievement, version: str | None, *, by: User) -> Achievement:
    """The achievement, locked, if it is still what the person saw and on the learner's record."""
    held = seen.lock(achievement, version, by=by)
    if held.state != State.ACTIVE:
        raise rejected(Finding(_GONE[State(held.state)]))
    return held


def _new_learner(held: Achievement, uln: str) -> tuple[Learner, str]:
    """The learner under ``uln``, if the achievement can be given to them, and the ULN as it is kept."""
    number, findings = ledger.read_value("achievements", "uln", "".join(uln.split()))
    if any(each.key in registry.named("achievements").rejecting for each in findings):
        raise rejected(*findings)
    learner = learners.by_uln(number)
    if learner is None:
        raise rejected(Finding("L01.unknown_uln", "Uln", number))
    if refusal := _refusal(held, learner, number):
        raise rejected(refusal)
    return learner, number


def _refusal(held: Achievement, learner: Learner, uln: str) -> Finding | None:
    if learner.deleted_at is not None:
        return Finding("L01.deleted_uln", "Uln", uln)
    if learner.known_as.pk == held.learner.known_as.pk:
        return Finding("C03.same_learner", "Uln", uln)
    if learner.master is not None:
        return Finding("C04.merged", "Uln", uln, {"master": learner.master.uln})
    same = achievements_of_person(learner).filter(
        organisation=held.organisation,
        reference=held.reference,
        award_date=held.award_date,
        state=State.ACTIVE,
    )
    return Finding("C05.has_it", "Uln", uln) if same.exists() else None


def _grade_record(
    achievement: Achievement, grade: str, *, version: str | None, reason: str, by: User
) -> dict[str, Any]:
    """The update that an edited grade is, for :func:`change_one`."""
    held = _on_record(achievement, version, by=by)
    given = " ".join(grade.split())
    if not given:
        raise rejected(Finding("F01.missing", "Grade"))
    if given == held.grade:
        raise rejected(Finding("C06.same_grade", "Grade", given))
    return instruction(held, Action.UPDATE, grade=given, action_reason=reason)


def instruction(held: Achievement, action: Action, **values: Any) -> dict[str, Any]:
    """An instruction for this achievement as a file would carry it, and how it is to be judged."""
    today, job = clock.today(), Job(held.status)
    item = {
        "award_date": held.award_date.isoformat(),
        "action": action.value,
        "action_date": today.isoformat(),
        "family_name": held.learner.family_name,
        "given_name": held.learner.given_name,
        "uln": held.uln,
        "reference": held.reference,
        **{key: value or None for key, value in values.items()},
    }
    return {
        "organisation": held.organisation,
        "job": job,
        "item": item,
        "options": RowOptions(
            today=today,
            job_type=job.value,
            award_date_floor=held.award_date,
            fail_grades=failing(settings.FAILED_UNIT_GRADES),
        ),
    }


def _reason(reason: str) -> str | None:
    value, findings = ledger.read_value("achievements", "action_reason", " ".join(reason.split()))
    if findings:
        raise rejected(*findings)
    return str(value) if value else None


def _write(held: Achievement, **changes: Any) -> None:
    """Write what changes. No batch has written this version."""
    Achievement.objects.filter(pk=held.pk).update(
        **changes, action_date=clock.today(), batch=None, batch_line=None, updated_at=Now()
    )
    held.refresh_from_db()


__all__ = ["Rejected", "check_grade", "check_move", "delete", "edit_grade", "move", "withdraw"]
