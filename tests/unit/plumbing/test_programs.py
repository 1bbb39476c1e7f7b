"""PostgreSQL's programs are found by their version, and never told a password where others can read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from testamur.plumbing.postgres import place, programs
from testamur.plumbing.postgres.place import PostgresError


def program(directory: Path, version: int, does: str = "exit 0") -> Path:
    """A program that says that it is of this version."""
    directory.mkdir()
    path = directory / "pg_dump"
    path.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && echo "pg_dump (PostgreSQL) {version}.4 (Debian)" && exit\n{does}\n'
    )
    path.chmod(0o755)
    return directory


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Version 15 on PATH, and 18 with the embedded server."""
    monkeypatch.setenv("PATH", str(program(tmp_path / "path", 15)))
    embedded = program(tmp_path / "embedded", 18)
    monkeypatch.setattr(place, "directory", lambda: embedded)
    return tmp_path


@pytest.mark.parametrize(("server", "expected"), [(15, "path"), (16, "embedded"), (18, "embedded")])
def test_program_nearest_to_the_server_and_not_older_is_taken(
    there: Path, server: int, expected: str
) -> None:
    assert programs.find("pg_dump", server=server).path == there / expected / "pg_dump"


def test_older_programs_are_refused_with_the_version_that_is_needed(there: Path) -> None:
    with pytest.raises(PostgresError, match="pg_dump is of PostgreSQL 18, and the database is PostgreSQL 19"):
        programs.find("pg_dump", server=19)


def test_program_that_is_nowhere_is_said(there: Path) -> None:
    with pytest.raises(PostgresError, match="There is no program pg_restore here"):
        programs.find("pg_restore", server=15)


def test_address_goes_through_the_environment_and_a_failure_is_a_sentence(tmp_path: Path) -> None:
    does = 'echo "$PGHOST|$PGDATABASE|$PGPASSWORD|$*" > "$OUT"; echo "pg_dump: error: no room" >&2; exit 3'
    directory = program(tmp_path / "failing", 18, does.replace("$OUT", str(tmp_path / "out")))
    with pytest.raises(PostgresError, match=r"^pg_dump failed: pg_dump: error: no room$"):
        programs.Program(directory / "pg_dump", 18).run(
            "--list", url="postgresql://u:se%20cret@/d?host=%2Ftmp"
        )
    assert (tmp_path / "out").read_text().strip() == "/tmp|d|se cret|--list"
