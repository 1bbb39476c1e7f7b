"""Raising a challenge, and taking it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.audit import actions as audit
from testamur.challenges import queries as challenges
from testamur.challenges import rules
from testamur.challenges.actions import letters
from testamur.challenges.actions.moving import locked_for, move, optional_reason
from testamur.challenges.models import Challenge
from testamur.challenges.rules import PROBLEMS, Problem
from testamur.challenges.states import Event
from testamur.learners import queries as learners
from testamur.learners.rules import uln_is_valid
from testamur.plumbing import clock, sql

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.achievements.models import Achievement
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Said:
    """What the raiser says: the problem, what the record should be, and how to reach them (lrs section 3.5)."""

    problem: Problem
    description: str
    contact_name: str
    contact_email: str
    contact_telephone: str = ""
    wanted_grade: str | None = None
    wanted_award_date: dt.date | None = None
    wanted_uln: str | None = None


@transaction.atomic
def raise_challenge(
    *,
    achievement: Achievement,
    said: Said,
    raised_for: Organisation | None,
    through: str,
    by: User,
    second: Achievement | None = None,
) -> Challenge:
    """Challenge one achievement: as the learner themself (``raised_for`` is ``None``) or for an organisation.

    Provisional achievements too, but only for an error in the data, never as an appeal (awarding-organisation-faq
    section 5). Raises ``PermissionDenied``, and ``ValidationError`` with a sentence for each field.
    """
    _one_at_a_time(achievement)
    check_raise(achievement=achievement, said=said, raised_for=raised_for, by=by)
    moment = clock.now()
    day = moment.astimezone(clock.zone()).date()
    challenge = Challenge(
        achievement=achievement,
        second_achievement=second,
        organisation_id=achievement.organisation_id,
        learner_id=achievement.learner_id,
        problem=said.problem.value,
        description=said.description.strip(),
        contact_name=said.contact_name.strip(),
        contact_email=said.contact_email.strip(),
        contact_telephone=said.contact_telephone.strip(),
        wanted_grade=(said.wanted_grade or "").strip() or None,
        wanted_award_date=said.wanted_award_date,
        wanted_uln=(said.wanted_uln or "").strip() or None,
        raised_by=by,
        raised_for=raised_for,
        raised_at=moment,
        updated_at=moment,
        due_on=rules.due_on(day, challenges.days_allowed()),
        **_recorded(achievement),
    )
    with audit.process("challenge.raised", by=by, through=through):
        challenge.save(force_insert=True)
    letters.raised(challenge)
    return challenge


def _one_at_a_time(achievement: Achievement) -> None:
    """A form that is sent twice at once raises one challenge: the second waits, and then finds the first."""
    what = f"challenge of achievement {achievement.pk}"
    sql.rows("SELECT pg_advisory_xact_lock(hashtextextended(%(what)s, 0))", {"what": what})


def check_raise(*, achievement: Achievement, said: Said, raised_for: Organisation | None, by: User) -> None:
    """Raise what :func:`raise_challenge` would; nothing is written."""
    _check_right(achievement, raised_for, by)
    _check_record(achievement)
    _check_said(achievement, said)
    _check_not_raised_before(achievement, said.problem, raised_for, by)


def _recorded(achievement: Achievement) -> dict[str, Any]:
    (listed,) = achievements.listed([achievement])
    return {
        "recorded_uln": achievement.uln,
        "recorded_name": str(achievement.learner)[:71],
        "recorded_reference": achievement.reference,
        "recorded_title": listed.subject[:254],
        "recorded_award_date": achievement.award_date,
        "recorded_grade": achievement.grade,
        "recorded_provider": achievement.provider_ukprn,
        "recorded_status": achievement.status,
    }


def _check_right(achievement: Achievement, raised_for: Organisation | None, by: User) -> None:
    if raised_for is not None:
        access.check_can(by, Permission.CHALLENGE_RAISE, raised_for)
        return
    own = learners.learner_of(by)
    if own is None or own.known_as != achievement.learner.known_as:
        raise PermissionDenied(_("You can only challenge what is on your own record."))


def _check_record(achievement: Achievement) -> None:
    if sentence := challenges.why_not_to_be_challenged(achievement):
        raise ValidationError(sentence)


_LIMITS = {"description": 2000, "contact_name": 70, "contact_email": 254, "contact_telephone": 40}


def _check_said(achievement: Achievement, said: Said) -> None:
    """Each field by itself and against the record; all that is wrong is said at once."""
    wrong: dict[str, str] = {}
    if not said.description.strip():
        wrong["description"] = _("Enter what is wrong, so that the awarding organisation can look into it.")
    if not said.contact_name.strip():
        wrong["contact_name"] = _("Enter the name of the person to ask about this.")
    if not said.contact_email.strip():
        wrong["contact_email"] = _("Enter an email address to send the answer to.")
    else:
        try:
            validate_email(said.contact_email.strip())
        except ValidationError:
            wrong["contact_email"] = _("Enter an email address like name@example.org.")
    for field, limit in _LIMITS.items():
        if len(getattr(said, field).strip()) > limit:
            wrong[field] = _("Use %(limit)s characters or fewer.") % {"limit": f"{limit:,}"}
    asked = PROBLEMS[said.problem].asks
    check = {"wanted_grade": _grade, "wanted_award_date": _award_date, "wanted_uln": _uln}.get(asked or "")
    if asked and check and (sentence := check(achievement, said)):
        wrong[asked] = sentence
    if wrong:
        raise ValidationError(wrong)


def _grade(achievement: Achievement, said: Said) -> str:
    wanted = (said.wanted_grade or "").strip()
    if not wanted:
        return _("Enter the grade that should be on the record.")
    if len(wanted) > 20:
        return _("The grade must be 20 characters or fewer.")
    if wanted.casefold() == (achievement.grade or "").casefold():
        return _("That is the grade on the record. Enter the grade it should be.")
    return ""


def _award_date(achievement: Achievement, said: Said) -> str:
    if said.wanted_award_date is None:
        return _("Enter the date on which the achievement was awarded.")
    if said.wanted_award_date == achievement.award_date:
        return _("That is the date on the record. Enter the date it should be.")
    if said.wanted_award_date > clock.today():
        return _("The award date cannot be in the future.")
    return ""


def _uln(achievement: Achievement, said: Said) -> str:
    """Whose it is may be unknown; a number that is given has to be one."""
    wanted = (said.wanted_uln or "").strip()
    if not wanted:
        return ""
    if wanted == achievement.uln:
        return _("That is the learner whose record it is on. Leave it empty if you do not know whose it is.")
    return _("This is not a ULN. Check the number, or leave it empty.") if not uln_is_valid(wanted) else ""


def _check_not_raised_before(
    achievement: Achievement, problem: Problem, raised_for: Organisation | None, by: User
) -> None:
    """Several challenges may stand against one achievement, but not the same one by the same people."""
    same = Challenge.objects.open().filter(achievement=achievement, problem=problem)
    same = same.filter(raised_for=raised_for) if raised_for else same.filter(raised_for=None, raised_by=by)
    if (earlier := same.first()) is not None:
        raise ValidationError(
            _(
                "You have already raised this: challenge %(reference)s is “%(state)s”. Add a message "
                "there instead."
            )
            % {"reference": earlier.reference, "state": earlier.meaning.label}
        )


@transaction.atomic
def withdraw(*, challenge: Challenge, reason: str = "", through: str, by: User) -> Challenge:
    """The raiser takes the challenge back."""
    held = locked_for(challenge, Event.WITHDRAW, by)
    said = optional_reason(reason)
    move(held, Event.WITHDRAW)
    held.resolved_at, held.resolution = held.updated_at, said
    with audit.process("challenge.withdrawn", by=by, reason=said, through=through):
        held.save()
    letters.withdrawn(held)
    return held
