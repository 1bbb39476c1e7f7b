"""What a person fills in about challenges."""

from testamur.web.challenges.forms.deciding import (
    AcceptForm,
    AssignForm,
    AssignManyForm,
    CloseForm,
    CorrectForm,
    MessageForm,
    ReasonForm,
    WithdrawForm,
)
from testamur.web.challenges.forms.raising import ProblemForm, SayForm

__all__ = [
    "AcceptForm",
    "AssignForm",
    "AssignManyForm",
    "CloseForm",
    "CorrectForm",
    "MessageForm",
    "ProblemForm",
    "ReasonForm",
    "SayForm",
    "WithdrawForm",
]
