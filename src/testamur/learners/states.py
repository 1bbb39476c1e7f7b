"""Whether a learner's record is shared with providers, who may change that, and what each state means.

Source: lrs sections 4.3 (the numbers and their names) and 7 (since 25 May 2018 nobody opts out any more; an old refusal
stays until the learner, or a provider who has given the new notice, lifts it); awarding-organisation-faq "What is the
process for a learner to opt out from sharing their Personal Learning Record?". A refusal hides the record from
providers and local authorities. It never keeps an awarding organisation from what it uploads and maintains.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from testamur.batches.states import BatchState


class Sharing(IntEnum):
    """Ability to share, by the numbers of the LRS. FPN is the fair processing notice, which the centre gives."""

    NOT_SEEN = 0
    SHARES = 1
    REFUSES = 2


@dataclass(frozen=True, slots=True)
class SharingMeaning:
    """What is said of a state to staff and, in ``to_learner``, to the learner; and whether the record is shown."""

    label: str
    explanation: str
    to_learner: str
    shows: bool
    tag: str


MEANINGS: dict[Sharing, SharingMeaning] = {
    Sharing.NOT_SEEN: SharingMeaning(
        "Privacy notice not seen yet",
        "Nobody has confirmed that the learner was given the privacy notice. Only a refusal hides the record.",
        "Nobody has told us yet that you were given the privacy notice, which explains who can see your record and "
        "why. Schools, colleges and your local authority can see it when they know your ULN and your name.",
        True,
        "waiting",
    ),
    Sharing.SHARES: SharingMeaning(
        "Shared with providers",
        "The learner has seen the privacy notice, and the record is shared with learning providers.",
        "You have seen the privacy notice. Schools, colleges and your local authority can see your record when they "
        "know your ULN and your name.",
        True,
        "good",
    ),
    Sharing.REFUSES: SharingMeaning(
        "Not shared",
        "The learner has seen the privacy notice and has chosen not to share the record with learning providers.",
        "You have chosen not to share your record. Schools, colleges and local authorities cannot see it. Awarding "
        "organisations still add your results to it.",
        False,
        "over",
    ),
}


class Who(StrEnum):
    """On whose word a state is changed."""

    CENTRE = "centre"
    LEARNER = "learner"


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the table. ``is_opt_out`` rows hold only where new refusals are still taken (a setting)."""

    before: Sharing
    after: Sharing
    who: tuple[Who, ...]
    is_opt_out: bool = False


# What is not here nobody may do: a notice that has been seen stays seen.
CHANGES: tuple[Change, ...] = (
    Change(Sharing.NOT_SEEN, Sharing.SHARES, (Who.CENTRE,)),
    Change(Sharing.NOT_SEEN, Sharing.REFUSES, (Who.CENTRE,), is_opt_out=True),
    Change(Sharing.SHARES, Sharing.REFUSES, (Who.CENTRE,), is_opt_out=True),
    Change(Sharing.REFUSES, Sharing.SHARES, (Who.CENTRE, Who.LEARNER)),
)


def choices_for(who: Who, before: Sharing, *, opt_out_allowed: bool) -> tuple[Sharing, ...]:
    """The states to which ``who`` may change a learner now at ``before``."""
    return tuple(
        row.after
        for row in CHANGES
        if row.before == before and who in row.who and (opt_out_allowed or not row.is_opt_out)
    )


_JOB_STATUS: dict[BatchState, str] = {
    BatchState.RECEIVED: "Waiting",
    BatchState.DONE: "Successful",
    BatchState.REFUSED: "Failed",
    BatchState.CANCELLED: "Cancelled",
    BatchState.UNDONE: "Cancelled",
}


def job_status(state: str) -> str:
    """The LRS's word for the state of a batch (lrs section 1.5). This is the lowest room that speaks to the LRS."""
    return _JOB_STATUS.get(BatchState(state), "InProgress")
