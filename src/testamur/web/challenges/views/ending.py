"""How a challenge ends: Business Support checks and closes it or sends it back; the raiser takes it back."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _

from testamur.challenges import actions as challenge_actions
from testamur.challenges.states import Event
from testamur.web.challenges import acting
from testamur.web.challenges.forms import CloseForm, ReasonForm, WithdrawForm
from testamur.web.requests import SignedInRequest, asked_and_done


@asked_and_done
@login_required
def challenge_close(request: SignedInRequest, challenge_id: uuid.UUID) -> HttpResponse:
    """With what was found when the record was compared (EDC-09)."""
    challenge = acting.for_event(request, challenge_id, Event.CLOSE)
    form = CloseForm(acting.sent(request))
    return acting.step(
        request,
        challenge,
        Event.CLOSE,
        form,
        lambda: challenge_actions.close(
            challenge=challenge, note=form.cleaned_data["note"], through="page", by=request.user
        ),
        template="challenges/close.html",
        done=_("Challenge %(reference)s is closed. Both sides have been told."),
    )


@asked_and_done
@login_required
def challenge_send_back(request: SignedInRequest, challenge_id: uuid.UUID) -> HttpResponse:
    challenge = acting.for_event(request, challenge_id, Event.SEND_BACK)
    form = ReasonForm(
        acting.sent(request),
        label=_("What is the awarding organisation to look at again?"),
        hint=_("It reads this in an e-mail. Do not write about the learner there."),
    )
    return acting.step(
        request,
        challenge,
        Event.SEND_BACK,
        form,
        lambda: challenge_actions.send_back(
            challenge=challenge, reason=form.cleaned_data["reason"], through="page", by=request.user
        ),
        template="challenges/send_back.html",
        done=_("Challenge %(reference)s is in progress again. The awarding organisation has been told."),
    )


@asked_and_done
@login_required
def challenge_withdraw(request: SignedInRequest, challenge_id: uuid.UUID) -> HttpResponse:
    challenge = acting.for_event(request, challenge_id, Event.WITHDRAW)
    form = WithdrawForm(acting.sent(request))
    return acting.step(
        request,
        challenge,
        Event.WITHDRAW,
        form,
        lambda: challenge_actions.withdraw(
            challenge=challenge, reason=form.cleaned_data["reason"], through="page", by=request.user
        ),
        template="challenges/withdraw.html",
        done=_("Challenge %(reference)s is withdrawn. The awarding organisation has been told."),
    )
