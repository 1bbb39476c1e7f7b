"""An error on a record is reported: what is wrong, what it should be, whom to ask; checked, then sent."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from testamur.challenges import actions as challenge_actions
from testamur.challenges import queries as challenges
from testamur.challenges.rules import PROBLEMS, Problem
from testamur.web import journeys, reach
from testamur.web.challenges import presenters, raising
from testamur.web.challenges.forms import ProblemForm, SayForm
from testamur.web.challenges.raising import Target
from testamur.web.learners import grants
from testamur.web.links import url
from testamur.web.requests import SignedInRequest, asked_and_done

Stepped = Callable[[SignedInRequest, Target], HttpResponse]


def _of_target(view: Stepped) -> Callable[[SignedInRequest, uuid.UUID], HttpResponse]:
    """A page about an achievement that the person was shown; who comes back too late names the learner again."""

    @functools.wraps(view)
    def opened(request: SignedInRequest, achievement_id: uuid.UUID) -> HttpResponse:
        try:
            target = raising.target_or_404(request, achievement_id)
        except grants.Expired:
            messages.info(request, _("Your search for this learner has expired. Enter the details again."))
            return redirect("learner_find")
        return view(request, target)

    return opened


def _shown(request: HttpRequest, target: Target, template: str, **words: Any) -> HttpResponse:
    shown = presenters.raise_page(request.user, target.achievement, reader=target.reader, grant=target.grant)
    return render(request, f"challenges/raise/{template}.html", {"shown": shown, **words})


@asked_and_done
@sensitive_post_parameters()
@login_required
@_of_target
def challenge_raise(request: SignedInRequest, target: Target) -> HttpResponse:
    """Each step sends on what the steps before it were told; nothing is kept until it is sent."""
    if challenges.why_not_to_be_challenged(target.achievement):
        return _shown(request, target, "refused")
    step, problem = request.POST.get("step", ""), request.POST.get("problem", "")
    if step in ("", "problem") or problem not in set(Problem):
        return _problem(request, target, asked=step == "problem")
    return _say(request, target, Problem(problem))


def _problem(request: SignedInRequest, target: Target, *, asked: bool) -> HttpResponse:
    form = ProblemForm(
        request.POST if asked else None,
        options=presenters.problem_options(target.reader),
        reader=target.reader,
    )
    if not form.is_valid():
        return _shown(request, target, "problem", form=form)
    if form.is_appeal:
        address = url("challenge_appeal", target.achievement.uuid)
        return redirect(f"{address}?grant={target.grant}" if target.grant else address)
    problem = Problem(form.cleaned_data["problem"])
    return _asked(request, target, problem, _say_form(request, target, problem, None))


def _say(request: SignedInRequest, target: Target, problem: Problem) -> HttpResponse:
    form = _say_form(request, target, problem, request.POST)

    def check() -> HttpResponse:
        said = raising.said(form, problem)
        challenge_actions.check_raise(
            achievement=target.achievement, said=said, raised_for=target.raised_for, by=request.user
        )
        answers = presenters.answers(form, problem, target.reader)
        return _shown(request, target, "check", form=form, problem=problem, answers=answers)

    def confirm() -> HttpResponse:
        challenge = challenge_actions.raise_challenge(
            achievement=target.achievement,
            said=raising.said(form, problem),
            second=raising.second(target, form),
            raised_for=target.raised_for,
            through="page",
            by=request.user,
        )
        return redirect("challenge_raised", challenge.uuid)

    return journeys.walk(
        request, form, ask=lambda: _asked(request, target, problem, form), check=check, confirm=confirm
    )


def _say_form(request: SignedInRequest, target: Target, problem: Problem, given: Any) -> SayForm:
    others = presenters.other_lines(target.record, target.achievement)
    return SayForm(given, problem=problem, others=others, reader=target.reader, by=request.user)


def _asked(request: HttpRequest, target: Target, problem: Problem, form: SayForm) -> HttpResponse:
    label = presenters.problem_words(problem, target.reader)[0]
    asks = PROBLEMS[problem].asks
    return _shown(request, target, "say", form=form, problem=problem, label=label, asks=asks)


@require_safe
@login_required
@_of_target
def challenge_appeal(request: HttpRequest, target: Target) -> HttpResponse:
    """Where to go with a result that one disagrees with (awarding-organisation-faq section 5)."""
    return _shown(request, target, "appeal")


@require_safe
@login_required
def challenge_raised(request: HttpRequest, challenge_id: uuid.UUID) -> HttpResponse:
    """It was sent: its reference, and what happens next."""
    challenge = reach.challenge_or_404(request, challenge_id)
    page = presenters.challenge_page(request.user, challenge)
    return render(request, "challenges/raise/raised.html", {"page": page})
