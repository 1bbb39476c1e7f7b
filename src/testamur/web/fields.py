"""Fields that Django does not have: a date in three parts, choices with hints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class DateParts(forms.Widget):
    """Three inputs, as people write a date: day, month, year."""

    parts = ("day", "month", "year")

    def __init__(self, *, birthday: bool = False, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.birthday = birthday

    def autocomplete(self, part: str) -> str | None:
        return f"bday-{part}" if self.birthday else None

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, ...]:
        return tuple(str(data.get(f"{name}_{part}") or "").strip() for part in self.parts)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part in self.parts)

    def texts(self, value: Any) -> tuple[str, ...]:
        """What stands in the three inputs."""
        if isinstance(value, dt.date):
            return (str(value.day), str(value.month), str(value.year))
        return tuple(value) if value else ("", "", "")


class DateField(forms.Field):
    """A date in three parts. ``called`` is how its messages name it, such as "award date"."""

    widget = DateParts

    def __init__(self, *, called: Any, **options: Any) -> None:
        super().__init__(**options)
        self.called = called

    def clean(self, value: Any) -> dt.date | None:
        if isinstance(value, dt.date):
            return value
        texts = tuple(value or ("", "", ""))
        missing = [part for part, text in zip(DateParts.parts, texts, strict=True) if not text]
        if len(missing) == len(texts):
            if self.required:
                raise ValidationError(_("Enter the %(date)s") % {"date": str(self.called)}, code="required")
            return None
        if missing:
            sentence = _("%(date)s must include a %(missing)s")
            raise self._mistake(sentence, missing, missing=self._named(missing))
        return self._read(*texts)

    def _read(self, day: str, month: str, year: str) -> dt.date:
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise self._mistake(_("The year of the %(lower)s must have 4 digits, like 2026"), ["year"])
        try:
            return dt.date(int(year), _month(month), _figure(day))
        except ValueError:
            raise self._mistake(_("%(date)s must be a real date"), list(DateParts.parts)) from None

    def _mistake(self, sentence: str, parts: list[str], **words: str) -> ValidationError:
        called = str(self.called)
        names = {"date": called[:1].upper() + called[1:], "lower": called}
        return ValidationError(sentence % (names | words), code="invalid", params={"parts": parts})

    def _named(self, parts: list[str]) -> str:
        names = {"day": _("day"), "month": _("month"), "year": _("year")}
        return _(" and ").join(names[part] for part in parts)


def parts_in_error(bound: BoundField) -> Sequence[str]:
    """Which of a date's inputs are to be corrected."""
    for error in bound.form.errors.as_data().get(bound.name, ()):
        params = error.params if isinstance(error.params, dict) else {}
        return params.get("parts", DateParts.parts)
    return ()


def _figure(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise ValueError(text)


def _month(text: str) -> int:
    """A month's number, or its name in the reader's language."""
    if text.isdigit():
        return _figure(text)
    for names in (MONTHS, MONTHS_3):
        for number, name in names.items():
            if str(name).casefold() == text.casefold():
                return number
    raise ValueError(text)


Option = tuple[str, Any, Any]  # value, label, hint


class _WithHints(forms.ChoiceField):
    """Choices given as (value, label, hint)."""

    choice_hints: dict[str, Any]

    def __init__(self, *, options: Iterable[Option] = (), **rest: Any) -> None:
        super().__init__(**rest)
        self.offer(options)

    def offer(self, options: Iterable[Option]) -> None:
        """Set the choices of one form's field."""
        found = list(options)
        self.choices = [(value, label) for value, label, _hint in found]
        self.choice_hints = {value: hint for value, _label, hint in found}


class SeveralOf(_WithHints, forms.MultipleChoiceField):
    """Tick boxes, each with an explanation."""

    widget = forms.CheckboxSelectMultiple


class OneOf(_WithHints):
    """Radio buttons, each with an explanation."""

    widget = forms.RadioSelect


class PersonName(forms.CharField):
    """A given or family name: free text, because names are what people say they are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=150, **options)
        self.widget.attrs |= {"spellcheck": False, "class": "govuk-input--width-20"}


class Telephone(forms.CharField):
    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Telephone number"))
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "tel"}), **options)
        self.widget.input_type = "tel"
        self.widget.attrs["class"] = "govuk-input--width-20"
