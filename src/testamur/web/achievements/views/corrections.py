"""Edit the grade of an achievement, delete it, move it to the learner to whom it belongs.

The screens are those of event-data-challenges 4.3 to 4.5. Nothing changes before the person confirms.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from testamur.achievements import queries as achievements
from testamur.web.achievements import changing, correcting, presenters
from testamur.web.achievements.forms import DeleteForm, EditGradeForm, MoveForm
from testamur.web.requests import SignedInRequest

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement


def _page(
    request: SignedInRequest, template: str, form: EditGradeForm | DeleteForm | MoveForm, **words: Any
) -> HttpResponse:
    """A page of a correction, which shows the achievement beside the form."""
    shown = presenters.achievement_page(request.user, form.achievement)
    return render(request, template, {"form": form, "shown": shown, **words})


@changing.of_one(achievements.can_be_changed)
def achievement_edit_grade(request: SignedInRequest, achievement: Achievement) -> HttpResponse:
    """Save writes at once, unless there is something to look at first, such as a grade that is not on the scale."""
    form = EditGradeForm(request.POST or None, achievement=achievement)

    def check() -> HttpResponse | None:
        warnings = correcting.grade_warnings(form, by=request.user)
        seen = correcting.grade_words(form, warnings)
        return _page(request, "achievements/check.html", form, **seen) if warnings else None

    def confirm() -> HttpResponse:
        correcting.edit_grade(form, by=request.user)
        messages.success(request, _("The grade has been saved. It shows on the learner’s record."))
        return redirect("achievement_detail", achievement.uuid)

    ask = partial(_page, request, "achievements/edit_grade.html", form)
    return changing.walk(request, form, ask=ask, check=check, confirm=confirm)


@changing.of_one(achievements.can_be_changed)
def achievement_delete(request: SignedInRequest, achievement: Achievement) -> HttpResponse:
    form = DeleteForm(request.POST or None, achievement=achievement)

    def confirm() -> HttpResponse:
        correcting.take_off(form, by=request.user)
        messages.success(request, _("The achievement has been deleted from the learner’s record."))
        return redirect("achievement_list", achievement.learner.uuid)

    ask = partial(_page, request, "achievements/delete.html", form)
    return changing.walk(request, form, ask=ask, confirm=confirm)


@changing.of_one(achievements.can_be_changed)
def achievement_move(request: SignedInRequest, achievement: Achievement) -> HttpResponse:
    """Enter the new ULN; see whose it is; confirm."""
    form = MoveForm(request.POST or None, achievement=achievement)

    def check() -> HttpResponse:
        learner = correcting.new_learner(form, by=request.user)
        return _page(request, "achievements/move_confirm.html", form, learner=learner)

    def confirm() -> HttpResponse:
        moved = correcting.move(form, by=request.user)
        messages.success(request, correcting.moved_sentence(moved))
        return redirect("achievement_detail", achievement.uuid)

    ask = partial(_page, request, "achievements/move.html", form)
    return changing.walk(request, form, ask=ask, check=check, confirm=confirm)
