from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.web.accounts.forms import new_password
from testamur.web.accounts.passwords import check_hard_to_guess
from testamur.web.fields import PersonName
from testamur.web.forms import Form


class JoinForm(Form):
    """Somebody who has no account says who they are and chooses a password."""

    first_name = PersonName(label=_("First name"))
    last_name = PersonName(label=_("Last name"))

    def __init__(self, *args: Any, person: Any, organisation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person, self._organisation = person, organisation
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
        self.fields["password"] = new_password(_("Choose a password"))
        self.fields["password"].error_messages["required"] = _("Enter a password")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if password := given.get("password"):
            self._person.first_name = given.get("first_name", "")
            self._person.last_name = given.get("last_name", "")
            try:
                validate_password(password, self._person)
                check_hard_to_guess(password, [*access.words_about(self._person), self._organisation])
            except ValidationError as error:
                self.add_error("password", error)
        return given
