"""Calling `testamur` in this process, and in processes of its own on the database of the test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from click.testing import CliRunner, Result
from django.db import connection

from testamur import commands

ROOT = Path(__file__).resolve().parents[3]


def call(*arguments: str, given: str | bytes | None = None) -> Result:
    """`testamur ARGUMENTS`, in the transaction of the test."""
    runner = CliRunner(env={"DATABASE_URL": _database()})
    return runner.invoke(commands.main, list(arguments), input=given, catch_exceptions=False)


def _database() -> str:
    """The address of the test's database, which the suite makes beside the one that the environment names."""
    address = urlsplit(os.environ["DATABASE_URL"])
    return address._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def environment(home: Path) -> dict[str, str]:
    """Where processes of their own find the test's database, and a home for their files."""
    return {
        **os.environ,
        "DATABASE_URL": _database(),
        "TESTAMUR_HOME": str(home),
        "TESTAMUR_SECRET_KEY": "for tests alone",
        "PYTHONPATH": str(ROOT / "src"),
    }


def process(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`testamur ARGUMENTS` in a process of its own, to its end."""
    command = [sys.executable, "-m", "testamur.commands", *arguments]
    return subprocess.run(command, env=environment(home), capture_output=True, text=True, check=False)


@contextmanager
def worker(home: Path) -> Iterator[None]:
    """A worker while the block lasts."""
    command = [sys.executable, "-m", "testamur.commands", "worker"]
    with (home / "worker.log").open("wb") as log:
        running = subprocess.Popen(command, env=environment(home), stdout=log, stderr=log)
        try:
            yield
        finally:
            running.terminate()
            running.wait(60)
