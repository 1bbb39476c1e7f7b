"""What was filled in, to be looked at before it is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from testamur.qualifications import queries as qualifications
from testamur.web.formats import short_date

if TYPE_CHECKING:
    from testamur.web.achievements.forms import ChangeForm


@dataclass(frozen=True, slots=True)
class Answer:
    """One field as it will be written; ``before`` is what stands there now, if that is to be replaced."""

    label: str
    before: str
    after: str


def answers(form: ChangeForm) -> list[Answer]:
    """What was filled in: of a new achievement all that is given, of a change what is different.

    A reference number is a row of digits to most people, so its title on the register stands below it.
    """
    names = form.changed_data if form.is_update else list(form.fields)
    said = [
        Answer(
            str(bound.label),
            _shown(bound, form.initial.get(name)) if form.is_update else "",
            _shown(bound, value),
        )
        for bound in form.visible_fields()
        if (name := bound.name) in names and (value := form.cleaned_data.get(name)) not in (None, "")
    ]
    reference = None if form.is_update else form.cleaned_data.get("reference")
    title = qualifications.described({reference}).get(reference) if reference else None
    return [*said, Answer(_("Qualification or unit"), "", title.title)] if title else said


def _shown(bound: Any, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, dt.date):
        return short_date(value)
    choices = dict(getattr(bound.field, "choices", ()))
    return str(choices.get(value, value))
