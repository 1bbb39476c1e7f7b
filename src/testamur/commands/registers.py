"""The registers beside which `testamur check` judges a batch, read from files of the forms that the server takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from testamur.achievements.rules.registers import Awardable, Registered, Registers
from testamur.batches.columns.opening import open_file
from testamur.batches.columns.profiles import load_profile
from testamur.batches.columns.reading import Form, Limits, Reading, RowRules, Unreadable
from testamur.batches.findings import Catalogue, in_words
from testamur.learners.kinds.verify.findings import CATALOGUE as LEARNERS_CATALOGUE
from testamur.learners.kinds.verify.layout import LAYOUT as LEARNERS
from testamur.qualifications.kinds.register import rules
from testamur.qualifications.kinds.register.findings import CATALOGUE, UNITS_CATALOGUE
from testamur.qualifications.kinds.register.layout import QUALIFICATIONS, UNITS, RegisterOptions

_LIMITS = Limits(1 << 30, 5_000_000, 64_000)  # an own machine has no others to think of


class NotARegister(Exception):
    """A file that is none of the registers; the message says why."""


def read_into(registers: Registers, path: Path, today: date) -> None:
    """Add what a file holds: qualifications, units or learners, by its headings."""
    refusals = []
    for layout, catalogue, options, judge, add in _forms(today):
        try:
            with path.open("rb") as file:
                form = Form(
                    layout=layout,
                    profile=load_profile(layout),
                    limits=_LIMITS,
                    begin=_as_they_are(options),
                    rejecting=frozenset(),
                    rules=judge,
                )
                _add_all(registers, open_file(file, form, shapes=layout.xml), add)
        except Unreadable as refusal:
            refusals.append(_in_words(refusal, catalogue))
        else:
            return
    raise NotARegister(
        f"{path.name} is no register of qualifications, of units or of learners. {refusals[0]}"
    )


_Add = Callable[[Registers, dict[str, Any]], None]


def _forms(today: date) -> list[tuple[Any, Catalogue, Any, Callable[[Any], RowRules | None], _Add]]:
    return [
        (QUALIFICATIONS, CATALOGUE, RegisterOptions(), rules.qualification_rules, _add_entry),
        (UNITS, UNITS_CATALOGUE, RegisterOptions(), rules.unit_rules, _add_entry),
        (LEARNERS, LEARNERS_CATALOGUE, today, lambda options: None, _add_learner),
    ]


def _as_they_are(options: Any) -> Callable[[dict[str, str]], Any]:
    return lambda header: options


def _in_words(refusal: Unreadable, catalogue: Catalogue) -> str:
    return " ".join(in_words(finding, catalogue).what for finding in refusal.findings)


def _add_all(registers: Registers, reading: Reading, add: _Add) -> None:
    for line in reading.lines:
        if line.payload is not None:
            add(registers, line.payload)


def _add_entry(registers: Registers, payload: dict[str, Any]) -> None:
    if not payload["reference"]:
        return
    registers.kinds.add(payload["kind"])
    registers.entries.setdefault(payload["reference"], []).append(
        Awardable(
            framework=payload["framework"],
            owner_number=payload["owner_number"] or "",
            owner_name=payload["owner_name"] or "",
            shared=bool(payload["shared"]),
            grades=tuple(payload["grades"] or ()),
            starts_on=payload["starts_on"],
            awarded_until=payload["certification_ends_on"] or payload["ends_on"],
        )
    )


def _add_learner(registers: Registers, payload: dict[str, Any]) -> None:
    if payload["uln"]:
        registers.learners[payload["uln"]] = Registered(
            payload["given_name"] or "",
            payload["family_name"] or "",
            payload["date_of_birth"],
            payload["gender"],
        )
