"""The structure that a batch in XML must have, and what to say of one that has another."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from testamur.achievements.columns.fields import FIELDS, FINDINGS, MODEL, POSITION, SERVICES
from testamur.achievements.columns.profile import Profile
from testamur.batches.columns import Unreadable
from testamur.batches.findings import Finding
from testamur.plumbing.xml import Disorder, fault_of_sequence, local, namespace_of


@dataclass(frozen=True, slots=True)
class XmlLayout:
    """Where a batch's header and records are. Every name carries its namespace, as ``{namespace}name``.

    ``header`` says which elements hold which part of the header; ``header_parents`` are elements that only
    group them. ``before`` is, in order, what may stand before the records.
    """

    root: str
    header: Mapping[str, str]
    header_parents: Mapping[str, tuple[str, ...]]
    before: tuple[str, ...]
    container: str
    record: str
    fields: Mapping[str, int]
    mandatory: tuple[str, ...]
    fixed_order: bool


def _in(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}" if namespace else name


WEB_SERVICE = XmlLayout(
    root=_in(SERVICES, "SubmitAchievementBatchJob"),
    header={
        _in(SERVICES, "emailAddress"): "email",
        _in(SERVICES, "submissionType"): "job_type",
        _in(MODEL, "OrganisationRef"): "organisation_ref",
    },
    header_parents={
        _in(SERVICES, "invokingUser"): tuple(
            _in(MODEL, name) for name in ("OrgPassword", "OrganisationRef", "UserName")
        )
    },
    before=tuple(_in(SERVICES, name) for name in ("invokingUser", "emailAddress", "submissionType")),
    container=_in(SERVICES, "achievements"),
    record=_in(SERVICES, "Achievement"),
    fields={_in(SERVICES, field.name): POSITION[field.name] for field in FIELDS},
    mandatory=tuple(_in(SERVICES, field.name) for field in FIELDS if field.must_be_present),
    fixed_order=True,
)


def portal_layout(profile: Profile) -> XmlLayout:
    """The layout of the portal's XML file, as the profile describes it."""
    names = profile.xml
    header = {
        _in(names.namespace, heading.replace(" ", "")): key
        for key, headings in profile.header.items()
        for heading in headings
    }
    group = _in(names.namespace, names.header)
    return XmlLayout(
        root=_in(names.namespace, names.root),
        header=header,
        header_parents={group: tuple(header)},
        before=(group, *header),
        container=_in(names.namespace, names.container or names.root),
        record=_in(names.namespace, names.record),
        fields={
            _in(names.namespace, heading.replace(" ", "")): POSITION[name]
            for name, headings in profile.fields.items()
            for heading in headings
        },
        mandatory=(),
        fixed_order=names.fixed_order,
    )


def layout_of(root: str, profile: Profile) -> XmlLayout:
    """The layout that a file with this root element has; refused when there is none."""
    portal = portal_layout(profile)
    for layout in (WEB_SERVICE, portal):
        if root == layout.root:
            return layout
    for layout in (WEB_SERVICE, portal):
        if local(root) == local(layout.root):
            raise Unreadable(wrong_namespace("At the beginning", root, layout.root))
    expected = f"{local(WEB_SERVICE.root)} or {local(portal.root)}"
    raise Unreadable(Finding("J05.root", params={"found": local(root), "expected": expected}))


def places(layout: XmlLayout, tags: Sequence[str], where: str) -> tuple[int, ...]:
    """For each field in the order of the schema, which child holds it; one past the last where none does."""
    if fault := sequence_fault(tags, tuple(layout.fields), layout.mandatory, where, layout.fixed_order):
        raise Unreadable(fault)
    found = [len(tags)] * len(FIELDS)
    for place, tag in enumerate(tags):
        position = layout.fields.get(tag)
        if position is None:
            continue
        if found[position] != len(tags):
            raise Unreadable(Finding("J05.repeated", params={"where": where, "found": local(tag)}))
        found[position] = place
    return tuple(found)


def sequence_fault(
    tags: Sequence[str], known: Sequence[str], mandatory: Sequence[str], where: str, fixed_order: bool
) -> Finding | None:
    """The first way in which these elements are not the sequence that the schema lays down."""
    fault = fault_of_sequence(tags, known, mandatory, fixed_order=fixed_order, ignored_namespace=FINDINGS)
    if fault is None:
        return None
    found, expected = local(fault.found), local(fault.expected)
    match fault.disorder:
        case Disorder.UNKNOWN:
            return unknown_element(fault.found, known, where)
        case Disorder.REPEATED:
            return Finding("J05.repeated", params={"where": where, "found": found})
        case Disorder.ORDER:
            params = {"where": where, "found": found, "expected": expected or "nothing more"}
            return Finding("J05.order", params=params)
        case Disorder.MISSING:
            params = {"where": where, "expected": expected}
            return Finding("J05.missing_element", params={**params, "found": found} if found else params)


def unknown_element(tag: str, known: Sequence[str], where: str) -> Finding:
    """An element that does not belong here: of another namespace, or a name that does not exist."""
    for expected in known:
        if local(expected) == local(tag):
            return wrong_namespace(where, tag, expected)
    nearest = difflib.get_close_matches(local(tag)[:60], [local(name) for name in known], 1, 0.6)
    hint = f" Did you mean {nearest[0]}?" if nearest else ""
    return Finding("J05.unknown_element", params={"where": where, "found": local(tag)[:60], "nearest": hint})


def wrong_namespace(where: str, tag: str, expected: str) -> Finding:
    params = {
        "where": where,
        "element": local(tag),
        "found": namespace_of(tag)[:100],
        "expected": namespace_of(expected),
    }
    return Finding("J05.namespace", params=params)


def place_of(record: etree._Element, number: int) -> str:
    """ "Record 17, line 240": for a person who looks for it in the file."""
    return f"Record {number}, line {record.sourceline}"
