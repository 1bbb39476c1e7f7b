"""From a form to one step in a challenge's life: what the pages for its decisions share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from testamur.challenges import queries as challenges
from testamur.challenges.states import CHALLENGE_LIFE, Event
from testamur.web import reach
from testamur.web.challenges import presenters
from testamur.web.forms import Form, refused

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


def step(
    request: HttpRequest,
    challenge: Challenge,
    event: Event,
    form: Form,
    act: Callable[[], Any],
    *,
    template: str,
    done: str,
    **words: Any,
) -> HttpResponse:
    """Ask, act, and go back to the challenge. What fits no field, as that somebody was faster, is said there."""
    if not form.is_bound and not CHALLENGE_LIFE.may(event, challenge.state):
        return redirect("challenge_detail", challenge.uuid)
    if form.is_valid():
        try:
            act()
        except ValidationError as error:
            if not hasattr(error, "error_dict"):
                messages.warning(request, " ".join(error.messages))
                return redirect("challenge_detail", challenge.uuid)
            refused(form, error)
        else:
            messages.success(request, done % {"reference": challenge.reference})
            return redirect("challenge_detail", challenge.uuid)
    page = presenters.challenge_page(request.user, challenge)
    return render(request, template, {"form": form, "page": page, **words})
