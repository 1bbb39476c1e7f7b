from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from testamur.web.fields import PersonName, Telephone
from testamur.web.forms import Form


class DetailsForm(Form):
    first_name = PersonName(label=_("First name"))
    last_name = PersonName(label=_("Last name"))
    telephone = Telephone(required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
