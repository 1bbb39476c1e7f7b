"""What a person fills in to find their way among batches and findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.batches.findings import Severity
from testamur.web.forms import Form

if TYPE_CHECKING:
    pass


class Filter(Form):
    """Choices in an address. One that is not offered, as from an old or a mistyped address, filters nothing."""

    mark_optional = False

    def offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """Set the choices of one field, and forget what was chosen if it is not among them."""
        offered = list(choices)
        self.fields[name].choices = offered
        if self.data.get(name, "") not in {str(value) for value, _label in offered}:
            self.data = {key: value for key, value in self.data.items() if key != name}

    def chosen(self, name: str) -> str | None:
        return (self.cleaned_data.get(name) if self.is_valid() else None) or None


class FindingsFilter(Filter):
    """Which findings to list."""

    severity = forms.ChoiceField(label=_("Severity"), required=False)
    code = forms.ChoiceField(label=_("Code"), required=False)

    def __init__(self, *args: Any, codes: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        severities = [("", _("Errors and warnings")), (Severity.ERROR.value, _("Errors"))]
        self.offer("severity", [*severities, (Severity.WARNING.value, _("Warnings"))])
        self.offer("code", [("", _("All codes")), *codes])

    @property
    def wanted(self) -> dict[str, str | None]:
        """The filters as the query takes them."""
        return {"severity": self.chosen("severity"), "code": self.chosen("code")}


class RecordForm(Form):
    """Go to one record."""

    mark_optional = False
    record = forms.IntegerField(
        label=_("Record number"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={"invalid": _("Record number must be a whole number")},
    )

    def __init__(self, *args: Any, total: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = total

    def clean_record(self) -> int:
        number: int = self.cleaned_data["record"]
        if number > self.total:
            raise forms.ValidationError(
                _("This batch has records 1 to %(total)s") % {"total": f"{self.total:,}"}
            )
        return number
