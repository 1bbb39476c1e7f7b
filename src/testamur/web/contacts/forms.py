from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.challenges.actions import Nominee
from testamur.web.fields import Telephone
from testamur.web.forms import Form


class ContactForm(Form):
    """The four things that the records service keeps of a contact (awarding-organisation-faq section 5)."""

    given_name = forms.CharField(
        label=_("Given name"),
        max_length=35,
        widget=forms.TextInput(attrs={"spellcheck": False, "class": "govuk-input--width-20"}),
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=35,
        widget=forms.TextInput(attrs={"spellcheck": False, "class": "govuk-input--width-20"}),
    )
    telephone = Telephone()
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("We send emails about challenges to this address. It can be a shared mailbox."),
        widget=forms.EmailInput(attrs={"spellcheck": False}),
        max_length=254,
    )

    @property
    def nominee(self) -> Nominee:
        return Nominee(**self.cleaned_data)


class DeclineForm(Form):
    reason = forms.CharField(
        label=_("Why are you declining the request?"),
        help_text=_("The person who asked will read this."),
        error_messages={"required": _("Enter why you are declining the request")},
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
