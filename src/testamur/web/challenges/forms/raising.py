"""What somebody says who finds an error on a record: the problem, what it should be, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from testamur.challenges.queries import Reader
from testamur.challenges.rules import Problem
from testamur.web.challenges.forms.deciding import OfProblem, long_text
from testamur.web.fields import OneOf, Option, Telephone
from testamur.web.forms import Form

if TYPE_CHECKING:
    from testamur.access.models import User

APPEAL = "appeal"


class ProblemForm(Form):
    """What is wrong. Who disagrees with the result itself is shown where to go; that is no data challenge."""

    problem = OneOf(label=_("What is wrong?"), error_messages={"required": _("Select what is wrong")})

    def __init__(self, *args: Any, options: Iterable[Option], reader: Reader | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        appeal = _now("I think I should have got a different result")
        if reader != Reader.LEARNER:
            appeal = _now("The learner disagrees with the result itself")
        hint = _now(
            "The record shows what was awarded, but the learner thinks it should be a different result."
        )
        self.fields["problem"].offer([*options, (APPEAL, appeal, hint)])

    @property
    def is_appeal(self) -> bool:
        return self.cleaned_data["problem"] == APPEAL


class SayForm(OfProblem):
    """The rest: what it should be, if that can be said, what happened, and whom to ask."""

    second = OneOf(label=_("Which is the other one?"), required=False)

    description = long_text(
        _("Tell us what is wrong"),
        most=2000,
        rows=5,
        error_messages={
            "required": _("Enter what is wrong, so that the awarding organisation can look into it.")
        },
    )
    contact_name = forms.CharField(
        label=_("Name"),
        max_length=70,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": False}),
    )
    contact_email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("The answer is sent here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": False}),
    )
    contact_telephone = Telephone(required=False)

    def __init__(
        self,
        *args: Any,
        problem: Problem,
        others: Iterable[Option],
        reader: Reader | None,
        by: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, problem=problem, **kwargs)
        offered = list(others)
        self.fields["second"].offer(offered)
        if problem != Problem.DUPLICATE or not offered:
            del self.fields["second"]
        self.initial.update(
            contact_name=by.get_full_name(), contact_email=by.email, contact_telephone=by.telephone
        )
        labels = _LABELS_OF_LEARNERS if reader == Reader.LEARNER else {}
        for name, label in labels.items():
            if name in self.fields:
                self.fields[name].label = label
        hints = {
            "wanted_uln": _now("10 digits. Leave it empty if you do not know whose it is."),
            "description": _now(
                "Write what you know, such as what your certificate says. Do not write about anyone’s health."
            ),
        }
        for name, hint in hints.items():
            if name in self.fields:
                self.fields[name].help_text = hint


_LABELS_OF_LEARNERS = {
    "wanted_grade": _("What grade should it be?"),
    "wanted_award_date": _("What date should it be?"),
    "wanted_uln": _("If you know whose it is, what is their ULN?"),
    "description": _("Tell us what is wrong, in your own words"),
    "contact_name": _("Your name"),
    "contact_email": _("Your email address"),
    "contact_telephone": _("Your telephone number"),
}
