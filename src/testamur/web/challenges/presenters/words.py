"""How a challenge is put to the one who reads: what people at work are told, and what a young person is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from testamur.challenges.queries import Reader
from testamur.challenges.rules import PROBLEMS, Problem
from testamur.challenges.states import STATUS_LABELS, Side, State, Status
from testamur.web.formats import number

if TYPE_CHECKING:
    from testamur.challenges.models import Challenge

SIDES = {
    Side.AWARDING_ORGANISATION: gettext_lazy("Awarding organisation"),
    Side.RAISER: gettext_lazy("Who raised it"),
    Side.SUPPORT: gettext_lazy("Business Support"),
}
_TO_LEARNERS = {
    State.NEW: gettext_lazy("We have told the awarding organisation. They have not started on it yet."),
    State.IN_PROGRESS: gettext_lazy("The awarding organisation is looking at what you told us."),
    State.ACCEPTED: gettext_lazy(
        "The awarding organisation agrees with you. It will now put your record right."
    ),
    State.CORRECTED: gettext_lazy("Your record has been put right. We check it once more, then we are done."),
    State.REJECTED: gettext_lazy(
        "The awarding organisation says that your record is right. It says why below."
    ),
    State.CLOSED: gettext_lazy("This is finished. Nothing more will happen."),
    State.WITHDRAWN: gettext_lazy("You took this back. Nothing more will happen."),
}
_PROBLEMS_OF_LEARNERS = {
    Problem.GRADE: (gettext_lazy("The grade is wrong"), gettext_lazy("It is not the grade I was given.")),
    Problem.AWARD_DATE: (
        gettext_lazy("The date is wrong"),
        gettext_lazy("It is not the date on my certificate."),
    ),
    Problem.LEARNER: (gettext_lazy("This is not mine"), gettext_lazy("It belongs to someone else.")),
    Problem.DUPLICATE: (
        gettext_lazy("It is there twice"),
        gettext_lazy("I got this once, but it is on my record twice."),
    ),
    Problem.NOT_COMPLETED: (
        gettext_lazy("I never finished this"),
        gettext_lazy("It should not be on my record."),
    ),
    Problem.OTHER: (
        gettext_lazy("Something else is wrong"),
        gettext_lazy("For example the school or college, or the language."),
    ),
}


def state_tag(challenge: Challenge) -> tuple[str, str]:
    return _(challenge.meaning.label), challenge.meaning.tag


def status_of(challenge: Challenge) -> Status:
    return challenge.meaning.status


def status_label(status: Status) -> str:
    return _(STATUS_LABELS[status])


def explanation(challenge: Challenge, reader: Reader | None) -> str:
    """What the state means, and whose turn it is."""
    if reader == Reader.LEARNER:
        return str(_TO_LEARNERS[State(challenge.state)])
    return _(challenge.meaning.explanation)


def problem_label(challenge: Challenge, reader: Reader | None) -> str:
    return problem_words(Problem(challenge.problem), reader)[0]


def problem_words(problem: Problem, reader: Reader | None) -> tuple[str, str]:
    """The problem as a label, and what it means."""
    if reader == Reader.LEARNER:
        label, hint = _PROBLEMS_OF_LEARNERS[problem]
        return str(label), str(hint)
    return _(PROBLEMS[problem].label), _(PROBLEMS[problem].hint)


def problem_options(reader: Reader | None) -> list[tuple[str, str, str]]:
    """The problems as choices: value, label, hint."""
    return [(problem.value, *problem_words(problem, reader)) for problem in PROBLEMS]


def age(count: int) -> str:
    """In a list, below the date."""
    return _("%(days)s old") % {"days": days(count)} if count else _("today")


def days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": number(count)}


def titles(reader: Reader | None) -> dict[str, Any]:
    """What the list is called by the one who reads it."""
    return {"title": _("My challenges") if reader == Reader.LEARNER else _("Event data challenges")}
