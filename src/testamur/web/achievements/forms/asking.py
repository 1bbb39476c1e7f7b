"""What a person fills in to find an achievement, and the fields that several forms share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.web.fields import DateField, OneOf
from testamur.web.forms import Form

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


def text_field(label: Any, width: str, **options: Any) -> forms.CharField:
    attributes = {"class": f"govuk-input--width-{width}", "spellcheck": False, "autocomplete": "off"}
    return forms.CharField(
        label=label, widget=forms.TextInput(attrs=attributes | options.pop("attrs", {})), **options
    )


def uln_field(label: Any = None) -> forms.CharField:
    return text_field(label or _("ULN"), "10", help_text=_("10 digits"), attrs={"inputmode": "numeric"})


def reference_field() -> forms.CharField:
    hint = _("A qualification number like 600/1166/X, or a unit reference like J/602/3521")
    return text_field(_("Reference number"), "10", help_text=hint)


def award_date_field() -> DateField:
    return DateField(
        label=_("Achievement award date"), called=gettext("award date"), help_text=_("For example, 27 3 2026")
    )


class Tidy:
    """Numbers that people copy with spaces in them."""

    cleaned_data: dict[str, Any]

    def clean_uln(self) -> str:
        return "".join(self.cleaned_data["uln"].split())

    def clean_reference(self) -> str:
        return "".join(self.cleaned_data["reference"].split()).upper()


class FindForm(Tidy, Form):
    uln = uln_field()


class PickForm(Tidy, Form):
    """The key by which an organisation knows one of its achievements."""

    organisation = OneOf(label=_("Organisation"))
    uln = uln_field()
    reference = reference_field()
    award_date = award_date_field()

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], now: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self, organisations, now)

    @property
    def organisation_chosen(self) -> Organisation:
        return chosen_organisation(self)


def offer_organisations(form: Any, organisations: Iterable[Organisation], now: str) -> None:
    """Ask for the organisation only where there is a choice."""
    form.organisations = {str(each.uuid): each for each in organisations}
    form.fields["organisation"].offer((key, each.name, "") for key, each in form.organisations.items())
    form.initial["organisation"] = now
    if len(form.organisations) == 1:
        del form.fields["organisation"]


def chosen_organisation(form: Any) -> Organisation:
    (first, *_others) = form.organisations.values()
    found: Organisation = form.organisations.get(form.cleaned_data.get("organisation", ""), first)
    return found
