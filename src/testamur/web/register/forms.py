from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.web.forms import Form


class SearchForm(Form):
    mark_optional = False
    q = forms.CharField(
        label=_("Reference number or words of the title"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "class": "govuk-input--width-20"}),
    )
