"""What is said and decided about one challenge. What is allowed, the actions decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from testamur.challenges.rules import PROBLEMS, Problem
from testamur.web.fields import DateField, OneOf
from testamur.web.forms import Form

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.challenges.models import Challenge


def long_text(label: Any, *, rows: int = 4, most: int = 1000, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


_NARROW = {"class": "govuk-input--width-10", "spellcheck": False, "autocomplete": "off"}
_WANTED = ("wanted_grade", "wanted_award_date", "wanted_uln")


class OfProblem(Form):
    """A form that asks what the record should be, but only for the one thing that this problem is about."""

    wanted_grade = forms.CharField(
        label=_("Grade that the record should show"),
        max_length=20,
        help_text=_("At most 20 characters"),
        widget=forms.TextInput(attrs=_NARROW),
        error_messages={"required": _("Enter the grade that the record should show")},
    )
    wanted_award_date = DateField(
        label=_("Award date that the record should show"),
        called=pgettext_lazy("in a sentence", "award date"),
        help_text=_("For example, 27 3 2026"),
    )
    wanted_uln = forms.CharField(
        label=_("ULN of the learner whose achievement it is"),
        required=False,
        max_length=20,
        help_text=_("10 digits. Leave it empty if you do not know whose it is."),
        widget=forms.TextInput(attrs=_NARROW | {"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, problem: Problem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = PROBLEMS[problem].asks
        for name in _WANTED:
            if name != self.asked:
                del self.fields[name]

    def clean_wanted_uln(self) -> str:
        return "".join(str(self.cleaned_data["wanted_uln"]).split())

    @property
    def wanted(self) -> dict[str, Any]:
        """What the record should be, as the actions take it."""
        return {self.asked: self.cleaned_data.get(self.asked) or None} if self.asked else {}


def offer_agreed(form: OfProblem, challenge: Challenge) -> None:
    """Fill in what was said so far. A number that was given is replaced, not taken away."""
    if form.asked:
        form.initial[form.asked] = getattr(challenge, form.asked)
    if form.asked == "wanted_uln":
        form.fields["wanted_uln"].help_text = _now("10 digits")


class AcceptForm(OfProblem):
    """What the record should be, as the raiser says unless it is changed here; and a word with it."""

    reason = long_text(
        _("Comment"), required=False, help_text=_("The person who raised the challenge can read this.")
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, problem=Problem(challenge.problem), **kwargs)
        offer_agreed(self, challenge)

    def clean(self) -> dict[str, Any]:
        """As the action takes it, for which what is left empty is nothing."""
        return self.cleaned_data | self.wanted


class ReasonForm(Form):
    """Why: the action says so where there is none, so the field itself lets nothing through unsaid."""

    reason = long_text(_("Reason"), required=False)

    mark_optional = False

    def __init__(self, *args: Any, label: Any, hint: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint


class CloseForm(Form):
    note = long_text(_("Note"), required=False, most=800, help_text=_("Both sides can read this."))


class WithdrawForm(Form):
    reason = long_text(
        _("Why are you taking it back?"),
        required=False,
        most=900,
        help_text=_("The awarding organisation can read this."),
    )


class CorrectForm(OfProblem):
    """What the record should be, as agreed unless it is changed here. ``version`` is the record's as it is shown."""

    mark_optional = False

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, problem=Problem(challenge.problem), **kwargs)
        offer_agreed(self, challenge)

    @property
    def corrected(self) -> dict[str, Any]:
        """The same as the action that corrects the record takes it."""
        return {name.removeprefix("wanted_"): value for name, value in self.wanted.items()}


class MessageForm(Form):
    text = long_text(_("Your message"), required=False, most=4000)

    mark_optional = False


class AssignForm(Form):
    """Whose work it is from now on."""

    to = OneOf(label=_("Who should work on this challenge?"), required=False)

    mark_optional = False

    def __init__(self, *args: Any, people: Iterable[User], now: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(each.uuid): each for each in people}
        found = [(key, str(each), each.email) for key, each in self.people.items()]
        everybody = ("", _now("Unassigned"), self.everybody())
        self.fields["to"].offer([*found, everybody])
        self.initial["to"] = str(now.uuid) if now else ""

    def everybody(self) -> str:
        """What becomes of a challenge that is given to nobody."""
        return _now("We email everyone who works on challenges.")

    @property
    def chosen(self) -> User | None:
        return self.people.get(self.cleaned_data["to"])


class AssignManyForm(AssignForm):
    """Whose work several challenges are from now on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, now=None, **kwargs)
        self.fields["to"].label = _now("Assign to")

    def everybody(self) -> str:
        return _now("Anyone who works on challenges can take them.")
