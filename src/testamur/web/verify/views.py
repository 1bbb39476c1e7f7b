"""Learner verification. A learner's particulars are only ever posted: they never stand in an address."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from testamur.access.rules import Permission
from testamur.learners import actions as learner_actions
from testamur.web.requests import SignedInRequest, asked_and_done
from testamur.web.submitting import sending
from testamur.web.verify import presenters
from testamur.web.verify.forms import VerifyForm

KIND = "verify"


@asked_and_done
@sensitive_post_parameters()
@login_required
def verify_one(request: SignedInRequest) -> HttpResponse:
    """The answer stands above the form, which keeps what was entered, so that it can be corrected and asked again."""
    form = VerifyForm(
        request.POST or None,
        organisations=sending.organisations(request, Permission.LEARNER_VERIFY),
        now=sending.organisation_now(request),
    )
    answer = None
    if form.is_valid() and form.claim is not None:
        verified = learner_actions.verify_learner(
            claim=form.claim, organisation=form.organisation_chosen, through="page", by=request.user
        )
        answer = presenters.answer_of(verified)
    return render(request, "verify/one.html", {"form": form, "answer": answer})
