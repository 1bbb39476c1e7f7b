"""What each instruction does to whatever the register holds: all 32 cases, as the FAQ has them."""

from __future__ import annotations

import itertools

import pytest

from testamur.achievements.states import OUTCOMES, Action, Found, Job, as_sql, outcome

# What is held:           nothing            provisional         final               withdrawn
TABLE = {
    ("create", "provisional"): ("created", "B02.exists", "B05.final_exists", "created"),
    ("create", "final"): ("created", "promoted", "B02.exists", "created"),
    ("update", "provisional"): ("B03.not_found", "updated", "B05.final_exists", "B03.withdrawn"),
    ("update", "final"): ("B03.not_found", "promoted", "updated", "B03.withdrawn"),
    ("withdraw", "provisional"): ("B03.not_found", "withdrawn", "B05.final_exists", "B03.withdrawn"),
    ("withdraw", "final"): ("B03.not_found", "withdrawn", "withdrawn", "B03.withdrawn"),
    ("reinstate", "provisional"): ("B03.not_found", "B03.active", "B03.active", "reinstated"),
    ("reinstate", "final"): ("B03.not_found", "B03.active", "B03.active", "reinstated"),
}


@pytest.mark.parametrize(("action", "job"), TABLE)
def test_an_instruction_has_its_effect_or_is_refused(action: str, job: str) -> None:
    held = (Found.NOTHING, Found.PROVISIONAL, Found.FINAL, Found.WITHDRAWN)
    rows = [outcome(action, found, job) for found in held]
    assert tuple(row.effect or row.refusal for row in rows) == TABLE[action, job]
    assert all(row.effect is None or row.refusal is None for row in rows)


def test_just_one_row_holds_for_each_case() -> None:
    for action, found, job in itertools.product(Action, Found, Job):
        rows = [row for row in OUTCOMES if (row.action, row.found) == (action, found) and job in row.jobs]
        assert len(rows) == 1, (action, found, job)


def test_the_table_for_sets_has_a_branch_for_each_row_that_has_the_column() -> None:
    for column in ("effect", "refusal"):
        said = as_sql(column, action="a", found="f", job="j")
        rows = [row for row in OUTCOMES if getattr(row, column) is not None]
        assert said.count("WHEN") == len(rows)
        for row in rows:
            jobs = ", ".join(f"'{job}'" for job in row.jobs)
            value = getattr(row, column)
            assert f"WHEN a = '{row.action}' AND f = '{row.found}' AND j IN ({jobs}) THEN '{value}'" in said
