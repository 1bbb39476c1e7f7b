"""What a person fills in about an achievement that is there. Its version goes with it, hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.achievements.queries import version_of
from testamur.achievements.states import Action, Job
from testamur.web.achievements.forms.asking import text_field, uln_field
from testamur.web.achievements.forms.recording import ChangeForm, Refusable, language_choices
from testamur.web.fields import OneOf

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement
    from testamur.organisations.models import Organisation


def _reason(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Reason"),
        required=required,
        help_text=_(
            "This is kept in the achievement's history. Do not write about the learner's health "
            "or private life."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


_ANOTHER = _("Another reason")


class _Why(forms.Form):
    """Why a record changes: one of a list, words of one's own, or both. What is said goes into the history."""

    reasons: ClassVar[tuple[Any, ...]] = ()

    why = forms.ChoiceField(label=_("Why are you changing the record?"), required=False)
    action_reason = _reason(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a reason")),
            *((str(place), words) for place, words in enumerate(self.reasons, start=1)),
            ("other", _ANOTHER),
        ]

    def clean_action_reason(self) -> str:
        """What is chosen, with what is said of it. Whoever has another reason says which."""
        said, why = " ".join(self.cleaned_data["action_reason"].split()), self.cleaned_data.get("why")
        if why == "other" and not said:
            raise forms.ValidationError(_("Enter why the record is being changed"))
        chosen = str(self.reasons[int(why) - 1]) if why and why != "other" else ""
        return f"{chosen}: {said}" if chosen and said else chosen or said


_OF_A_VALUE = (
    _("The result was reviewed or marked again"),
    _("It was recorded incorrectly"),
    _("A data challenge showed that the record was wrong"),
)


class _Seen(Refusable):
    """Of an achievement that the person looked at. What it was then goes with the form, hidden."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, achievement: Achievement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.achievement = achievement
        self.initial["version"] = version_of(achievement)

    @property
    def version_seen(self) -> str | None:
        return self.cleaned_data["version"] or None

    @property
    def is_different(self) -> bool:
        """Whether anything was changed that a person can change."""
        return bool(set(self.changed_data) - {"version", "why", "action_reason"})


class InstructionForm(_Seen, ChangeForm):
    """An instruction for an achievement that is there: its key and its learner's name go with it."""

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


class UpdateForm(_Why, InstructionForm):
    """Only the grade, the UKPRN and the language can be changed (ACH-03)."""

    action = Action.UPDATE
    reasons = _OF_A_VALUE
    mark_optional = False

    grade = text_field(
        _("Grade"),
        "10",
        required=False,
        help_text=_("As the qualification register has it, up to 20 characters"),
    )
    provider_ukprn = text_field(_("Provider UKPRN"), "10", required=False, help_text=_("8 characters"))
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
        self.order_fields(["grade", "provider_ukprn", "language", "job", "why", "action_reason", "version"])

    def clean(self) -> dict[str, Any]:
        """An update adds and replaces. To leave a field empty is to leave it as it is, and that would surprise."""
        given = super().clean() or self.cleaned_data
        for name in ("grade", "provider_ukprn", "language"):
            if self.initial[name] and not given.get(name):
                label = str(self.fields[name].label)
                self.add_error(name, _("%(field)s can be changed but not removed") % {"field": label})
        if not self.errors and not self.is_different:
            self.add_error(None, _("You have not changed anything. Change a field or go back"))
        return given


class ReasonForm(InstructionForm):
    """Why an achievement is withdrawn or reinstated; kept in its history."""

    action_reason = _reason()

    def clean_action_reason(self) -> str:
        return " ".join(self.cleaned_data["action_reason"].split())


class WithdrawForm(ReasonForm):
    action = Action.WITHDRAW


class ReinstateForm(ReasonForm):
    action = Action.REINSTATE


# --- corrections (event-data-challenges 4.3 to 4.5) ---------------------------------------------------------------


class EditGradeForm(_Why, _Seen):
    """Free text of at most 20 characters, which replaces or adds the grade."""

    reasons = _OF_A_VALUE
    field_order = ("grade", "why", "action_reason", "version")

    grade = text_field(
        _("New grade"), "10", help_text=_("As the qualification register has it, up to 20 characters")
    )


class DeleteForm(_Seen):
    """For an achievement that was recorded in error. This cannot be taken back, so it is said why."""

    action_reason = _reason()


class MoveForm(_Why, _Seen):
    """To whom the achievement belongs."""

    reasons = (
        _("It was uploaded with someone else’s ULN"),
        _("Two learners were treated as one"),
        _("A data challenge showed that the record was wrong"),
    )
    field_order = ("uln", "why", "action_reason", "version")

    uln = uln_field(_("New ULN"))
