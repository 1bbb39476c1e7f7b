"""What a person fills in about one achievement. The fields are those of the schema; its rules judge them."""

from testamur.web.achievements.forms.asking import FindForm, PickForm
from testamur.web.achievements.forms.held import (
    DeleteForm,
    EditGradeForm,
    InstructionForm,
    MoveForm,
    ReasonForm,
    ReinstateForm,
    UpdateForm,
    WithdrawForm,
)
from testamur.web.achievements.forms.recording import ChangeForm, CreateForm, Refusable

__all__ = [
    "ChangeForm",
    "CreateForm",
    "DeleteForm",
    "EditGradeForm",
    "FindForm",
    "InstructionForm",
    "MoveForm",
    "PickForm",
    "ReasonForm",
    "Refusable",
    "ReinstateForm",
    "UpdateForm",
    "WithdrawForm",
]
