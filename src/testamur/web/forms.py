"""The form from which the forms of pages derive: fields that show themselves, messages in plain English."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from testamur.web.formats import number

_CHOICES = (forms.ChoiceField, forms.BooleanField, forms.FileField, forms.ModelChoiceField)
_DJANGOS = forms.Field.default_error_messages["required"]


class PlainWords:
    """Mixed into a form: its fields' own messages where Django's are generic, and no browser bubbles."""

    use_required_attribute = False
    mark_optional = True
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _speak_plainly(name, field)


class Form(PlainWords, forms.Form):
    """A form of a page."""


def refused(form: forms.Form, error: ValidationError) -> None:
    """Show on the form why an action refused it; what is no field of it becomes an error of the whole."""
    known = getattr(error, "error_dict", None) or {}
    if not known:
        form.add_error(None, error)
    for name, errors in known.items():
        form.add_error(name if name in form.fields else None, errors)


def _speak_plainly(name: str, field: forms.Field) -> None:
    label = str(field.label or name.replace("_", " "))
    lower = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    messages = field.error_messages
    if isinstance(field, forms.EmailField):
        if messages["required"] is _DJANGOS:
            messages["required"] = _("Enter an email address")
        messages["invalid"] = _("Enter an email address in the correct format, like name@example.com")
    if messages["required"] is _DJANGOS:
        messages["required"] = _missing(field, label, lower)
    if getattr(field, "max_length", None):
        messages["max_length"] = _("%(thing)s must be %(limit)s characters or fewer") % {
            "thing": _("Your answer") if is_question(label) else label,
            "limit": number(field.max_length),  # type: ignore[attr-defined]
        }


def is_question(label: str) -> bool:
    """A question cannot be put into a sentence: “Select what is in the file?” is not one."""
    return label.rstrip().endswith("?")


def _missing(field: forms.Field, label: str, lower: str) -> Any:
    """That nothing was entered or chosen. A field whose label is no noun may declare a better sentence of its own."""
    chosen = isinstance(field, _CHOICES)
    if is_question(label):
        return _("Select an answer") if chosen else _("Enter an answer")
    if isinstance(field, forms.BooleanField):
        return _("Select “%(thing)s”") % {"thing": label}
    pattern = _("Select the %(thing)s") if chosen else _("Enter the %(thing)s")
    return pattern % {"thing": lower}
