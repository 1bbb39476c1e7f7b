"""Learner verification. A learner's particulars are only ever posted: they never stand in an address."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from testamur.access.rules import Permission
from testamur.learners import actions as learner_actions
from testamur.web import searches
from testamur.web.requests import SignedInRequest, asked_and_done
from testamur.web.submitting import sending
from testamur.web.verify import presenters
from testamur.web.verify.forms import FindForm, VerifyForm

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


@asked_and_done
@sensitive_post_parameters()
@login_required
def verify_find(request: SignedInRequest) -> HttpResponse:
    """Whom somebody may mean who knows no ULN. The answer stands above the form, as that of :func:`verify_one`."""
    form = FindForm(
        request.POST or None,
        organisations=sending.organisations(request, Permission.LEARNER_VERIFY),
        now=sending.organisation_now(request),
    )
    found = None
    if form.is_valid() and (too_many := searches.too_often(request)):
        form.add_error(None, too_many)
        return render(request, "verify/find.html", {"form": form, "found": None}, status=429)
    if form.is_valid():
        search = learner_actions.find_learners(
            said=form.said, organisation=form.organisation_chosen, through="page", by=request.user
        )
        found = presenters.found(search)
    return render(request, "verify/find.html", {"form": form, "found": found})
