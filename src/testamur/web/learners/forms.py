from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.learners.actions import Details
from testamur.learners.rules import Claim
from testamur.learners.states import SHARING_LIFE, Sharing
from testamur.web.achievements.forms.asking import uln_field
from testamur.web.fields import DateField, OneOf, PersonName
from testamur.web.forms import Form

if TYPE_CHECKING:
    from testamur.learners.models import Learner


class FindForm(Form):
    """Who a learner is, in the words of somebody who knows them."""

    uln = uln_field()
    given_name = PersonName(label=_("Given name"))
    family_name = PersonName(label=_("Family name"))
    date_of_birth = DateField(
        label=_("Date of birth"),
        called=gettext("date of birth"),
        required=False,
        help_text=_("For example, 27 3 2006. If you enter it, it must match."),
    )

    def clean_uln(self) -> str:
        return "".join(self.cleaned_data["uln"].split())

    @property
    def claim(self) -> Claim:
        given = self.cleaned_data
        return Claim(given["uln"], given["given_name"], given["family_name"], given["date_of_birth"])


class SharingForm(Form):
    to = OneOf(label=_("Change to"), error_messages={"required": _("Select whether the record is shared")})
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "What the learner said, and when. It is kept in the history, where the learner can read it."
        ),
        max_length=255,
    )
    notice_given = forms.BooleanField(
        label=_("The learner has been given the current privacy notice"), required=False
    )
    mark_optional = False

    def __init__(self, *args: Any, choices: Iterable[Sharing], **kwargs: Any) -> None:
        options = [
            (str(state.value), _(SHARING_LIFE.states[state].label), _(SHARING_LIFE.states[state].explanation))
            for state in choices
        ]
        if len(options) == 1:  # one thing that can be done need not be chosen
            kwargs["initial"] = {"to": options[0][0]}
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(options)


class DetailsForm(Form):
    """What a centre may change; what is left empty stays as it is."""

    preferred_given_name = PersonName(label=_("Preferred given name"), required=False)
    email = forms.EmailField(
        label=_("Email address"),
        widget=forms.EmailInput(attrs={"spellcheck": False, "autocomplete": "off"}),
        max_length=254,
        required=False,
    )
    telephone = forms.CharField(
        label=_("Telephone number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
        max_length=40,
        required=False,
    )
    school_at_16 = forms.CharField(label=_("School at age 16"), max_length=254, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Learner, version: int, **kwargs: Any) -> None:
        held = {name: getattr(person, name) for name in _DETAILS}
        super().__init__(*args, initial={**held, "version": version}, **kwargs)

    @property
    def details(self) -> Details:
        return Details(**{name: self.cleaned_data[name] for name in _DETAILS})


_DETAILS = ("preferred_given_name", "email", "telephone", "school_at_16")


class InviteForm(Form):
    email = forms.EmailField(
        label=_("The learner’s email address"),
        help_text=_("Use an address that only the learner reads. The link in the email opens their record."),
        widget=forms.EmailInput(attrs={"spellcheck": False, "autocomplete": "off"}),
        max_length=254,
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()
