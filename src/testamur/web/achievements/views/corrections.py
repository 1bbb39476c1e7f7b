"""Edit the grade of an achievement, delete it, move it to the learner to whom it belongs.

The screens are those of event-data-challenges 4.3 to 4.5. Nothing changes before the person confirms.
"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from testamur.achievements import queries as achievements
from testamur.web.achievements import changing, correcting, presenters
from testamur.web.achievements.forms import DeleteForm, EditGradeForm, MoveForm
from testamur.web.requests import SignedInRequest, asked_and_done


@asked_and_done
@login_required
def achievement_edit_grade(request: SignedInRequest, achievement_id: uuid.UUID) -> HttpResponse:
    """Save writes at once, unless there is something to look at first, such as a grade that is not on the scale."""
    achievement = changing.changeable_or_404(request, achievement_id)
    if not achievements.can_be_changed(achievement):
        return changing.gone(request, achievement)
    form = EditGradeForm(request.POST or None, achievement=achievement)
    words = {"form": form, "shown": presenters.achievement_page(request.user, achievement)}

    def check() -> HttpResponse | None:
        warnings = correcting.grade_warnings(form, by=request.user)
        seen = words | correcting.grade_words(form, warnings)
        return render(request, "achievements/check.html", seen) if warnings else None

    def confirm() -> HttpResponse:
        correcting.edit_grade(form, by=request.user)
        messages.success(request, _("The grade has been saved. It shows on the learner’s record."))
        return redirect("achievement_detail", achievement.uuid)

    def ask() -> HttpResponse:
        return render(request, "achievements/edit_grade.html", words)

    return changing.walk(request, form, ask=ask, check=check, confirm=confirm)


@asked_and_done
@login_required
def achievement_delete(request: SignedInRequest, achievement_id: uuid.UUID) -> HttpResponse:
    achievement = changing.changeable_or_404(request, achievement_id)
    if not achievements.can_be_changed(achievement):
        return changing.gone(request, achievement)
    form = DeleteForm(request.POST or None, achievement=achievement)
    words = {"form": form, "shown": presenters.achievement_page(request.user, achievement)}

    def confirm() -> HttpResponse:
        correcting.take_off(form, by=request.user)
        messages.success(request, _("The achievement has been deleted from the learner’s record."))
        return redirect("achievement_list", achievement.learner.uuid)

    def ask() -> HttpResponse:
        return render(request, "achievements/delete.html", words)

    return changing.walk(request, form, ask=ask, confirm=confirm)


@asked_and_done
@sensitive_post_parameters()
@login_required
def achievement_move(request: SignedInRequest, achievement_id: uuid.UUID) -> HttpResponse:
    """Enter the new ULN; see whose it is; confirm."""
    achievement = changing.changeable_or_404(request, achievement_id)
    if not achievements.can_be_changed(achievement):
        return changing.gone(request, achievement)
    form = MoveForm(request.POST or None, achievement=achievement)
    words = {"form": form, "shown": presenters.achievement_page(request.user, achievement)}

    def check() -> HttpResponse:
        learner = correcting.new_learner(form, by=request.user)
        return render(request, "achievements/move_confirm.html", words | {"learner": learner})

    def confirm() -> HttpResponse:
        moved = correcting.move(form, by=request.user)
        messages.success(request, correcting.moved_sentence(moved))
        return redirect("achievement_detail", achievement.uuid)

    def ask() -> HttpResponse:
        return render(request, "achievements/move.html", words)

    return changing.walk(request, form, ask=ask, check=check, confirm=confirm)
