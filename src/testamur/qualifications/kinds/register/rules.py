"""What a line of the register says that stands in more than one of its columns."""

from __future__ import annotations

import re
from typing import Any

from testamur.batches.columns.reading import RowRules
from testamur.batches.findings import Finding
from testamur.qualifications.kinds.register.layout import QUALIFICATIONS, UNITS, RegisterOptions
from testamur.qualifications.rules import ReferenceKind

LONGEST_LEVEL = 30
_LEVEL = re.compile(r"(?:entry level|level [1-8])(?: [1-3])?(?:/(?:level )?[1-8])*", re.ASCII | re.IGNORECASE)
_LEVEL_OF_QUALIFICATION = QUALIFICATIONS.of_key["level"].name
_LEVEL_OF_UNIT = UNITS.of_key["level"].name
_STARTS = QUALIFICATIONS.of_key["starts_on"].name


def qualification_rules(options: RegisterOptions) -> RowRules:
    """A type in the options' list makes a qualification QCF, every other NQF."""

    def judge(payload: dict[str, Any], problems: list[Finding]) -> None:
        level = read_level(payload["level"], payload.pop("sub_level"))
        payload["level"] = _judge_level(level, _LEVEL_OF_QUALIFICATION, problems)
        payload["kind"] = ReferenceKind.QUALIFICATION.value
        payload["shared"] = False
        payload["framework"] = "QCF" if payload["type"].casefold() in options.qcf_types else "NQF"
        _judge_order(payload, problems)

    return judge


def unit_rules(options: RegisterOptions) -> RowRules:
    """Units belong to the QCF, all of them."""
    rest = {
        "kind": ReferenceKind.UNIT.value,
        "type": "",
        "framework": "QCF",
        "subject_area": "",
        "certification_ends_on": None,
        "status": "",
    }

    def judge(payload: dict[str, Any], problems: list[Finding]) -> None:
        payload["level"] = _judge_level(read_level(payload["level"], ""), _LEVEL_OF_UNIT, problems)
        payload.update(rest)
        _judge_order(payload, problems)

    return judge


def _judge_level(level: str, heading: str, problems: list[Finding]) -> str:
    if level and not _LEVEL.fullmatch(level):
        problems.append(Finding("Q14.level", heading, level))
    if len(level) > LONGEST_LEVEL:
        lengths = {"length": len(level), "longest": LONGEST_LEVEL}
        problems.append(QUALIFICATIONS.finding("too_long", heading, level, **lengths))
    return level


def _judge_order(payload: dict[str, Any], problems: list[Finding]) -> None:
    last = payload["certification_ends_on"] or payload["ends_on"]
    if last and payload["starts_on"] and payload["starts_on"] > last:
        problems.append(Finding("Q12.order", _STARTS, payload["starts_on"], {"last": last}))


def read_level(level: str, sub_level: str) -> str:
    """Level and sub-level in one: ``Entry Level`` and ``Entry 3`` are ``Entry Level 3`` (lrs.md 5.6)."""
    level, sub_level = " ".join(level.split()), " ".join(sub_level.split())
    if not sub_level or sub_level.casefold() in ("none", level.casefold()):
        return level
    if not level or sub_level.casefold().startswith(level.casefold()):
        return sub_level
    if level.casefold() == "entry level" and sub_level.casefold().startswith("entry "):
        return f"{level} {sub_level[6:]}"
    return f"{level} {sub_level}"
