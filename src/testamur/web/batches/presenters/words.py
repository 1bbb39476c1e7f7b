"""The words and colours that all pages about batches share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.learners.rules import Code

if TYPE_CHECKING:
    from testamur.batches.findings import Sentence
    from testamur.batches.models import Batch
    from testamur.batches.queries import CodeSummary

# What a record became, in the order in which it is told. Every kind of batch takes its effects from these.
EFFECTS = {
    "created": _("Created"),
    "updated": _("Updated"),
    "promoted": _("Promoted to final"),
    "withdrawn": _("Withdrawn"),
    "reinstated": _("Reinstated"),
    "unchanged": _("Unchanged"),
}
WILL_BE = {
    "created": _("To be created"),
    "updated": _("To be updated"),
    "promoted": _("To be promoted to final"),
    "withdrawn": _("To be withdrawn"),
    "reinstated": _("To be reinstated"),
    "unchanged": _("To stay unchanged"),
}
TONES: dict[Code, str] = {
    Code.MATCH: "good",
    Code.LINKED_MATCH: "good",
    Code.SIMILAR: "attention",
    Code.LINKED_SIMILAR: "attention",
    Code.NO_MATCH: "bad",
    Code.NOT_FOUND: "bad",
}
CLASSES = {
    "FieldData": _("Field data"),
    "LearnerData": _("Learner data"),
    "BusinessRule": _("Business rule"),
    "Job": _("Whole job"),
}
_THROUGH = {
    "page": _("These pages"),
    "api": _("API"),
    "command": _("Command line"),
    "file": _("File"),
    "wire": _("LRS web service"),
}


def tag(batch: Batch) -> tuple[str, str]:
    """The words of the state and what it means."""
    meaning = ledger.meaning(batch)
    return gettext(meaning.label), meaning.tag


def kind_title(batch: Batch) -> str:
    return gettext(registry.named(batch.kind).title)


def called(batch: Batch) -> str:
    """What people know a batch by: its file, or what is done to what was selected."""
    return batch.file_name or kind_title(batch)


def job_type(batch: Batch) -> str:
    """Provisional or Final as the file or the submission says; nothing before the file was read or for other kinds."""
    said = batch.header.get("job_type") or batch.options.get("job_type") or ""
    return {"provisional": gettext("Provisional"), "final": gettext("Final")}.get(said, str(said))


def through(batch: Batch) -> str:
    return str(_THROUGH.get(batch.through, batch.through))


def shortened(said: Sentence) -> str:
    """Code and what was found, for a choice."""
    what = said.what if len(said.what) <= 60 else f"{said.what[:57].rstrip()}…"
    return f"{said.code} – {what}"


def cause_key(summary: CodeSummary, found: Sequence[CodeSummary]) -> str:
    """How an address names a cause: by its code, or, where the code has several, by key and field."""
    same = [each for each in found if each.code == summary.code]
    return summary.code if len(same) == 1 or summary.cause is None else "~".join(summary.cause)


def effect(name: str | None, kind: str) -> str:
    """What one record of a batch of this kind became."""
    if not name:
        return pgettext("what a record became", "Nothing")
    label = registry.named(kind).effect_labels.get(name)
    return gettext(label) if label else str(EFFECTS.get(name, name))


def will_be(name: str, kind: str) -> str:
    """What one record of a batch of this kind will become."""
    own = registry.named(kind).effect_labels
    return gettext(own[name]) if name in own else str(WILL_BE.get(name, name))


def tone_of_effect(name: str) -> str:
    """Good, attention or bad, where an effect is an answer."""
    return TONES[Code(name)] if name in set(Code) else ""
