"""What a page asks of one thing and what a bulk act asks of a table is one condition."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from scripts.write_docs import machines

from testamur.plumbing import sql
from testamur.plumbing.machines import Machine

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "machine", [pytest.param(machine, id=machine.title) for _path, machine in machines()]
)
def test_page_filter_and_sql_agree_on_every_event_in_every_state(
    machine: Machine[Any, Any, Any, Any],
) -> None:
    for event, row in machine.events.items():
        guard = row.guard
        values = [None] if guard is None else [guard.value, not guard.value if guard.value is False else ""]
        values = [True, False] if guard is not None and isinstance(guard.value, bool) else values
        for state in machine.states:
            for value in values:
                fields = {"state": state.value, **({guard.field: value} if guard else {})}
                columns = ", ".join(f"%({name})s AS {name}" for name in fields)
                condition = machine.as_sql(event, "held")
                ((by_sql,),) = sql.rows(f"SELECT {condition} FROM (SELECT {columns}) AS held", fields)
                lookup = machine.lookup(event)
                by_filter = state.value in lookup.pop("state__in") and all(
                    fields[name] == wanted for name, wanted in lookup.items()
                )
                by_page = machine.may(event, state.value, SimpleNamespace(**fields))
                assert by_page is by_sql is by_filter, (event, fields)
