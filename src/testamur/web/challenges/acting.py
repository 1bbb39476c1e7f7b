"""From a form to one step in a challenge's life: what the pages for its decisions share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from testamur.challenges import queries as challenges
from testamur.challenges.states import CHALLENGE_LIFE, Event
from testamur.web import reach
from testamur.web.challenges import presenters
from testamur.web.forms import Form, refused
from testamur.web.requests import SignedInRequest, asked_and_done

if TYPE_CHECKING:
    import uuid

    from testamur.challenges.models import Challenge


def for_event(request: HttpRequest, challenge_id: uuid.UUID, event: Event) -> Challenge:
    """A challenge that the person may see (else 404) and whose party makes this happen (else 403)."""
    challenge = reach.challenge_or_404(request, challenge_id)
    challenges.check_side(request.user, challenge, *CHALLENGE_LIFE.by(event))
    return challenge


def sent(request: HttpRequest) -> Any:
    """What a form is given: the body of a POST, empty or not."""
    return request.POST if request.method == "POST" else None


def acted(
    request: HttpRequest, challenge: Challenge, form: Form, act: Callable[[], Any], done: str
) -> HttpResponse | None:
    """Act, say so and go back to the challenge. What fits no field, as that somebody was faster, is said there."""
    try:
        act()
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            refused(form, error)
            return None
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("challenge_detail", challenge.uuid)


Asks = Callable[["Challenge", Any], tuple[Form, str]]


def step(event: Event, act: Callable[..., Any]) -> Callable[[Asks], Callable[..., HttpResponse]]:
    """The page of an event. What is decorated gives the form, for what was sent, and what is said once it is done."""

    def page_of(asks: Asks) -> Callable[..., HttpResponse]:
        @asked_and_done
        @sensitive_post_parameters()
        @login_required
        @functools.wraps(asks)
        def page(request: SignedInRequest, challenge_id: uuid.UUID) -> HttpResponse:
            challenge = for_event(request, challenge_id, event)
            form, done = asks(challenge, sent(request))
            if not form.is_bound and not CHALLENGE_LIFE.may(event, challenge.state):
                return redirect("challenge_detail", challenge.uuid)
            if form.is_valid():
                acts = partial(act, challenge=challenge, **form.cleaned_data, through="page", by=request.user)
                if answer := acted(request, challenge, form, acts, done % {"reference": challenge.reference}):
                    return answer
            shown = {"form": form, "page": presenters.challenge_page(request.user, challenge)}
            return render(request, f"challenges/{event}.html", shown)

        return page

    return page_of
