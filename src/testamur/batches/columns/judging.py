"""Judging a line: every field by its check, then the rules that look at several fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import getitem, itemgetter
from typing import Any, Generic, NamedTuple

from testamur.batches.columns.layout import Field, Layout, Options
from testamur.batches.columns.reading import RowRules
from testamur.batches.findings import Finding

_REMEMBERED = 20_000
_NOTHING: list[Finding] = []


class Judged(NamedTuple):
    """Typed values (``None``: absent or wrong), every finding, and whether one of them rejects."""

    payload: dict[str, Any]
    findings: list[Finding]
    rejected: bool


class _Remembered(dict[str | None, Any]):
    """The values of texts already read without a finding.

    A file repeats itself: dates, grades, references, centres. What is wrong is read afresh each time, so
    that each occurrence is reported.
    """

    def __init__(
        self, read: Callable[[str | None], tuple[Any, list[Finding]]], problems: list[Finding]
    ) -> None:
        super().__init__()
        self._read = read
        self._problems = problems

    def __missing__(self, text: str | None) -> Any:
        value, findings = self._read(text)
        if findings:
            self._problems.extend(findings)
        elif len(self) < _REMEMBERED:
            self[text] = value
        return value


class _Derived(dict[Any, Any]):
    """What follows from a value, found once."""

    def __init__(self, derive: Callable[[Any], Any]) -> None:
        super().__init__()
        self._derive = derive

    def __missing__(self, value: Any) -> Any:
        found = None if value is None else self._derive(value)
        if len(self) < _REMEMBERED:
            self[value] = found
        return found


class LineJudge(Generic[Options]):
    """Judges the lines of one file, one after another. Not to be shared between threads."""

    def __init__(
        self,
        layout: Layout[Options],
        options: Options,
        *,
        rejecting: frozenset[str],
        rules: Callable[[Options], RowRules | None] | None = None,
    ) -> None:
        self._problems: list[Finding] = []
        self._keys = layout.payload_keys
        self._fields = [_Remembered(reader(each, layout, options), self._problems) for each in layout.fields]
        self._derived = [
            (key, each.key, _Derived(derive)) for each in layout.fields for key, derive in each.also.items()
        ]
        self._rules = rules(options) if rules else None
        self._rejecting = rejecting
        self._unique = itemgetter(*layout.unique) if layout.unique else None
        self._layout = layout
        self._first: dict[tuple[Any, ...], int] = {}

    def judge(self, texts: Sequence[str | None]) -> Judged:
        """Judge one line by itself; ``texts`` are its fields in the order of the layout."""
        problems = self._problems
        payload = dict(zip(self._keys, map(getitem, self._fields, texts), strict=True))
        for key, source, derived in self._derived:
            payload[key] = derived[payload[source]]
        if self._rules is not None:
            self._rules(payload, problems)
        if not problems:
            return Judged(payload, [], False)
        findings = problems.copy()
        problems.clear()
        return Judged(payload, findings, any(finding.key in self._rejecting for finding in findings))

    def judge_in_file(self, texts: Sequence[str | None], number: int) -> Judged:
        """Judge one line of a file, the second of two same ones included.

        A line that is rejected for its own sake does not stand in the way of a later, right one.
        """
        judged = self.judge(texts)
        payload, findings, rejected = judged
        if rejected or self._unique is None:
            return judged
        same = self._unique(payload)
        first = self._first.setdefault(same, number)
        if first == number or None in same:
            return judged
        named = self._layout.of_key[self._layout.unique_field or self._layout.unique[0]]
        duplicate = self._layout.finding("duplicate", named.name, payload[named.key], first=first)
        return Judged(payload, [*findings, duplicate], True)


def reader(
    field: Field[Options], layout: Layout[Options], options: Options
) -> Callable[[str | None], tuple[Any, list[Finding]]]:
    """Reads one field's texts, empty ones too; what it finds has the kind's own key and the field's name."""
    check = field.check(options)
    keys = {**layout.keys, **field.keys}

    def read(raw: str | None) -> tuple[Any, list[Finding]]:
        text = raw.strip() if raw else ""
        if not text:
            return field.empty, [Finding(keys["missing"], field.name)] if field.required else _NOTHING
        value, findings = check(text)
        return value, [named(each, field, keys) for each in findings] if findings else _NOTHING

    return read


def named(finding: Finding, field: Field[Any], keys: Mapping[str, str]) -> Finding:
    """The finding under the kind's own key and with the field's name, where it has none of its own."""
    return replace(finding, key=keys.get(finding.key, finding.key), field=finding.field or field.name)
