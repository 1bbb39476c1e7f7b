"""What a person says of a learner whom they want verified. The rules of a verify batch judge it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import Severity
from testamur.learners.rules import GENDERS, Claim, postcode_is_acceptable
from testamur.learners.rules.finding import Demographics
from testamur.learners.rules.verifying import claim_of
from testamur.web.achievements.forms.asking import (
    chosen_organisation,
    offer_organisations,
    text_field,
    uln_field,
)
from testamur.web.fields import DateField, OneOf, PersonName
from testamur.web.forms import Form

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


class FindForm(Form):
    """A learner whose ULN somebody does not know."""

    organisation = OneOf(label=_("Which organisation are you searching for?"))
    given_name = PersonName(label=_("Given name"))
    family_name = PersonName(label=_("Family name"))
    previous_family_name = PersonName(label=_("Previous family name"), required=False)
    date_of_birth = DateField(
        label=_("Date of birth"),
        called=pgettext_lazy("in a sentence", "date of birth"),
        help_text=_("Like 27 3 2006. It must be right."),
    )
    gender = forms.TypedChoiceField(
        label=_("Gender"), coerce=int, choices=[(str(code), _(label)) for code, label in GENDERS.items()]
    )
    postcode = text_field(_("Postcode"), "10", help_text=_("Enter ZZ99 9ZZ if you do not know it."))

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], now: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self, organisations, now)

    @property
    def organisation_chosen(self) -> Organisation:
        return chosen_organisation(self)

    def clean_postcode(self) -> str:
        postcode = self.cleaned_data["postcode"].strip().upper()
        if not postcode_is_acceptable(postcode):
            raise forms.ValidationError(_("Enter a full UK postcode, like AA3 1AB"))
        return str(postcode)

    @property
    def said(self) -> Demographics:
        return Demographics(**{each.name: self.cleaned_data[each.name] for each in fields(Demographics)})


class VerifyForm(Form):
    """One learner."""

    organisation = OneOf(
        label=_("Which organisation are you asking for?"),
        error_messages={"required": _("Select an organisation")},
    )
    uln = uln_field()
    given_name = PersonName(label=_("Given name"))
    family_name = PersonName(label=_("Family name"))
    date_of_birth = DateField(
        label=_("Date of birth"),
        called=pgettext_lazy("in a sentence", "date of birth"),
        required=False,
        help_text=_("For example, 27 3 2006. It is compared only if you enter it."),
    )
    gender = forms.TypedChoiceField(
        label=_("Gender"),
        required=False,
        coerce=str,
        choices=[("", _("Not given")), *((str(code), _(label)) for code, label in GENDERS.items())],
        help_text=_("Compared only if it is male or female."),
    )

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], now: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self, organisations, now)
        self.claim: Claim | None = None

    @property
    def organisation_chosen(self) -> Organisation:
        return chosen_organisation(self)

    def clean_uln(self) -> str:
        return "".join(self.cleaned_data["uln"].split())

    def clean(self) -> dict[str, Any]:
        """Judge the texts as a record of a batch, and show at its field what is wrong."""
        given = super().clean() or self.cleaned_data
        kind = registry.named("verify")
        judged = kind.judge_item(given)
        for said in ledger.sentences("verify", judged.findings):
            name = kind.layout.of_name[said.field].key
            if said.severity is Severity.ERROR and name not in self.errors:
                self.add_error(name, f"{said.what} {said.remedy}")
        if not judged.rejected and not self.errors:
            self.claim = claim_of(judged.payload)
        return given
