from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.web.batches.forms import AT_ONCE, SHOW_FIRST, WHEN_CHECKED, SendForm
from testamur.web.fields import OneOf


class SubmitForm(SendForm):
    """A centre's data return."""

    when_checked = OneOf(label=_("When the checks are done"), options=WHEN_CHECKED, initial=AT_ONCE)

    field_order = ("organisation", "file", "when_checked", "token")
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("File of the data return")
        self.fields["file"].widget = forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"})
        if "organisation" in self.fields:
            self.fields["organisation"].label = _("Which centre’s return is it?")

    @property
    def confirm_first(self) -> bool:
        return self.cleaned_data["when_checked"] == SHOW_FIRST
