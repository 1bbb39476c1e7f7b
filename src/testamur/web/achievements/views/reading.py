"""Find a learner's achievements, list them, look at one."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.web import reach
from testamur.web.achievements import changing, presenters
from testamur.web.achievements.forms import FindForm
from testamur.web.challenges.presenters import note_of
from testamur.web.requests import asked_and_done


@asked_and_done
@sensitive_post_parameters()
@login_required
def achievement_find(request: HttpRequest) -> HttpResponse:
    """By ULN. The number is sent in the body and never stands in an address, so no log holds it."""
    access.check_can(request.user, Permission.ACHIEVEMENT_VIEW)
    form = FindForm(request.POST or None)
    if form.is_valid():
        learner, sentence = changing.learner_found(request.user, form.cleaned_data["uln"])
        if learner is not None:
            return redirect("achievement_list", learner.uuid)
        form.add_error("uln", sentence)
    words = {
        "form": form,
        "can_change": changing.can_change(request),
        "can_submit": access.can(request.user, Permission.BATCH_SUBMIT),
    }
    return render(request, "achievements/find.html", words)


@require_safe
@login_required
def achievement_detail(request: HttpRequest, achievement_id: uuid.UUID) -> HttpResponse:
    achievement = reach.achievement_or_404(request, achievement_id)
    shown = presenters.achievement_page(request.user, achievement)
    words = {"shown": shown, "challenge_note": note_of(request.user, achievement)}
    return render(request, "achievements/detail.html", words)
