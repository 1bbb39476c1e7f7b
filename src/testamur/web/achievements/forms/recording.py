"""What becomes a record: its texts are those of a file, and the rules that judge it are those of a batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from testamur.achievements.kinds.achievements.layout import FIELDS
from testamur.achievements.states import Action, Job
from testamur.batches.findings import Sentence, Severity
from testamur.learners.rules import GENDERS
from testamur.web.achievements.forms.asking import (
    Tidy,
    award_date_field,
    chosen_organisation,
    offer_organisations,
    reference_field,
    text_field,
    uln_field,
)
from testamur.web.fields import DateField, OneOf, PersonName
from testamur.web.forms import Form

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

_JOBS = [
    (Job.FINAL, _("Final"), _("The result will not change. QCF units and qualifications are always final.")),
    (Job.PROVISIONAL, _("Provisional"), _("The result may still change. Only for NQF qualifications.")),
]


class Refusable(Form):
    """A form whose refusal by the rules shows at its fields, which have the names of a record's."""

    def reject(self, sentences: Iterable[Sentence]) -> None:
        """Show at its field why the record was rejected, or above all where the form has no such field."""
        keys = {field.name: field.key for field in FIELDS}
        for said in sentences:
            if said.severity is Severity.ERROR:
                name = keys.get(said.field, "")
                self.add_error(name if name in self.fields else None, f"{said.what} {said.remedy}")


class ChangeForm(Refusable):
    """The base of every form that becomes one record: a record of an achievements batch."""

    action: ClassVar[Action]

    @property
    def is_update(self) -> bool:
        return self.action is Action.UPDATE

    def values(self) -> Mapping[str, Any]:
        """What the record's fields hold, by the keys of the schema."""
        return self.cleaned_data

    @property
    def job_chosen(self) -> Job:
        return Job(self.cleaned_data["job"])

    def item(self, today: dt.date) -> dict[str, Any]:
        """The record by the keys of its layout. The action is taken today."""
        return {**self.values(), "action": self.action.value, "action_date": today}


class CreateForm(Tidy, ChangeForm):
    action = Action.CREATE

    organisation = OneOf(label=_("Organisation"))
    job = OneOf(label=_("Type of job"), options=_JOBS, initial=Job.FINAL)
    uln = uln_field()
    given_name = PersonName(label=_("Given name"))
    family_name = PersonName(label=_("Family name"))
    date_of_birth = DateField(
        label=_("Date of birth"), called=pgettext_lazy("in a sentence", "date of birth"), required=False
    )
    gender = forms.TypedChoiceField(
        label=_("Gender"),
        required=False,
        coerce=str,
        choices=[("", _("Not given")), *((str(code), _(label)) for code, label in GENDERS.items())],
    )
    reference = reference_field()
    award_date = award_date_field()
    grade = text_field(
        _("Grade"),
        "10",
        required=False,
        help_text=_("As the qualification register has it, up to 20 characters"),
    )
    language = forms.ChoiceField(label=_("Language for assessment"), required=False)
    provider_ukprn = text_field(
        _("Provider UKPRN"),
        "10",
        required=False,
        help_text=_("8 characters, of the centre that taught the learner"),
    )
    mis_identifier = text_field(
        _("MIS identifier"), "20", required=False, help_text=_("Your own reference for this record")
    )

    def __init__(
        self,
        *args: Any,
        organisations: Iterable[Organisation],
        now: str,
        languages: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self, organisations, now)
        self.fields["language"].choices = language_choices(languages)

    @property
    def organisation_chosen(self) -> Organisation:
        return chosen_organisation(self)


def language_choices(languages: Iterable[str]) -> list[tuple[str, Any]]:
    return [("", _("Not given")), *((word, _(word)) for word in languages)]
