"""Who may be meant by somebody's demographics. Whoever asks does so through the action, which notes it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from testamur.learners.models import Learner
from testamur.learners.queries.verifying import Disclosed
from testamur.learners.rules import Code, Disclosure
from testamur.learners.rules.finding import (
    MOST_TOLD,
    Answer,
    Demographics,
    HeldDemographics,
    Likeness,
    likeness,
)


@dataclass(frozen=True, slots=True)
class Search:
    """The answer, and the learners who may be meant, as they are now known: nobody if there are too many."""

    answer: Answer
    learners: tuple[Learner, ...]

    @property
    def is_exact(self) -> bool:
        return self.answer in (Answer.EXACT, Answer.MASTER_SUBSTITUTED)


def search(said: Demographics) -> Search:
    """One exact match is the learner; several of them, and similar names, are possible matches."""
    born_then = Learner.objects.select_related("master").filter(
        date_of_birth=said.date_of_birth, deleted_at=None, uln__isnull=False
    )
    found: dict[Likeness, dict[Learner, Learner]] = {Likeness.EXACT: {}, Likeness.POSSIBLE: {}}
    for learner in born_then.order_by("family_name", "given_name", "id"):
        if like := likeness(said, _held(learner)):
            found[like].setdefault(learner.known_as, learner)
    exact = found[Likeness.EXACT]
    if len(exact) == 1:
        ((person, learner),) = exact.items()
        substituted = learner != person
        return Search(Answer.MASTER_SUBSTITUTED if substituted else Answer.EXACT, (person,))
    people = tuple({**exact, **found[Likeness.POSSIBLE]})
    if len(people) > MOST_TOLD:
        return Search(Answer.TOO_MANY, ())
    return Search(Answer.POSSIBLE if people else Answer.NO_MATCH, people)


def told_of(found: Search) -> list[Disclosed]:
    """What is told of whom somebody may mean: of an exact match, and of possible ones where that is disclosed."""
    code = Code.MATCH if found.is_exact else Code.SIMILAR
    allowed = Disclosure(settings.VERIFY_DISCLOSES).allows(code)
    if not allowed and not found.is_exact:
        return []
    return [Disclosed.of(person) if allowed else Disclosed(person.uln or "") for person in found.learners]


def _held(learner: Learner) -> HeldDemographics:
    return HeldDemographics(
        learner.given_name,
        learner.family_name,
        learner.previous_family_name,
        learner.date_of_birth,
        learner.gender,
        learner.postcode,
    )


def version_number(learner: Learner) -> int:
    """The version of a person's particulars: how often they have been written, by whatever door. A look is none."""
    events = learner.pgh_event_model  # type: ignore[attr-defined]
    written = events.objects.filter(pgh_obj_id=learner.known_as.pk).exclude(pgh_label="noted")
    return int(written.count())


def known_under(ulns: list[str]) -> list[tuple[str, Learner | None]]:
    """For each ULN the learner who was registered under it, merged or not; nobody for one that was deleted."""
    held = {
        learner.uln: learner
        for learner in Learner.objects.select_related("master").filter(uln__in=ulns, deleted_at=None)
    }
    return [(uln, held.get(uln)) for uln in ulns]
