"""What a row of a returned report says: which challenge it is, and whether it is accepted or rejected."""

from __future__ import annotations

import re
from typing import Any

from testamur.batches.columns.reading import RowRules
from testamur.batches.findings import Finding
from testamur.challenges.columns import FIELD_OF, FIELDS
from testamur.challenges.rules import number_of

_WORDS = {"accept": "accept", "accepted": "accept", "reject": "reject", "rejected": "reject"}
_REFERENCE, _DECISION, _COMMENT = (FIELD_OF[key].heading for key in ("reference", "decision", "comment"))


def row_rules(_options: None) -> RowRules:
    def judge(payload: dict[str, Any], problems: list[Finding]) -> None:
        cells = {each.key: payload.pop(each.key) for each in FIELDS}
        challenge = number_of(cells["reference"])
        if challenge is None:
            problems.append(Finding("D11.unknown", _REFERENCE, cells["reference"]))
        comment = cells["comment"]
        payload["challenge"] = challenge
        payload["decision"] = _decision(cells["decision"], comment, problems)
        payload["comment"] = comment
        payload["cells"] = cells

    return judge


def _decision(cell: str, comment: str, problems: list[Finding]) -> str | None:
    """``accept``, ``reject`` or, for an empty cell, ``None``; what is wrong is added to ``problems``."""
    decision = _WORDS.get(cell.strip(" .!").casefold())
    if cell and decision is None:
        means = {word[:6] for word in re.findall(r"accept|reject", cell.casefold())}
        problems.append(Finding("D13.both" if len(means) == 2 else "D13.neither", _DECISION, cell))
    if decision == "reject" and not comment:
        problems.append(Finding("D15.no_comment", _COMMENT))
    return decision
