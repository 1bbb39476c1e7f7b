"""The life of an achievement, and what an instruction does to it: one table for a page's record and a batch's.

Source: awarding-organisation-faq "What are the rules around updating, withdrawing and reinstating achievements?" and
"Will a Final batch file overwrite a Provisional batch file?"; lrs sections 1.4 and 9 (B02, B03, B05).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from testamur.plumbing.machines import Guard, Machine, Meaning, Tag, Transition


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"


class Found(StrEnum):
    """What the register holds under the key: organisation, ULN, reference number and award date."""

    NOTHING = "nothing"
    PROVISIONAL = "provisional"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


class Job(StrEnum):
    """The type of job; what belongs to the QCF counts as final whatever the job says."""

    PROVISIONAL = "provisional"
    FINAL = "final"


class State(StrEnum):
    """Withdrawn can be reinstated; deleted cannot (event-data-challenges 4.4).

    Superseded is a centre's record beside an awarding organisation's for the same award (lrs section 7).
    """

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    SUPERSEDED = "superseded"


class Source(StrEnum):
    """Who sent a record: an awarding organisation, or a centre through its data return (lrs section 3.3)."""

    AO = "AO"
    ILR = "ILR"


class Effect(StrEnum):
    """What a record became; the five counters of a job result (lrs section 1.5)."""

    CREATED = "created"
    UPDATED = "updated"
    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"
    PROMOTED = "promoted"


class Party(StrEnum):
    """Who has the next move, and who makes it."""

    ORGANISATION = "organisation"
    SERVICE = "service"
    NOBODY = "nobody"


class Event(StrEnum):
    """What happens to a record that is held. Which instruction brings it about is said by :data:`OUTCOMES`."""

    UPDATE = "update"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"
    DELETE = "delete"
    SUPERSEDE = "supersede"
    STAND = "stand"
    TAKE_BACK = "take_back"


_ORGANISATION, _SERVICE = (Party.ORGANISATION,), (Party.SERVICE,)
_OF_CENTRE = Guard("source", Source.ILR.value)

ACHIEVEMENT_LIFE = Machine(
    title="An achievement",
    starts=(State.ACTIVE, State.SUPERSEDED),
    states={
        State.ACTIVE: Meaning(
            "On record", "The achievement shows on the learner's record.", Party.ORGANISATION, Tag.GOOD
        ),
        State.WITHDRAWN: Meaning(
            "Withdrawn",
            "The achievement no longer shows on the learner's record.",
            Party.ORGANISATION,
            Tag.OVER,
        ),
        State.DELETED: Meaning(
            "Deleted",
            "The achievement was recorded in error. It is kept in history and cannot be reinstated.",
            Party.NOBODY,
            Tag.BAD,
        ),
        State.SUPERSEDED: Meaning(
            "Superseded",
            "The awarding organisation's own record of the same award replaces this one.",
            Party.SERVICE,
            Tag.OVER,
        ),
    },
    events={
        Event.UPDATE: Transition((State.ACTIVE,), State.ACTIVE, _ORGANISATION),
        Event.WITHDRAW: Transition((State.ACTIVE,), State.WITHDRAWN, _ORGANISATION),
        Event.REINSTATE: Transition((State.WITHDRAWN,), State.ACTIVE, _ORGANISATION),
        Event.DELETE: Transition((State.ACTIVE,), State.DELETED, _ORGANISATION),
        Event.SUPERSEDE: Transition((State.ACTIVE,), State.SUPERSEDED, _SERVICE, _OF_CENTRE),
        Event.STAND: Transition((State.SUPERSEDED,), State.ACTIVE, _SERVICE, _OF_CENTRE),
        # The batch that created it is undone.
        Event.TAKE_BACK: Transition((State.ACTIVE, State.SUPERSEDED), State.WITHDRAWN, _SERVICE),
    },
)

EVENTS: dict[Effect, Event] = {
    Effect.UPDATED: Event.UPDATE,
    Effect.PROMOTED: Event.UPDATE,
    Effect.WITHDRAWN: Event.WITHDRAW,
    Effect.REINSTATED: Event.REINSTATE,
}
"""What has happened to a held record that an instruction has had this effect on; a created one was not held."""

_BOTH = (Job.PROVISIONAL, Job.FINAL)
_EXISTS, _FINAL, _NONE, _GONE, _ACTIVE = (
    "B02.exists",
    "B05.final_exists",
    "B03.not_found",
    "B03.withdrawn",
    "B03.active",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the table: an effect, or the key of the finding that refuses it."""

    action: Action
    found: Found
    jobs: tuple[Job, ...]
    effect: Effect | None = None
    refusal: str | None = None


OUTCOMES: tuple[Outcome, ...] = (
    Outcome(Action.CREATE, Found.NOTHING, _BOTH, Effect.CREATED),
    Outcome(Action.CREATE, Found.WITHDRAWN, _BOTH, Effect.CREATED),
    Outcome(Action.CREATE, Found.PROVISIONAL, (Job.FINAL,), Effect.PROMOTED),
    Outcome(Action.CREATE, Found.PROVISIONAL, (Job.PROVISIONAL,), refusal=_EXISTS),
    Outcome(Action.CREATE, Found.FINAL, (Job.FINAL,), refusal=_EXISTS),
    Outcome(Action.CREATE, Found.FINAL, (Job.PROVISIONAL,), refusal=_FINAL),
    Outcome(Action.UPDATE, Found.NOTHING, _BOTH, refusal=_NONE),
    Outcome(Action.UPDATE, Found.WITHDRAWN, _BOTH, refusal=_GONE),
    Outcome(Action.UPDATE, Found.PROVISIONAL, (Job.PROVISIONAL,), Effect.UPDATED),
    Outcome(Action.UPDATE, Found.PROVISIONAL, (Job.FINAL,), Effect.PROMOTED),
    Outcome(Action.UPDATE, Found.FINAL, (Job.FINAL,), Effect.UPDATED),
    Outcome(Action.UPDATE, Found.FINAL, (Job.PROVISIONAL,), refusal=_FINAL),
    Outcome(Action.WITHDRAW, Found.NOTHING, _BOTH, refusal=_NONE),
    Outcome(Action.WITHDRAW, Found.WITHDRAWN, _BOTH, refusal=_GONE),
    Outcome(Action.WITHDRAW, Found.PROVISIONAL, _BOTH, Effect.WITHDRAWN),
    Outcome(Action.WITHDRAW, Found.FINAL, (Job.FINAL,), Effect.WITHDRAWN),
    Outcome(Action.WITHDRAW, Found.FINAL, (Job.PROVISIONAL,), refusal=_FINAL),
    Outcome(Action.REINSTATE, Found.NOTHING, _BOTH, refusal=_NONE),
    Outcome(Action.REINSTATE, Found.WITHDRAWN, _BOTH, Effect.REINSTATED),
    Outcome(Action.REINSTATE, Found.PROVISIONAL, _BOTH, refusal=_ACTIVE),
    Outcome(Action.REINSTATE, Found.FINAL, _BOTH, refusal=_ACTIVE),
)


def outcome(action: str, found: str, job: str) -> Outcome:
    """The row of the table that holds for one record."""
    return next(row for row in OUTCOMES if row.action == action and row.found == found and job in row.jobs)


def as_sql(column: str, *, action: str, found: str, job: str) -> str:
    """The same table as a CASE expression over three SQL expressions; ``column`` is ``effect`` or ``refusal``."""
    branches = [
        f"WHEN {action} = '{row.action}' AND {found} = '{row.found}' AND {job} IN ({_quoted(row.jobs)}) THEN '{value}'"
        for row in OUTCOMES
        if (value := getattr(row, column)) is not None
    ]
    return f"CASE {' '.join(branches)} END"


def _quoted(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
