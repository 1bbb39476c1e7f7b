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
from testamur.plumbing.machines import Machine, Meaning, Tag, Transition
from testamur.plumbing.translatable import Translatable


class Sharing(IntEnum):
    """Ability to share, by the numbers of the LRS. FPN is the fair processing notice, which the centre gives."""

    NOT_SEEN = 0
    SHARES = 1
    REFUSES = 2


class Who(StrEnum):
    """On whose word a state is changed."""

    CENTRE = "centre"
    LEARNER = "learner"
    NOBODY = "nobody"


class SharingEvent(StrEnum):
    SEE_NOTICE = "see_notice"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"


@dataclass(frozen=True, slots=True)
class SharingMeaning(Meaning[Who]):
    """With what is said to the learner, and whether providers and local authorities are shown the record."""

    to_learner: Translatable
    shows: bool


# What is not here nobody may do: a notice that has been seen stays seen.
SHARING_LIFE = Machine(
    title="Sharing of a learner's record",
    starts=(Sharing.NOT_SEEN, Sharing.SHARES, Sharing.REFUSES),
    states={
        Sharing.NOT_SEEN: SharingMeaning(
            "Privacy notice not seen yet",
            "No one has confirmed that the learner was given the privacy notice. Only a refusal "
            "hides the record.",
            Who.CENTRE,
            Tag.WAITING,
            "No one has told us yet that you were given the privacy notice, which explains who "
            "can see your record and why. Schools, colleges and your local authority can see it "
            "when they know your ULN and your name.",
            True,
        ),
        Sharing.SHARES: SharingMeaning(
            "Shared with providers",
            "The learner has seen the privacy notice, and the record is shared with learning providers.",
            Who.NOBODY,
            Tag.GOOD,
            "You have seen the privacy notice. Schools, colleges and your local authority can see your record when "
            "they know your ULN and your name.",
            True,
        ),
        Sharing.REFUSES: SharingMeaning(
            "Not shared",
            "The learner has seen the privacy notice and has chosen not to share the record with learning providers.",
            Who.NOBODY,
            Tag.OVER,
            "You have chosen not to share your record. Schools, colleges and local authorities cannot see it. Awarding "
            "organisations still add your results to it.",
            False,
        ),
    },
    events={
        SharingEvent.SEE_NOTICE: Transition((Sharing.NOT_SEEN,), Sharing.SHARES, (Who.CENTRE,)),
        # Only where new refusals are still taken (a setting).
        SharingEvent.OPT_OUT: Transition((Sharing.NOT_SEEN, Sharing.SHARES), Sharing.REFUSES, (Who.CENTRE,)),
        SharingEvent.OPT_IN: Transition((Sharing.REFUSES,), Sharing.SHARES, (Who.CENTRE, Who.LEARNER)),
    },
)


def choices_for(who: Who, before: Sharing, *, opt_out_allowed: bool) -> tuple[Sharing, ...]:
    """The states to which ``who`` may change a learner now at ``before``."""
    refused = frozenset() if opt_out_allowed else {SharingEvent.OPT_OUT}
    possible = SHARING_LIFE.possible(before, by=(who,)) - refused
    return tuple(sorted(SHARING_LIFE.target_of(event) for event in possible))


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
