"""Create, update, withdraw and reinstate one achievement. It goes through the same rules as a batch of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from testamur.achievements import queries as achievements
from testamur.achievements.states import Action
from testamur.web.achievements import changing, presenters
from testamur.web.achievements.forms import (
    ChangeForm,
    CreateForm,
    PickForm,
    ReinstateForm,
    UpdateForm,
    WithdrawForm,
)
from testamur.web.links import url
from testamur.web.requests import SignedInRequest, asked_and_done

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement


def _changed(
    request: SignedInRequest, form: ChangeForm, page: str, done: str, *, ask: bool, **words: Any
) -> HttpResponse:
    """Fill in, look at what will be written with its warnings if ``ask``, confirm; refusals show at the fields."""

    def check() -> HttpResponse | None:
        if not ask:
            return None
        seen = {"warnings": changing.check(form, by=request.user), "answers": presenters.answers(form)}
        return render(request, "achievements/check.html", words | seen | {"form": form})

    def confirm() -> HttpResponse:
        achievement = changing.write(form, by=request.user)
        messages.success(request, done)
        return redirect("achievement_detail", achievement.uuid)

    def fill_in() -> HttpResponse:
        return render(request, page, words | {"form": form})

    return changing.walk(request, form, ask=fill_in, check=check, confirm=confirm)


@asked_and_done
@sensitive_post_parameters()
@login_required
def achievement_create(request: SignedInRequest) -> HttpResponse:
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


@changing.of_one(achievements.can_be_changed)
def achievement_update(request: SignedInRequest, achievement: Achievement) -> HttpResponse:
    form = UpdateForm(request.POST or None, achievement=achievement, languages=changing.languages())
    words = {
        "question": _("Check your changes before you save them"),
        "button": _("Save changes"),
        "cancel": url("achievement_detail", achievement.uuid),
        "shown": presenters.achievement_page(request.user, achievement),
    }
    done = _("The achievement has been updated.")
    return _changed(request, form, "achievements/update.html", done, ask=True, **words)


@changing.of_one(achievements.can_be_changed)
def achievement_withdraw(request: SignedInRequest, achievement: Achievement) -> HttpResponse:
    form = WithdrawForm(request.POST or None, achievement=achievement)
    done = _("The achievement has been withdrawn. It no longer shows on the learner’s record.")
    words = {"shown": presenters.achievement_page(request.user, achievement)}
    return _changed(request, form, "achievements/withdraw.html", done, ask=False, **words)


@changing.of_one(achievements.can_be_reinstated)
def achievement_reinstate(request: SignedInRequest, achievement: Achievement) -> HttpResponse:
    form = ReinstateForm(request.POST or None, achievement=achievement)
    done = _("The achievement has been reinstated. It shows on the learner’s record again.")
    words = {"shown": presenters.achievement_page(request.user, achievement)}
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
