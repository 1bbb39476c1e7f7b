"""Whether a record of a centre's return makes a record of an achievement, and what the return says of itself."""

from __future__ import annotations

import re
from typing import Any

from testamur.achievements.kinds.achievements.layout import award_date
from testamur.achievements.kinds.centre_records.layout import LAYOUT, CentreOptions
from testamur.achievements.rules.fields import reference
from testamur.batches.columns.judging import named
from testamur.batches.columns.layout import Check
from testamur.batches.columns.reading import RowRules, Unreadable
from testamur.batches.findings import Finding

_CLASS_CODE = re.compile(r"[ZC][0-9]{7}", re.ASCII | re.IGNORECASE)
_AIM, _DATE = LAYOUT.of_key["reference"], LAYOUT.of_key["award_date"]
_HEADER = (
    ("ukprn", re.compile("[0-9A-Z]{8}"), "eight figures"),
    ("collection_type", re.compile("[A-Z]"), "one letter"),
    ("return_number", re.compile("[0-9]{1,2}"), "a number of at most two figures"),
)


def begin(header: dict[str, str], options: CentreOptions) -> CentreOptions:
    """Check whose return it is and which one."""
    header["collection_type"] = header["collection_type"].upper()
    header["ukprn"] = header["ukprn"].upper()
    for each, (key, pattern, expected) in zip(LAYOUT.header, _HEADER, strict=True):
        if not pattern.fullmatch(header[key]):
            finding = LAYOUT.finding("header_value", each.heading, header[key][:60], expected=expected)
            raise Unreadable(finding)
    header["return_number"] = header["return_number"].zfill(2)
    return options


def row_rules(options: CentreOptions) -> RowRules:
    """One that makes no record says so and is let through."""
    dated = award_date(options.rows)

    def judge(payload: dict[str, Any], problems: list[Finding]) -> None:
        skipped = _skipped(payload, options)
        if skipped is None:
            _judge_achievement(payload, problems, dated, options)
        elif not problems:
            problems.append(skipped)
        payload["skip"] = None if skipped is None else True
        if skipped is not None:
            payload["reference"] = payload["award_date"] = None
        del payload["completion"], payload["outcome"]

    return judge


def _skipped(payload: dict[str, Any], options: CentreOptions) -> Finding | None:
    """Why this makes no record, if it makes none."""
    outcome, aim = payload["outcome"], payload["reference"] or ""
    if outcome is not None and outcome != options.achieved:
        return Finding("I06.not_achieved", "Outcome", outcome, {"meaning": options.outcomes[outcome]})
    if _CLASS_CODE.fullmatch(aim):
        return Finding("I06.class_code", "LearnAimRef", aim)
    if not payload["award_date"]:
        return Finding("I06.no_date", "AchDate")
    return None


def _judge_achievement(
    payload: dict[str, Any], problems: list[Finding], dated: Check, options: CentreOptions
) -> None:
    """What only a record of an achievement has to satisfy: its aim is a reference number, it has an award date."""
    for field, check in ((_AIM, reference), (_DATE, dated)):
        if payload[field.key]:
            payload[field.key], findings = check(payload[field.key])
            problems += [named(each, field, {**LAYOUT.keys, **field.keys}) for each in findings]
    completion = payload["completion"]
    if completion is not None and completion != options.completed:
        problems.append(Finding("I07.not_completed", "CompStatus", completion))
    start, end = payload["participation_start"], payload["participation_end"]
    if start and end and end < start:
        problems.append(Finding("I05.ends_before", "LearnActEndDate", end, {"start": start}))
