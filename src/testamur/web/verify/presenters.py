"""The answer to a question about a learner, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from testamur.learners import queries as learners
from testamur.learners.rules import GENDERS, How
from testamur.learners.rules.finding import Answer as SearchAnswer
from testamur.learners.rules.verifying import MEANINGS
from testamur.web.batches.presenters.words import tone_of_effect
from testamur.web.formats import short_date

if TYPE_CHECKING:
    from testamur.learners.queries import Disclosed, Search, Verified
    from testamur.learners.rules import Claim


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was asked: what was entered, how it compares, and what is held if that is disclosed."""

    label: str
    entered: str
    compares: str
    tone: str
    held: str


@dataclass(frozen=True, slots=True)
class Answer:
    code: str
    label: str
    sentence: str
    tone: str
    master: str
    parts: list[Part]
    discloses: bool
    flags: str


def answer_of(verified: Verified) -> Answer:
    meaning = MEANINGS[verified.code]
    held = verified.held
    return Answer(
        code=verified.code.value,
        label=_(meaning.label),
        sentence=_(meaning.sentence),
        tone=tone_of_effect(verified.code),
        master=held.uln if held and verified.master_substituted else "",
        parts=_parts(verified),
        discloses=bool(held and held.family_name),
        flags=", ".join(verified.flags),
    )


def _parts(verified: Verified) -> list[Part]:
    """Nothing to compare where there is no such learner."""
    if not verified.parts:
        return []
    claim, held = verified.claim, verified.held
    labels = {
        "given_name": _("Given name"),
        "family_name": _("Family name"),
        "date_of_birth": _("Date of birth"),
        "gender": _("Gender"),
    }
    words = _words()
    return [
        Part(labels[name], _shown(claim, name), *words[how], _shown(held, name) if held else "")
        for name, how in verified.parts.items()
    ]


def _words() -> dict[How, tuple[str, str]]:
    return {
        How.SAME: (_("Matches"), "good"),
        How.SIMILAR: (_("Similar, not the same"), "attention"),
        How.OTHER_NAME: (_("Like another of the learner’s names"), "attention"),
        How.DIFFERENT: (_("Differs"), "bad"),
        How.NOT_COMPARED: (_("Not compared"), "over"),
    }


def _shown(of: Claim | Disclosed, name: str) -> str:
    value = getattr(of, name)
    if value is None:
        return ""
    if name == "date_of_birth":
        return short_date(value)
    return _(GENDERS[value]) if name == "gender" else str(value)


@dataclass(frozen=True, slots=True)
class FoundOne:
    """A learner who may be meant, as far as that is told."""

    uln: str
    name: str
    date_of_birth: str
    gender: str


@dataclass(frozen=True, slots=True)
class Found:
    code: str
    label: str
    sentence: str
    tone: str
    learners: list[FoundOne]


def found(search: Search) -> Found:
    """The answer to a search by personal details."""
    label, sentence, tone = {
        SearchAnswer.EXACT: (_("Learner found"), _("Everything you entered is right."), "good"),
        SearchAnswer.MASTER_SUBSTITUTED: (
            _("Learner found, merged ULN"),
            _("The learner was registered twice. This is the ULN to use from now on."),
            "good",
        ),
        SearchAnswer.POSSIBLE: (
            _("Possible matches"),
            _("One of these may be the learner you mean. Check the names and the postcode with the learner."),
            "attention",
        ),
        SearchAnswer.TOO_MANY: (
            _("Too many possible matches"),
            _("There are more than 10 possible matches. Check the names and enter the postcode."),
            "attention",
        ),
        SearchAnswer.NO_MATCH: (
            _("No learner found"),
            _("No learner has these names and this date of birth. Check each of them with the learner."),
            "bad",
        ),
    }[search.answer]
    shown = [
        FoundOne(
            held.uln,
            f"{held.given_name} {held.family_name}".strip(),
            _shown(held, "date_of_birth"),
            _shown(held, "gender"),
        )
        for held in learners.told_of(search)
    ]
    return Found(search.answer.value, label, sentence, tone, shown)
