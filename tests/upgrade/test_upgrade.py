"""A database of the last landed version is brought up to this one with everything in it, and goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from upgrade.landed import FORMER, TARGETS, catalogue, rooms

ROOT = Path(__file__).resolve().parents[2]
KEPT = "select table_name::text from information_schema.tables where table_schema = 'public'"
CHANGED_BY_MIGRATING = {"django_migrations", "django_content_type", "auth_permission", "procrastinate_jobs"}


@dataclass
class Upgraded:
    """The database before and after `testamur migrate`: the rows of every table, by what they were called then."""

    url: str
    home: Path
    facts: dict[str, Any] = field(default_factory=dict)
    before: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        there = {
            "DATABASE_URL": self.url,
            "TESTAMUR_HOME": str(self.home),
            "TESTAMUR_SECRET_KEY": "for tests alone",
            "TESTAMUR_LOG_LEVEL": "ERROR",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        }
        answer = subprocess.run(
            [sys.executable, "-m", *command],
            env=os.environ | there,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer

    def part(self, *arguments: object) -> Any:
        return json.loads(self.run("upgrade.landed", *map(str, arguments)).stdout)

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        with psycopg.connect(self.url) as here:
            tables = [table for (table,) in here.execute(KEPT).fetchall()]
            return {
                table: [
                    row for (row,) in here.execute(f'select to_jsonb(held) from "{table}" as held').fetchall()
                ]  # type: ignore[arg-type]
                for table in tables
            }


@pytest.fixture
def upgraded(db: None, tmp_path: Path) -> Iterator[Upgraded]:
    base, name = os.environ["DATABASE_URL"], f"testamur_landed_{os.getpid()}"
    with psycopg.connect(make_conninfo(base, dbname="postgres"), autocommit=True) as server:
        server.execute(f'create database "{name}"')  # type: ignore[arg-type]
        try:
            upgraded = Upgraded(_url(base, name), tmp_path)
            upgraded.facts = upgraded.part("build")
            upgraded.before = upgraded.rows()
            upgraded.run("testamur.commands", "migrate")
            yield upgraded
        finally:
            server.execute(f'drop database "{name}" with (force)')  # type: ignore[arg-type]


def _url(base: str, name: str) -> str:
    from urllib.parse import urlsplit

    return urlsplit(base)._replace(path=f"/{name}").geturl()


def _called_now(table: str) -> str:
    return next(
        (f"{now}{table.removeprefix(then)}" for now, then in FORMER.items() if table.startswith(f"{then}_")),
        table,
    )


def test_database_of_the_last_landed_version_is_brought_up_and_goes_on(upgraded: Upgraded) -> None:
    """In one test, because each step needs the one before: it was that version's, it lost nothing, it is whole."""
    assert upgraded.facts["catalogue"] == TARGETS["catalogue"]

    after = upgraded.rows()
    for table, rows in upgraded.before.items():
        if table not in CHANGED_BY_MIGRATING:
            now = after[_called_now(table)]
            assert len(now) == len(rows), table
            assert all(any(row.items() <= other.items() for other in now) for row in rows), table
    assert len(after["achievements_achievementevent"]) == 3
    assert {job["task_name"] for job in after["procrastinate_jobs"]} == {
        "testamur.batches.jobs.advance_batch"
    }

    with psycopg.connect(upgraded.url, autocommit=True) as here:
        assert catalogue(here, rooms()) == catalogue(connection, rooms())
        with pytest.raises(psycopg.errors.NotNullViolation):  # a version without a process
            here.execute("update achievements_achievement set grade = 'C'")
        with pytest.raises(psycopg.errors.CheckViolation):
            here.execute("update batches_batch set state = 'lost'")

    facts = [upgraded.facts[name] for name in ("first", "second", "waiting", "stuck")]
    assert upgraded.part("go_on", *facts) == {
        "waiting": "done",
        "stuck": "stopped",
        "tried again": "done",
        "second": "undone",
        "grades": "AAAA",
        "outcome files": 3,
    }
    assert upgraded.run("testamur.commands", "migrate", "--check").stdout == ""
