from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.web.batches.forms import SendForm
from testamur.web.fields import OneOf
from testamur.web.forms import Form


class SearchForm(Form):
    mark_optional = False
    q = forms.CharField(
        label=_("Reference number or words of the title"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "class": "govuk-input--width-20"}),
    )


class ImportForm(SendForm):
    """A file of the regulator's registers. What it would change is always shown first."""

    kind = OneOf(
        label=_("What does the file hold?"),
        options=[
            ("register", _("Qualifications"), _("The regulator’s qualifications.csv")),
            ("units", _("Units"), _("units.csv")),
            ("organisations", _("Awarding organisations"), _("The regulator’s organisations.csv")),
        ],
    )

    field_order = ("organisation", "kind", "file", "token")
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Register file")
