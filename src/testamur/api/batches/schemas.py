"""The schemas of one kind, made from those of all kinds and from what the kind declares."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from testamur.api.batches import bases
from testamur.batches import registry

if TYPE_CHECKING:
    from testamur.api.batches.declared import KindRoutes
    from testamur.batches.submitting import Member


@dataclass(frozen=True, slots=True)
class KindSchemas:
    """What is asked of batches of one kind, and what is shown of them."""

    submission: type[bases.Submission]
    records_submission: type[bases.RecordsSubmission]
    item: type[BaseModel]
    selection: type[bases.Selection]
    summary: type[bases.Summary]
    detail: type[bases.Details]
    submitted: type[BaseModel]
    batches: type[bases.Piece[Any]]
    record: type[bases.Record]
    record_detail: type[bases.Record]
    records: type[bases.Piece[Any]]


@functools.cache
def schemas_of(routes: KindRoutes) -> KindSchemas:
    summary = _made("{}BatchSummary", routes, *_own(routes.in_lists), bases.Summary)
    detail = _detail(routes, summary)
    record = _record(routes)
    return KindSchemas(
        submission=_submission(routes),
        records_submission=_records_submission(routes),
        item=_item(routes),
        selection=_selection(routes),
        summary=summary,
        detail=detail,
        submitted=_made("Submitted{}Batch", routes, bases.Taken, detail),
        batches=_list("{}BatchList", routes, summary),
        record=record,
        record_detail=_record_detail(routes, record),
        records=_list("{}FindingList", routes, record),
    )


def _made(name: str, routes: KindRoutes, /, *parents: type[BaseModel], doc: str = "", **members: Any) -> Any:
    """A schema of this kind from its parents, with members of its own."""
    return create_model(routes.schema(name), __base__=parents, __doc__=doc or None, **members)


def _list(name: str, routes: KindRoutes, item: type[BaseModel]) -> Any:
    piece: Any = bases.Piece
    return _made(name, routes, piece[item])


def _submission(routes: KindRoutes) -> Any:
    return _made("{}Submission", routes, bases.Submission, doc="How to process a file.", **_choices(routes))


def _records_submission(routes: KindRoutes) -> Any:
    """What a file says of itself is said in the address, but whose it is: that is the client's organisation."""
    header: dict[str, Any] = {
        each.key: (bases.Text | None, Field(None, description=f"What a file says as {each.heading}."))
        for each in routes.plugged.layout.header
        if each.key not in routes.claimed
    }
    return _made("{}RecordsSubmission", routes, bases.RecordsSubmission, **{**header, **_choices(routes)})


def _item(routes: KindRoutes) -> Any:
    """A record by the keys of the layout. What its values must be is judged, and told in findings."""
    members: dict[str, Any] = {}
    for each in routes.plugged.layout.fields:
        words = [f"{each.label}.", each.help, "Needed." if each.required else ""]
        examples = [each.example] if each.example else None
        description = " ".join(part for part in words if part)
        members[each.key] = (bases.Text | None, Field(None, description=description, examples=examples))
    return _made("{}Item", routes, _Strict, doc="A record to process.", **members)


def _selection(routes: KindRoutes) -> Any:
    """What is said of records that are selected, where the kind is one for that."""
    kind = routes.plugged
    if not isinstance(kind, registry.SelectionKind):
        return bases.Selection
    narrowed = {
        each.name: (_sort(each) | None, Field(None, description=each.description))
        for each in kind.selecting.filters
    }
    filters = _made("{}Filters", routes, _Strict, doc="What the selected records are like.", **narrowed)
    details = {
        each.name: (_sort(each) | None, Field(description=each.description))
        for each in kind.selecting.details
    }
    described = "All records that are like this; with `ids`, those of them that are."
    members = {"filters": (filters | None, Field(None, description=described)), **details, **_choices(routes)}
    return _made("{}Selection", routes, bases.Selection, doc="Records, and what to do with them.", **members)


def _sort(member: Member) -> Any:
    """The type of a member. Words are as short as anywhere."""
    if member.values:
        return Literal[tuple(str(each) for each in member.values)]
    return bases.Text if member.sort is str else member.sort


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _choices(routes: KindRoutes) -> dict[str, Any]:
    """What the kind lets be chosen of a submission."""
    kind = routes.plugged
    asked: dict[str, Any] = {
        option.name: (Literal[option.values] | None, Field(None, description=option.description))
        for option in kind.submit_options
    }
    if kind.lets_sender_look_first:
        asked["confirm_first"] = bases.CONFIRM_FIRST
    return asked


def _detail(routes: KindRoutes, summary: type[bases.Summary]) -> Any:
    parents: list[Any] = [*_own(routes.in_full), bases.Details]
    if routes.plugged.changes_records:
        changing: Any = bases.Changing
        parents.append(changing[_effects(routes), routes.undone])
    if routes.lists_findings:
        parents.append(bases.WithFindings)
    if routes.plugged.takes_files:
        parents.append(bases.WithSubmittedFile)
    what = "What your client can do now: addresses of the same names below this one."
    decision: Any = Literal[tuple(event.value for event in routes.decisions)]
    return _made(
        "{}Batch",
        routes,
        *parents,
        summary,
        doc="A batch with all that is known of it.",
        decisions=(GenericAlias(list, (decision,)), Field(description=what)),
    )


def _own(members: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    """What a kind shows alone, if it shows anything."""
    return (members,) if members.model_fields else ()


def _effects(routes: KindRoutes) -> Any:
    """A count for each thing that a record can become."""
    if not routes.all_effects:
        return dict[str, int]
    counts: dict[str, Any] = {
        name: (int, Field(0, description=words or None)) for name, words in routes.all_effects.items()
    }
    return _made("{}Effects", routes, BaseModel, doc="Records by what they become, or became.", **counts)


def _record(routes: KindRoutes) -> Any:
    effect: Any = Literal[tuple(routes.all_effects)] if routes.all_effects else str
    doc = "A record of the batch: what was sent, what was found, what was changed."
    return _made("{}Record", routes, bases.Record, doc=doc, effect=(effect | None, ...))


def _record_detail(routes: KindRoutes, record: type[bases.Record]) -> Any:
    own = _own(routes.of_record)
    return _made("{}RecordDetail", routes, *own, record) if own else record
