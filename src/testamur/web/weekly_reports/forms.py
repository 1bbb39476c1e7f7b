from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.web.batches.forms import SendForm


class ReturnForm(SendForm):
    """The workbook of a weekly report with decisions. What it would change is always shown first."""

    field_order = ("organisation", "file", "token")
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.label = _("Workbook or CSV with decisions")
        field.widget = forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,text/csv"})
        for code in ("required", "missing"):
            field.error_messages[code] = _("Choose the file with your decisions")
