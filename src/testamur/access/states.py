"""The life of an invitation to work for an organisation. ``docs/states.md`` draws it.

That an invitation has expired is no state: no job has to come by for it to be over.
"""

from __future__ import annotations

from enum import StrEnum

from testamur.plumbing.machines import Machine, Meaning, Tag, Transition


class InvitationState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class InvitationEvent(StrEnum):
    ACCEPT = "accept"
    SEND_AGAIN = "send_again"
    WITHDRAW = "withdraw"


class InvitationSide(StrEnum):
    """Who has a part in an invitation."""

    PERSON = "person"
    ORGANISATION = "organisation"
    NOBODY = "nobody"


_OVER = "This invitation has already been accepted or withdrawn."

INVITATION_LIFE = Machine(
    title="An invitation to work for an organisation",
    starts=(InvitationState.WAITING,),
    states={
        InvitationState.WAITING: Meaning(
            "Waiting",
            "The person has not accepted the invitation yet, so they have no role from it.",
            InvitationSide.PERSON,
            Tag.WAITING,
        ),
        InvitationState.ACCEPTED: Meaning(
            "Accepted", "The person works for the organisation.", InvitationSide.NOBODY, Tag.GOOD
        ),
        InvitationState.WITHDRAWN: Meaning(
            "Withdrawn",
            "The organisation withdrew the invitation before it was accepted.",
            InvitationSide.NOBODY,
            Tag.OVER,
        ),
    },
    events={
        InvitationEvent.ACCEPT: Transition(
            (InvitationState.WAITING,),
            InvitationState.ACCEPTED,
            (InvitationSide.PERSON,),
            refusal=_OVER,
        ),
        InvitationEvent.SEND_AGAIN: Transition(
            (InvitationState.WAITING,),
            InvitationState.WAITING,
            (InvitationSide.ORGANISATION,),
            refusal=_OVER,
        ),
        InvitationEvent.WITHDRAW: Transition(
            (InvitationState.WAITING,),
            InvitationState.WITHDRAWN,
            (InvitationSide.ORGANISATION,),
            refusal=_OVER,
        ),
    },
)
