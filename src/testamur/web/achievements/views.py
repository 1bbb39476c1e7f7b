"""Single achievements. A change goes through the same rules and the same writes as a batch of one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import actions
from testamur.achievements import queries as achievements
from testamur.achievements.states import Action
from testamur.web import reach
from testamur.web.achievements import changing, presenters
from testamur.web.achievements.forms import (
    ChangeForm,
    CreateForm,
    FindForm,
    PickForm,
    ReinstateForm,
    UpdateForm,
    WithdrawForm,
)
from testamur.web.links import url

asked_and_done = require_http_methods(["GET", "HEAD", "POST"])


@asked_and_done
@sensitive_post_parameters()
@login_required
def achievement_find(request: HttpRequest) -> HttpResponse:
    """By ULN. The number is sent in the body and never stands in an address, so no log holds it."""
    access.check_can(request.user, Permission.ACHIEVEMENT_VIEW)
    form = FindForm(request.POST or None)
    if form.is_valid():
        learner = presenters.learner_found(request.user, form.cleaned_data["uln"])
        if learner is not None:
            return redirect("achievement_list", learner.uuid)
        form.add_error("uln", _("There are no achievements here for this ULN. Check the number"))
    words = {"form": form, "can_change": changing.can_change(request)}
    return render(request, "achievements/find.html", words)


@require_safe
@login_required
def achievement_list(request: HttpRequest, learner_id: uuid.UUID) -> HttpResponse:
    """The achievements of one learner that the person may see; with none of them the learner is not to be seen."""
    query = request.GET
    shown = presenters.learner_page(
        request.user,
        learner_id,
        sort=query.get("sort", ""),
        order=query.get("order", ""),
        page=query.get("page"),
    )
    if shown is None:
        raise Http404
    return render(
        request, "achievements/list.html", {"shown": shown, "can_change": changing.can_change(request)}
    )


@require_safe
@login_required
def achievement_detail(request: HttpRequest, achievement_id: uuid.UUID) -> HttpResponse:
    achievement = reach.achievement_or_404(request, achievement_id)
    shown = presenters.achievement_page(request.user, achievement)
    return render(request, "achievements/detail.html", {"shown": shown})


# --- changes ------------------------------------------------------------------------------------------------------


def _changed(
    request: HttpRequest, form: ChangeForm, page: str, done: str, *, ask: bool, **words: Any
) -> HttpResponse:
    """Fill in, look at what will be written with its warnings if ``ask``, confirm; refusals show at the fields."""
    step = request.POST.get("step", "")
    if step != "change" and form.is_valid():
        try:
            if ask and step != "confirm":
                words |= {
                    "warnings": changing.check(form, by=request.user),
                    "answers": presenters.answers(form),
                }
                return render(request, "achievements/check.html", words | {"form": form})
            achievement = changing.write(form, by=request.user)
        except actions.Rejected as refusal:
            form.reject(refusal.sentences)
        else:
            messages.success(request, done)
            return redirect("achievement_detail", achievement.uuid)
    return render(request, page, words | {"form": form})


@asked_and_done
@sensitive_post_parameters()
@login_required
def achievement_create(request: HttpRequest) -> HttpResponse:
    form = CreateForm(
        request.POST or None,
        organisations=changing.organisations(request),
        now=changing.organisation_now(request),
        languages=changing.languages(),
    )
    words = {"question": _("Check the achievement before you create it"), "button": _("Create achievement")}
    words |= {"cancel": url("achievement_find")}
    done = _("The achievement has been created.")
    return _changed(request, form, "achievements/create.html", done, ask=True, **words)


@asked_and_done
@sensitive_post_parameters()
@login_required
def achievement_update(request: HttpRequest, achievement_id: uuid.UUID) -> HttpResponse:
    achievement = changing.changeable_or_404(request, achievement_id)
    if not achievements.can_be_changed(achievement):
        return redirect("achievement_detail", achievement.uuid)
    form = UpdateForm(request.POST or None, achievement=achievement, languages=changing.languages())
    words = {
        "question": _("Check the changes before you make them"),
        "button": _("Make the changes"),
        "cancel": url("achievement_detail", achievement.uuid),
        "shown": presenters.achievement_page(request.user, achievement),
    }
    done = _("The achievement has been updated.")
    return _changed(request, form, "achievements/update.html", done, ask=True, **words)


@asked_and_done
@sensitive_post_parameters()
@login_required
def achievement_withdraw(request: HttpRequest, achievement_id: uuid.UUID) -> HttpResponse:
    achievement = changing.changeable_or_404(request, achievement_id)
    if not achievements.can_be_changed(achievement):
        return redirect("achievement_detail", achievement.uuid)
    form = WithdrawForm(request.POST or None, achievement=achievement)
    words = {"shown": presenters.achievement_page(request.user, achievement)}
    done = _("The achievement has been withdrawn. It no longer shows on the learner’s record.")
    return _changed(request, form, "achievements/withdraw.html", done, ask=False, **words)


@asked_and_done
@sensitive_post_parameters()
@login_required
def achievement_reinstate(request: HttpRequest, achievement_id: uuid.UUID) -> HttpResponse:
    achievement = changing.changeable_or_404(request, achievement_id)
    if not achievements.can_be_reinstated(achievement):
        return redirect("achievement_detail", achievement.uuid)
    form = ReinstateForm(request.POST or None, achievement=achievement)
    words = {"shown": presenters.achievement_page(request.user, achievement)}
    done = _("The achievement has been reinstated. It shows on the learner’s record again.")
    return _changed(request, form, "achievements/reinstate.html", done, ask=False, **words)


# --- to one achievement by its key --------------------------------------------------------------------------------


def _picked(request: HttpRequest, action: Action, page: str, template: str) -> HttpResponse:
    form = PickForm(
        request.POST or None,
        organisations=changing.organisations(request),
        now=changing.organisation_now(request),
    )
    if form.is_valid():
        found, sentence = changing.picked(form, action)
        if found is not None:
            return redirect(page, found.uuid)
        form.add_error(None, sentence)
    return render(request, template, {"form": form})


@asked_and_done
@sensitive_post_parameters()
@login_required
def achievement_withdraw_find(request: HttpRequest) -> HttpResponse:
    return _picked(request, Action.WITHDRAW, "achievement_withdraw", "achievements/withdraw_find.html")


@asked_and_done
@sensitive_post_parameters()
@login_required
def achievement_reinstate_find(request: HttpRequest) -> HttpResponse:
    return _picked(request, Action.REINSTATE, "achievement_reinstate", "achievements/reinstate_find.html")
