from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.access.rules import PASSWORD_LENGTH
from testamur.web.fields import OneOf, SeveralOf
from testamur.web.forms import Form

MADE, GIVEN = "made", "given"
_AS_GIVEN = ("reference", "certificate_subject")


class PasswordForm(Form):
    """What the software may do, by which password, and how it names the organisation."""

    roles = SeveralOf(
        label=gettext_lazy("What the software can do"),
        error_messages={"required": gettext_lazy("Select what the software can do")},
    )
    choice = OneOf(
        label=gettext_lazy("Password"),
        error_messages={"required": gettext_lazy("Select how to set the password")},
        options=[
            (MADE, gettext_lazy("Make a password for me"), gettext_lazy("It is shown on the next page.")),
            (
                GIVEN,
                gettext_lazy("Use the password below"),
                gettext_lazy("For example, one that is already in your software."),
            ),
        ],
        initial=MADE,
    )
    password = forms.CharField(
        label=gettext_lazy("Your own password"),
        help_text=gettext_lazy(
            "Exactly 16 characters: letters, numbers and symbols, without spaces, and at least 8 "
            "of them different."
        ),
        required=False,
        strip=False,
        max_length=PASSWORD_LENGTH,
        widget=forms.PasswordInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    reference = forms.CharField(
        label=gettext_lazy("Organisation reference of the LRS"),
        help_text=gettext_lazy(
            "6 letters or digits. You need it only if your software does not send a UKPRN or "
            "recognition number."
        ),
        required=False,
        max_length=6,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": False}),
    )
    certificate_subject = forms.CharField(
        label=gettext_lazy("Subject of the client certificate"),
        help_text=gettext_lazy("As our proxy writes it, for example CN=exams.example,O=Example Board."),
        max_length=255,
        widget=forms.TextInput(attrs={"spellcheck": False}),
    )

    def __init__(self, *args: Any, roles: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].offer(roles)
        if not settings.WEB_SERVICE_CERTIFICATE_HEADER:
            del self.fields["certificate_subject"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("choice") == GIVEN and not given.get("password") and "password" not in self.errors:
            self.add_error("password", ValidationError(_("Enter the password")))
        return given

    @property
    def wanted(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        own = given["password"] if given["choice"] == GIVEN else ""
        wanted: dict[str, Any] = {name: given[name] for name in _AS_GIVEN if name in given}
        return {**wanted, "roles": set(given["roles"]), "password": own}
