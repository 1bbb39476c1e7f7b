"""What a person fills in to send a batch."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.web.fields import OneOf
from testamur.web.formats import file_size, number
from testamur.web.forms import Form

if TYPE_CHECKING:
    from testamur.batches.registry import Kind
    from testamur.batches.submitting import Option, SubmitPage
    from testamur.organisations.models import Organisation

AT_ONCE, SHOW_FIRST = "at_once", "show_first"

WHEN_CHECKED = [
    (
        SHOW_FIRST,
        _("Show me the changes first"),
        _("Nothing is saved until you have checked the changes and confirmed."),
    ),
    (AT_ONCE, _("Apply at once"), _("Accepted records are saved as soon as all records have been checked.")),
]
ACCEPTED = {
    "csv": ".csv,.txt,text/csv,text/plain",
    "xml": ".xml,text/xml,application/xml",
    "xlsx": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NOT_SAID = _("Select what happens when the checks are done")


class SendForm(Form):
    """A file of one of the kinds that share a page: whose it is, what its kind lets be said of it, and a token that
    makes sending twice harmless."""

    organisation = OneOf(error_messages={"required": _("Select an organisation")})
    file = forms.FileField(allow_empty_file=True, max_length=254)
    when_checked = OneOf(
        label=_("When the checks are done"),
        options=WHEN_CHECKED,
        initial=SHOW_FIRST,
        error_messages={"required": _NOT_SAID},
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        page: SubmitPage,
        kinds: Sequence[Kind[Any]],
        organisations: Iterable[Organisation],
        now: str = "",
        at_once: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {kind.name: kind for kind in kinds}
        self.organisations = {str(each.uuid): each for each in organisations}
        self.initial.update({"token": uuid.uuid4(), "organisation": now})
        if at_once:
            self.initial["when_checked"] = AT_ONCE
        self._ask_for_organisation(page)
        self._ask_for_kind(kinds)
        self._ask_for_file(page, kinds)
        self._ask_for_options(kinds[0])

    def _ask_for_organisation(self, page: SubmitPage) -> None:
        field = self.fields["organisation"]
        field.label = gettext(page.which_organisation)
        field.offer((key, each.name, "") for key, each in self.organisations.items())
        if len(self.organisations) == 1:
            del self.fields["organisation"]

    def _ask_for_kind(self, kinds: Sequence[Kind[Any]]) -> None:
        if len(kinds) > 1:
            choices = [(kind.name, *_in_words(kind.content)) for kind in kinds]
            self.fields["kind"] = OneOf(
                label=_("What is in the file?"),
                options=choices,
                error_messages={"required": _("Select what is in the file")},
            )

    def _ask_for_file(self, page: SubmitPage, kinds: Sequence[Kind[Any]]) -> None:
        field = self.fields["file"]
        field.label = gettext(page.file_label)
        field.help_text = limits_of(page, kinds[0])
        for code in ("required", "missing"):
            field.error_messages[code] = gettext(page.no_file)
        formats = dict.fromkeys(name for kind in kinds for name in kind.formats)
        field.widget = forms.FileInput(attrs={"accept": ",".join(ACCEPTED[name] for name in formats)})

    def _ask_for_options(self, kind: Kind[Any]) -> None:
        """What kinds that share a page let be said of a file is the same for all of them."""
        self.said = kind.submit_options
        for option in kind.submit_options:
            self.fields[option.name] = _field(option)
        if not kind.lets_sender_look_first:
            del self.fields["when_checked"]
        options = [option.name for option in kind.submit_options]
        self.order_fields(["organisation", "kind", "file", *options, "when_checked", "token"])

    @property
    def kind(self) -> Kind[Any]:
        """What the file holds."""
        (first, *_others) = self.kinds.values()
        return self.kinds.get(self.cleaned_data.get("kind", ""), first)

    @property
    def chosen(self) -> Organisation:
        """The organisation for which the batch is sent."""
        (first, *_others) = self.organisations.values()
        return self.organisations.get(self.cleaned_data.get("organisation", ""), first)

    @property
    def options(self) -> dict[str, str]:
        """What the submission says of the file, for the batch to keep."""
        given = {option.name: self.cleaned_data[option.name] for option in self.said}
        return {name: value for name, value in given.items() if value}

    @property
    def confirm_first(self) -> bool | None:
        """Whether a person is to confirm; ``None`` leaves that to the kind of batch."""
        return self.cleaned_data["when_checked"] == SHOW_FIRST if "when_checked" in self.fields else None

    @property
    def key(self) -> str | None:
        """The same for the same form sent twice, and another once anything in it is changed."""
        if not self.cleaned_data["token"]:
            return None
        told = hashlib.sha256(repr(sorted((k, str(v)) for k, v in self.cleaned_data.items())).encode())
        for piece in self.cleaned_data["file"].chunks():
            told.update(piece)
        return f"page:{self.cleaned_data['token']}:{told.hexdigest()}"


def _field(option: Option) -> OneOf:
    choices = [(value, *_in_words(words)) for value, *words in option.choices]
    return OneOf(label=gettext(option.label), required=False, initial="", options=choices)


def _in_words(label_and_hint: Sequence[str]) -> tuple[str, str]:
    label, hint = label_and_hint
    return gettext(label) if label else "", gettext(hint) if hint else ""


def limits_of(page: SubmitPage, kind: Kind[Any]) -> str:
    """The form and the limits of a file of this kind, as this installation has set them."""
    limits = kind.limits()
    return gettext(page.file_hint) % {
        "size": file_size(limits.max_bytes).replace(".0", ""),
        "records": number(limits.max_records),
    }


class SendAgainForm(Form):
    """A file that was sent before, once more, on purpose."""

    when_checked = OneOf(
        label=_("When the checks are done"),
        options=WHEN_CHECKED,
        initial=SHOW_FIRST,
        error_messages={"required": _NOT_SAID},
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: Kind[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["token"] = uuid.uuid4()
        if not kind.lets_sender_look_first:
            del self.fields["when_checked"]

    @property
    def confirm_first(self) -> bool:
        return self.cleaned_data.get("when_checked", SHOW_FIRST) == SHOW_FIRST
