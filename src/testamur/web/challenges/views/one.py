"""One challenge: its page, the start of work on it, and what is said in it."""

from __future__ import annotations

import uuid
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testamur.challenges import actions as challenge_actions
from testamur.challenges.states import CHALLENGE_LIFE, Event
from testamur.web import reach
from testamur.web.challenges import acting, presenters
from testamur.web.challenges.forms import MessageForm
from testamur.web.requests import SignedInRequest, asked_and_done


@require_safe
@login_required
def challenge_detail(request: HttpRequest, challenge_id: uuid.UUID) -> HttpResponse:
    challenge = reach.challenge_or_404(request, challenge_id)
    page = presenters.challenge_page(request.user, challenge)
    return render(request, "challenges/detail.html", {"page": page, "form": MessageForm()})


@asked_and_done
@login_required
def challenge_process(request: SignedInRequest, challenge_id: uuid.UUID) -> HttpResponse:
    """Open a new challenge to work on it; it is In progress from now on. Opening it again changes nothing."""
    challenge = acting.for_event(request, challenge_id, Event.PROCESS)
    if request.method == "POST" and CHALLENGE_LIFE.may(Event.PROCESS, challenge.state):
        try:
            challenge_actions.process(challenge=challenge, through="page", by=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            done = _("Challenge %(reference)s is now in progress.")
            messages.success(request, done % {"reference": challenge.reference})
    return redirect("challenge_detail", challenge.uuid)


@asked_and_done
@login_required
def challenge_message(request: SignedInRequest, challenge_id: uuid.UUID) -> HttpResponse:
    """Write to the other parties."""
    challenge = reach.challenge_or_404(request, challenge_id)
    if request.method != "POST":
        return redirect("challenge_detail", challenge.uuid)
    form = MessageForm(request.POST)
    if form.is_valid():
        act = partial(challenge_actions.say, challenge=challenge, **form.cleaned_data, by=request.user)
        if answer := acting.acted(request, challenge, form, act, _("Your message has been sent.")):
            return answer
    page = presenters.challenge_page(request.user, challenge)
    return render(request, "challenges/detail.html", {"page": page, "form": form})
