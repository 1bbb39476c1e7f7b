from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.web.fields import PersonName, SeveralOf, Telephone
from testamur.web.forms import Form

RoleChoice = tuple[str, str, str]


class InvitationForm(Form):
    first_name = PersonName(label=_("First name"))
    last_name = PersonName(label=_("Last name"))
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("We send an invitation to this address. Nothing happens until the person accepts it."),
        widget=forms.EmailInput(attrs={"spellcheck": False}),
        max_length=254,
    )
    roles = SeveralOf(label=_("Roles"), error_messages={"required": _("Select at least one role")})

    def __init__(self, *args: Any, roles: Iterable[RoleChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].offer(roles)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class PersonForm(Form):
    first_name = PersonName(label=_("First name"))
    last_name = PersonName(label=_("Last name"))
    telephone = Telephone(required=False)


class RolesForm(Form):
    roles = SeveralOf(label=_("Roles"), error_messages={"required": _("Select at least one role")})

    def __init__(self, *args: Any, roles: Iterable[RoleChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].offer(roles)
