"""The awarding organisation's side: accept, reject, correct the record; and whose work it is."""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from testamur.achievements.actions import Rejected
from testamur.challenges import actions as challenge_actions
from testamur.challenges import queries as challenges
from testamur.challenges.states import Event, Side, State
from testamur.web import journeys, reach
from testamur.web.challenges import acting, presenters
from testamur.web.challenges.forms import AcceptForm, AssignForm, CorrectForm, ReasonForm
from testamur.web.requests import SignedInRequest, asked_and_done

if TYPE_CHECKING:
    from testamur.challenges.models import Challenge
    from testamur.web.forms import Form


@acting.step(Event.ACCEPT, challenge_actions.accept)
def challenge_accept(challenge: Challenge, sent: Any) -> tuple[Form, str]:
    done = _("Challenge %(reference)s has been accepted. Now correct the record.")
    return AcceptForm(sent, challenge=challenge), done


@acting.step(Event.REJECT, challenge_actions.reject)
def challenge_reject(challenge: Challenge, sent: Any) -> tuple[Form, str]:
    form = ReasonForm(
        sent,
        label=_("Why is the record right?"),
        hint=_(
            "The person who raised the challenge will read this. Use plain words: a learner may "
            "be 13 years old."
        ),
    )
    return form, _("Challenge %(reference)s has been rejected. Business Support will close it.")


@asked_and_done
@sensitive_post_parameters()
@login_required
def challenge_correct(request: SignedInRequest, challenge_id: uuid.UUID) -> HttpResponse:
    """What would be written, beside what stands there; written only when confirmed (EDC-07)."""
    challenge = reach.challenge_or_404(request, challenge_id)
    challenges.check_side(request.user, challenge, Side.AWARDING_ORGANISATION)
    if challenge.state != State.ACCEPTED:
        if request.method == "POST":
            sentence = _("Challenge %(reference)s is “%(state)s”. Nothing was changed.")
            words = {"reference": challenge.reference, "state": _(challenge.meaning.label)}
            messages.warning(request, sentence % words)
        return redirect("challenge_detail", challenge.uuid)
    form = CorrectForm(acting.sent(request), challenge=challenge)

    def show() -> HttpResponse:
        page = presenters.challenge_page(request.user, challenge)
        words = {"page": page, "form": form, "correction": presenters.correction_page(challenge)}
        return render(request, "challenges/correct.html", words)

    def check() -> HttpResponse:
        for name, value in form.wanted.items():
            setattr(challenge, name, value or getattr(challenge, name))
        return show()

    return journeys.walk(
        request, form, ask=show, check=check, confirm=lambda: _corrected(request, challenge, form)
    )


def _corrected(request: SignedInRequest, challenge: Challenge, form: CorrectForm) -> HttpResponse:
    """Confirmed. If the record was changed meanwhile, that is said, and it is shown as it stands now."""
    try:
        challenge_actions.correct(
            challenge=challenge,
            version=form.cleaned_data["version"],
            **form.corrected,
            through="page",
            by=request.user,
        )
    except Rejected as refusal:
        messages.warning(request, " ".join(f"{said.what} {said.remedy}" for said in refusal.sentences))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        done = _(
            "The record has been corrected. Business Support will check it and close challenge %(reference)s."
        )
        messages.success(request, done % {"reference": challenge.reference})
        return redirect("challenge_detail", challenge.uuid)
    return redirect("challenge_correct", challenge.uuid)


@asked_and_done
@login_required
def challenge_assign(request: SignedInRequest, challenge_id: uuid.UUID) -> HttpResponse:
    """Give it to somebody of the awarding organisation; Business Support may too."""
    challenge = reach.challenge_or_404(request, challenge_id)
    challenges.check_side(request.user, challenge, Side.AWARDING_ORGANISATION, Side.SUPPORT)
    form = AssignForm(
        acting.sent(request), people=challenges.assignable(challenge), now=challenge.assigned_to
    )
    if not form.is_bound and not challenge.is_open:
        return redirect("challenge_detail", challenge.uuid)
    if form.is_valid():
        act = partial(
            challenge_actions.assign, challenge=challenge, to=form.chosen, through="page", by=request.user
        )
        words = {"name": form.chosen or _("Unassigned"), "reference": challenge.reference}
        done = _("Challenge %(reference)s is now assigned to %(name)s.") % words
        if answer := acting.acted(request, challenge, form, act, done):
            return answer
    page = presenters.challenge_page(request.user, challenge)
    return render(request, "challenges/assign.html", {"page": page, "form": form})
