"""My record: a learner's own pages. Staff have no record here, and get the pages of ``web/learners``."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testamur.achievements import queries as achievements
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.learners.states import Sharing, Who
from testamur.plumbing import clock
from testamur.web import reach
from testamur.web.forms import refused
from testamur.web.record import document, presenters
from testamur.web.record.forms import ShareForm
from testamur.web.requests import SignedInRequest, asked_and_done


@require_safe
@login_required
def record(request: HttpRequest) -> HttpResponse:
    held = reach.or_404(achievements.own_record(request.user))
    words = {
        "shown": presenters.record_page(held),
        "sharing": learners.sharing_meaning(held.learner),
        "today": clock.today(),
    }
    return render(request, "record/record.html", words)


@require_safe
@login_required
def record_pdf(request: SignedInRequest) -> HttpResponse:
    """The same as a file to keep."""
    held = reach.or_404(achievements.own_record(request.user))
    return document.response(presenters.record_page(held), by=str(request.user), at=clock.now())


@require_safe
@login_required
def record_line(request: HttpRequest, achievement_id: uuid.UUID) -> HttpResponse:
    held = achievements.own_record(request.user)
    shown = reach.or_404(presenters.line_page(held, achievement_id) if held else None)
    return render(request, "record/line.html", {"shown": shown})


@asked_and_done
@login_required
def record_sharing(request: SignedInRequest) -> HttpResponse:
    """Who can see the record, who did, and the learner's own button to share it again."""
    learner = reach.or_404(learners.learner_of(request.user))
    form = ShareForm(request.POST or None)
    if form.is_valid():
        try:
            learner_actions.set_sharing(
                learner=learner, to=Sharing.SHARES, reason="", through="page", by=request.user
            )
        except ValidationError as error:
            refused(form, error)
        else:
            messages.success(request, _("Your record is shared again."))
            return redirect("record_sharing")
    words = {
        "form": form,
        "shown": presenters.sharing_page(learner),
        "can_share": Sharing.SHARES in learners.sharing_choices(learner, Who.LEARNER),
    }
    return render(request, "record/sharing.html", words)
