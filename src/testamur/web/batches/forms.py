"""What a person fills in to send a batch, and to find their way among batches and findings."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.batches.findings import Severity
from testamur.batches.states import BATCH_LIFE
from testamur.web.fields import OneOf
from testamur.web.forms import Form

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

AT_ONCE, SHOW_FIRST = "at_once", "show_first"

WHEN_CHECKED = [
    (AT_ONCE, _("Apply at once"), _("Records that pass are written as soon as all are checked.")),
    (
        SHOW_FIRST,
        _("Show me the changes first"),
        _("Nothing is written until you have looked and confirmed."),
    ),
]


class SendForm(Form):
    """The parts that every upload has: whose it is, the file, and a token that makes sending twice harmless."""

    organisation = OneOf(label=_("Which organisation is the batch for?"))
    file = forms.FileField(
        label=_("Batch file"),
        allow_empty_file=True,
        max_length=254,
        error_messages={"required": _("Choose a batch file"), "missing": _("Choose a batch file")},
        widget=forms.FileInput(
            attrs={"accept": ".csv,.xml,.txt,text/csv,text/xml,application/xml,text/plain"}
        ),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], hint: str, now: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(each.uuid): each for each in organisations}
        self.fields["organisation"].offer((key, each.name, "") for key, each in self.organisations.items())
        self.fields["file"].help_text = hint
        self.initial.update({"token": uuid.uuid4(), "organisation": now})
        if len(self.organisations) == 1:
            del self.fields["organisation"]

    @property
    def chosen(self) -> Organisation:
        """The organisation for which the batch is sent."""
        (first, *_others) = self.organisations.values()
        return self.organisations.get(self.cleaned_data.get("organisation", ""), first)

    @property
    def options(self) -> dict[str, Any]:
        """What the submission says of the file, for the batch to keep."""
        return {}

    @property
    def confirm_first(self) -> bool | None:
        """Whether a person is to confirm; ``None`` leaves that to the kind of batch."""
        return None

    @property
    def key(self) -> str | None:
        """The same for the same form sent twice, and another once anything in it is changed."""
        if not self.cleaned_data["token"]:
            return None
        told = hashlib.sha256(repr(sorted((k, str(v)) for k, v in self.cleaned_data.items())).encode())
        for piece in self.cleaned_data["file"].chunks():
            told.update(piece)
        return f"page:{self.cleaned_data['token']}:{told.hexdigest()}"


class SubmitForm(SendForm):
    """An achievements batch."""

    job_type = OneOf(
        label=_("Type of job"),
        required=False,
        initial="",
        options=[
            ("", _("As the file says"), _("Choose this when the file has a type of job in its header.")),
            (
                "provisional",
                _("Provisional"),
                _("For NQF results that may still change. QCF is always final."),
            ),
            ("final", _("Final"), _("Final results replace provisional ones.")),
        ],
    )
    when_checked = OneOf(label=_("When the checks are done"), options=WHEN_CHECKED, initial=AT_ONCE)

    field_order = ("organisation", "file", "job_type", "when_checked", "token")
    mark_optional = False

    @property
    def options(self) -> dict[str, Any]:
        """The batch's options: what the submission says of the type of job, if it says anything."""
        return {"job_type": self.cleaned_data["job_type"]} if self.cleaned_data["job_type"] else {}

    @property
    def confirm_first(self) -> bool:
        return self.cleaned_data["when_checked"] == SHOW_FIRST


class SendAgainForm(Form):
    """A file that was sent before, once more, on purpose."""

    when_checked = OneOf(label=_("When the checks are done"), options=WHEN_CHECKED, initial=SHOW_FIRST)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, always_shown_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["token"] = uuid.uuid4()
        if always_shown_first:
            del self.fields["when_checked"]

    @property
    def confirm_first(self) -> bool:
        return self.cleaned_data.get("when_checked", SHOW_FIRST) == SHOW_FIRST


class Filter(Form):
    """Choices in an address. One that is not offered, as from an old or a mistyped address, filters nothing."""

    mark_optional = False

    def offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """Set the choices of one field, and forget what was chosen if it is not among them."""
        offered = list(choices)
        self.fields[name].choices = offered
        if self.data.get(name, "") not in {str(value) for value, _label in offered}:
            self.data = {key: value for key, value in self.data.items() if key != name}

    def chosen(self, name: str) -> str | None:
        return (self.cleaned_data.get(name) if self.is_valid() else None) or None


class BatchFilter(Filter):
    """Which batches to list."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)

    def __init__(
        self,
        *args: Any,
        organisations: Iterable[Organisation],
        kinds: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        there = [(name, _(title)) for name, title in kinds]
        self.offer("kind", [("", _("All kinds")), *there])
        if len(there) < 2:
            del self.fields["kind"]
        states = [(state.value, _(meaning.label)) for state, meaning in BATCH_LIFE.states.items()]
        self.offer("state", [("", _("All states")), *states])
        found = list(organisations)
        self.ids = {str(each.uuid): each.pk for each in found}
        names = [(str(each.uuid), each.name) for each in found]
        self.offer("organisation", [("", _("All organisations")), *names])
        if len(found) < 2:
            del self.fields["organisation"]

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters as the query takes them."""
        return {
            "kind": self.chosen("kind"),
            "state": self.chosen("state"),
            "organisation": self.ids.get(self.chosen("organisation") or ""),
        }


class FindingsFilter(Filter):
    """Which findings to list."""

    severity = forms.ChoiceField(label=_("Severity"), required=False)
    code = forms.ChoiceField(label=_("Code"), required=False)

    def __init__(self, *args: Any, codes: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        severities = [("", _("Errors and warnings")), (Severity.ERROR.value, _("Errors"))]
        self.offer("severity", [*severities, (Severity.WARNING.value, _("Warnings"))])
        self.offer("code", [("", _("All codes")), *codes])

    @property
    def wanted(self) -> dict[str, str | None]:
        """The filters as the query takes them."""
        return {"severity": self.chosen("severity"), "code": self.chosen("code")}


class RecordForm(Form):
    """Go to one record."""

    mark_optional = False
    record = forms.IntegerField(
        label=_("Record number"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={"invalid": _("Record number must be a whole number")},
    )

    def __init__(self, *args: Any, total: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = total

    def clean_record(self) -> int:
        number: int = self.cleaned_data["record"]
        if number > self.total:
            raise forms.ValidationError(
                _("This batch has records 1 to %(total)s") % {"total": f"{self.total:,}"}
            )
        return number
