"""What a person fills in about one achievement. The fields are those of the schema; its rules judge them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from testamur.achievements.columns.fields import FIELDS
from testamur.achievements.states import Action, Job
from testamur.bulk.findings import Sentence, Severity
from testamur.learners.rules import GENDERS
from testamur.web.fields import DateField, OneOf, PersonName
from testamur.web.forms import Form

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement
    from testamur.organisations.models import Organisation

_JOBS = [
    (Job.FINAL, _("Final"), _("The result stands. QCF units and qualifications are always final.")),
    (Job.PROVISIONAL, _("Provisional"), _("The result may still change. Only for NQF qualifications.")),
]


def _text(label: Any, width: str, **options: Any) -> forms.CharField:
    attributes = {"class": f"govuk-input--width-{width}", "spellcheck": False, "autocomplete": "off"}
    return forms.CharField(
        label=label, widget=forms.TextInput(attrs=attributes | options.pop("attrs", {})), **options
    )


def _uln() -> forms.CharField:
    return _text(_("ULN"), "10", help_text=_("10 digits"), attrs={"inputmode": "numeric"})


def _reference() -> forms.CharField:
    hint = _("A qualification number like 600/1166/X, or a unit reference like J/602/3521")
    return _text(_("Reference number"), "10", help_text=hint)


def _award_date() -> DateField:
    return DateField(
        label=_("Achievement award date"), called=gettext("award date"), help_text=_("Like 27 3 2026")
    )


class _Tidy:
    """Numbers that people copy with spaces in them."""

    cleaned_data: dict[str, Any]

    def clean_uln(self) -> str:
        return "".join(self.cleaned_data["uln"].split())

    def clean_reference(self) -> str:
        return "".join(self.cleaned_data["reference"].split()).upper()


class FindForm(_Tidy, Form):
    uln = _uln()


class PickForm(_Tidy, Form):
    """The key by which an organisation knows one of its achievements."""

    organisation = OneOf(label=_("Organisation"))
    uln = _uln()
    reference = _reference()
    award_date = _award_date()

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


class ChangeForm(Form):
    """The base of every form that becomes one record: its texts in the order of the schema, its refusal at fields."""

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

    def texts(self, today: dt.date) -> list[str | None]:
        """The record as a file would carry it. The action is taken today."""
        values = {**self.values(), "action": self.action.value, "action_date": today}
        return [_as_text(values.get(field.key)) for field in FIELDS]

    def reject(self, sentences: Iterable[Sentence]) -> None:
        """Show at its field why the record was rejected, or above all where the form has no such field."""
        keys = {field.name: field.key for field in FIELDS}
        for said in sentences:
            if said.severity is Severity.ERROR:
                name = keys.get(said.field, "")
                self.add_error(name if name in self.fields else None, f"{said.what} {said.remedy}")


def _as_text(value: Any) -> str | None:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if value not in (None, "") else None


class CreateForm(_Tidy, ChangeForm):
    action = Action.CREATE

    organisation = OneOf(label=_("Organisation"))
    job = OneOf(label=_("Type of job"), options=_JOBS, initial=Job.FINAL)
    uln = _uln()
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
    reference = _reference()
    award_date = _award_date()
    grade = _text(
        _("Grade"), "10", required=False, help_text=_("As the register writes it, at most 20 characters")
    )
    language = forms.ChoiceField(label=_("Language for assessment"), required=False)
    provider_ukprn = _text(
        _("Provider UKPRN"),
        "10",
        required=False,
        help_text=_("8 characters, of the centre that taught the learner"),
    )
    mis_identifier = _text(
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


class _OfAchievement(ChangeForm):
    """A change of an achievement that is there: its key and its learner's name go with it."""

    def __init__(self, *args: Any, achievement: Achievement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.achievement = achievement

    @property
    def organisation_chosen(self) -> Organisation:
        return self.achievement.organisation

    @property
    def job_chosen(self) -> Job:
        return Job(self.cleaned_data.get("job") or self.achievement.status)

    def values(self) -> Mapping[str, Any]:
        held = self.achievement
        return {
            "uln": held.uln,
            "reference": held.reference,
            "award_date": held.award_date,
            "given_name": held.learner.given_name,
            "family_name": held.learner.family_name,
            **self.cleaned_data,
        }


class UpdateForm(_OfAchievement):
    """Only the grade, the UKPRN and the language can be changed (ACH-03)."""

    action = Action.UPDATE
    mark_optional = False

    grade = _text(
        _("Grade"), "10", required=False, help_text=_("As the register writes it, at most 20 characters")
    )
    provider_ukprn = _text(_("Provider UKPRN"), "10", required=False, help_text=_("8 characters"))
    language = forms.ChoiceField(label=_("Language for assessment"), required=False)
    job = OneOf(
        label=_("Type of job"),
        options=[
            (Job.PROVISIONAL, _("Provisional"), _("The result stays provisional.")),
            (Job.FINAL, _("Final"), _("The result becomes final. It cannot become provisional again.")),
        ],
    )

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.achievement
        words = list(languages)
        if held.language and held.language not in words:
            words.append(held.language)
        self.fields["language"].choices = language_choices(words)
        self.initial.update(
            {name: getattr(held, name) or "" for name in ("grade", "provider_ukprn", "language")}
        )
        self.initial["job"] = held.status
        if held.status == Job.FINAL:
            del self.fields["job"]

    def clean(self) -> dict[str, Any]:
        """An update adds and replaces. To leave a field empty is to leave it as it is, and that would surprise."""
        given = super().clean() or self.cleaned_data
        for name in ("grade", "provider_ukprn", "language"):
            if self.initial[name] and not given.get(name):
                label = str(self.fields[name].label)
                self.add_error(name, _("%(field)s can be replaced, but not taken away") % {"field": label})
        if not self.errors and not self.has_changed():
            self.add_error(None, _("Nothing is different. Change a field, or go back"))
        return given


class ReasonForm(_OfAchievement):
    """Why an achievement is withdrawn or reinstated; kept in its history."""

    action_reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "Stays in the achievement's history. Do not write about the learner's health or private life."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_action_reason(self) -> str:
        return " ".join(self.cleaned_data["action_reason"].split())


class WithdrawForm(ReasonForm):
    action = Action.WITHDRAW


class ReinstateForm(ReasonForm):
    action = Action.REINSTATE
