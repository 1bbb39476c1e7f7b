"""From a form's field to the design system's component that shows it, its hint and its errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from testamur.web.fields import DateParts, parts_in_error

# What a widget's attributes are called as parameters of a component; all others become attributes.
_PARAMETERS = {
    "class": "classes",
    "autocomplete": "autocomplete",
    "inputmode": "inputmode",
    "pattern": "pattern",
    "spellcheck": "spellcheck",
    "autocapitalize": "autocapitalize",
    "rows": "rows",
}
_GROUPS = (forms.CheckboxSelectMultiple, forms.RadioSelect, DateParts)


def renderer(govuk: Any) -> Callable[..., str]:
    """The template function ``form_field(bound, heading=False, size="s", **more)``."""

    def field(bound: BoundField, **options: Any) -> str:
        if bound.is_hidden:
            return bound.as_widget()
        name, parameters = component(bound, **options)
        return getattr(govuk, name)(parameters)

    return field


def component(
    bound: BoundField, *, heading: bool = False, size: str = "s", **more: Any
) -> tuple[str, dict[str, Any]]:
    """The component's name and parameters. ``heading`` makes the label the page's only heading."""
    size = "l" if heading else size
    parameters = _common(bound)
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return "checkboxes", _single_checkbox(bound, parameters) | more
    kind = "fieldset__legend" if isinstance(bound.field.widget, _GROUPS) else "label"
    label = {"text": label_of(bound), "isPageHeading": heading}
    if size:
        label["classes"] = f"govuk-{kind}--{size}"
    if kind == "label":
        parameters["label"] = label
    else:
        parameters["fieldset"] = {"legend": label}
    name, special = _special(bound)
    return name, parameters | special | more


def label_of(bound: BoundField) -> str:
    """The label; one that may be left empty says so, unless the form's fields all may."""
    if bound.field.required or not getattr(bound.form, "mark_optional", True):
        return str(bound.label)
    return _("%(label)s (optional)") % {"label": bound.label}


def _common(bound: BoundField) -> dict[str, Any]:
    attributes = {name: value for name, value in bound.field.widget.attrs.items() if value is not None}
    parameters: dict[str, Any] = {"id": bound.auto_id, "name": bound.html_name}
    for name, parameter in _PARAMETERS.items():
        if name in attributes:
            parameters[parameter] = attributes.pop(name)
    parameters["attributes"] = attributes
    if bound.help_text:
        parameters["hint"] = {"text": bound.help_text}
    if bound.errors:
        html = format_html_join("\n", "<span>{}</span>", ((error,) for error in bound.errors))
        if len(bound.errors) > 1:
            html = format_html_join(
                "", '<span class="app-error-line">{}</span>', ((e,) for e in bound.errors)
            )
        parameters["errorMessage"] = {"html": html, "visuallyHiddenText": _("Error")}
    return parameters


def _special(bound: BoundField) -> tuple[str, dict[str, Any]]:
    """What differs from one kind of widget to the next."""
    widget = bound.field.widget
    if isinstance(widget, DateParts):
        return "date_input", {"items": _date_items(bound, widget)}
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes", {"idPrefix": bound.auto_id, "items": _choices(bound, "checked")}
    if isinstance(widget, forms.RadioSelect):
        return "radios", {"idPrefix": bound.auto_id, "items": _choices(bound, "checked")}
    if isinstance(widget, forms.Select):
        return "select", {"items": _choices(bound, "selected")}
    if isinstance(widget, forms.FileInput):
        return "file_upload", {"javascript": True} | _file_words()
    if isinstance(widget, forms.Textarea):
        return "textarea", {"value": _text(bound)}
    if isinstance(widget, forms.PasswordInput):
        return "password_input", _password_words()
    return "input", {"type": getattr(widget, "input_type", "text"), "value": _text(bound)}


def _text(bound: BoundField) -> str:
    value = bound.value()
    return "" if value is None else str(bound.field.widget.format_value(value) or "")


def _choices(bound: BoundField, mark: str) -> list[dict[str, Any]]:
    value = bound.value()
    chosen = {str(each) for each in value} if isinstance(value, list | tuple | set) else {str(value)}
    hints: Mapping[str, str] = getattr(bound.field, "choice_hints", {})
    items = []
    for code, label in bound.field.choices:  # type: ignore[attr-defined]
        item = {"value": str(code), "text": str(label), mark: str(code) in chosen}
        if hints.get(str(code)):
            item["hint"] = {"text": hints[str(code)]}
        items.append(item)
    return items


def _single_checkbox(bound: BoundField, parameters: dict[str, Any]) -> dict[str, Any]:
    """A lone tick box is its own label."""
    item: dict[str, Any] = {"value": "on", "text": bound.label, "checked": bool(bound.value())}
    if hint := parameters.pop("hint", None):
        item["hint"] = hint
    return parameters | {"idPrefix": bound.auto_id, "items": [item]}


def _date_items(bound: BoundField, widget: DateParts) -> list[dict[str, Any]]:
    wrong = parts_in_error(bound)
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    return [
        {
            "name": f"{bound.html_name}_{part}",
            "id": f"{bound.auto_id}_{part}",
            "label": labels[part],
            "value": value,
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
            + (" govuk-input--error" if part in wrong else ""),
            "autocomplete": widget.autocomplete(part),
        }
        for part, value in zip(DateParts.parts, widget.texts(bound.value()), strict=True)
    ]


def _password_words() -> dict[str, Any]:
    return {
        "showPasswordText": _("Show"),
        "hidePasswordText": _("Hide"),
        "showPasswordAriaLabelText": _("Show password"),
        "hidePasswordAriaLabelText": _("Hide password"),
        "passwordShownAnnouncementText": _("Your password is visible"),
        "passwordHiddenAnnouncementText": _("Your password is hidden"),
    }


def _file_words() -> dict[str, Any]:
    return {
        "chooseFilesButtonText": _("Choose file"),
        "noFileChosenText": _("No file chosen"),
        "dropInstructionText": _("or drop file"),
        "enteredDropZoneText": _("Entered drop zone"),
        "leftDropZoneText": _("Left drop zone"),
    }


# --- the error summary ---


def has_errors(shown: Iterable[BaseForm]) -> bool:
    """Whether a form of the page was sent with mistakes."""
    return any(form.is_bound and form.errors for form in shown)


def error_summary_renderer(govuk: Any) -> Callable[..., str]:
    """The template function ``error_summary(form, …)``: nothing while there is nothing wrong."""

    def error_summary(*shown: BaseForm) -> str:
        items = [item for form in shown if form.is_bound for item in error_items(form)]
        if not items:
            return ""
        return govuk.error_summary({"titleText": _("There is a problem"), "errorList": items})

    return error_summary


def error_items(form: BaseForm) -> list[dict[str, str]]:
    """Every error with the input to correct; one of the whole form leads to its first input."""
    visible = form.visible_fields()
    first = f"#{_input_id(visible[0])}" if visible else ""
    items = [{"text": str(error), "href": first} for error in form.non_field_errors()]
    for bound in visible:
        items += [{"text": str(error), "href": f"#{_input_id(bound)}"} for error in bound.errors]
    for bound in form.hidden_fields():
        items += [{"text": str(error), "href": first} for error in bound.errors]
    return items


def _input_id(bound: BoundField) -> str:
    if isinstance(bound.field.widget, DateParts):
        wrong = parts_in_error(bound) or DateParts.parts
        return f"{bound.auto_id}_{wrong[0]}"
    return str(bound.auto_id)
