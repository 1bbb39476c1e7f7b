"""From a form to a correction: what the pages for the grade, for deleting and for moving ask of the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from testamur.achievements import actions as achievement_actions
from testamur.web.achievements.presenters import Answer
from testamur.web.links import url

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.achievements.models import Achievement
    from testamur.batches.findings import Sentence
    from testamur.learners.models import Learner
    from testamur.web.achievements.forms import DeleteForm, EditGradeForm, MoveForm


def _seen(form: Any, by: User) -> dict[str, Any]:
    return {"achievement": form.achievement, "version": form.version_seen, "by": by}


def _done(form: Any, by: User) -> dict[str, Any]:
    return {**_seen(form, by), "reason": form.cleaned_data["action_reason"], "through": "page"}


def grade_warnings(form: EditGradeForm, *, by: User) -> list[Sentence]:
    return achievement_actions.check_grade(grade=form.cleaned_data["grade"], **_seen(form, by))


def grade_words(form: EditGradeForm, warnings: list[Sentence]) -> dict[str, Any]:
    """What the page shows that asks to look first."""
    held = form.achievement
    return {
        "question": _("Check the grade before you save it"),
        "button": _("Save"),
        "cancel": url("achievement_detail", held.uuid),
        "warnings": warnings,
        "answers": [Answer(_("Grade"), held.grade or "", form.cleaned_data["grade"])],
    }


def edit_grade(form: EditGradeForm, *, by: User) -> Achievement:
    return achievement_actions.edit_grade(grade=form.cleaned_data["grade"], **_done(form, by))


def take_off(form: DeleteForm, *, by: User) -> Achievement:
    return achievement_actions.delete(**_done(form, by))


def new_learner(form: MoveForm, *, by: User) -> Learner:
    return achievement_actions.check_move(uln=form.cleaned_data["uln"], **_seen(form, by))


def move(form: MoveForm, *, by: User) -> Achievement:
    return achievement_actions.move(uln=form.cleaned_data["uln"], **_done(form, by))


def moved_sentence(moved: Achievement) -> str:
    words = {"learner": moved.learner, "uln": moved.uln}
    return _("The achievement has been moved to %(learner)s, ULN %(uln)s.") % words
