from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.web.fields import OneOf
from testamur.web.forms import Form


class ApiClientForm(Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the system"),
        help_text=gettext_lazy("A name you will recognise, for example the name of your supplier."),
        error_messages={"required": gettext_lazy("Enter a name for the system")},
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-!-width-two-thirds"}),
    )

    role = OneOf(label=gettext_lazy("What the system can do"), required=False)

    def __init__(
        self, *args: Any, taken: Iterable[str], roles: Iterable[tuple[str, str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].offer(roles)
        self.taken = {name.casefold() for name in taken}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if name.casefold() in self.taken:
            raise ValidationError(
                _("There is already an API client called %(name)s. Give this one another name")
                % {"name": name}
            )
        return name

    def clean_role(self) -> str:
        return self.cleaned_data["role"] or str(self.initial["role"])
