"""What a person fills in to find a record of a batch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.web import formats
from testamur.web.forms import Form


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
                _("This batch has records 1 to %(total)s") % {"total": formats.number(self.total)}
            )
        return number
