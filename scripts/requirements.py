"""Print a line for each requirement of docs/requirements.md: how many tests prove it through a front door.

    ACH-05  3 tests
    ACH-06  none

A test counts by its mark, `@pytest.mark.requirement("ACH-05")`, and only where tests drive a front door; its cases
count as one test. With arguments, only those requirements are shown, and one without a test makes the exit code 1.
"""

import contextlib
import io
import os
import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEDGER = ROOT / "docs" / "requirements.md"
FRONT_DOORS = (
    "tests/browser/",
    "tests/accessibility/",
    "tests/deployment/",
    "tests/faults/",
    "tests/hostile/",
    "tests/integration/web/",
    "tests/integration/api/",
    "tests/integration/soap/",
    "tests/integration/commands/",
    "tests/integration/access/",
    "tests/unit/commands/",
)
ROW = re.compile(r"^\|\s*\**([A-Z]{2,4}-\d{2}[a-z]?)\b", re.MULTILINE)


class Collector:
    """A pytest plugin that notes which tests carry which requirement."""

    def __init__(self) -> None:
        self.tests: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            test = item.nodeid.split("[", 1)[0]
            if not test.startswith(FRONT_DOORS):
                continue
            for mark in item.iter_markers("requirement"):
                for requirement in mark.args:
                    self.tests[requirement].add(test)


def main(wanted: list[str]) -> int:
    os.chdir(ROOT)
    ledger = list(dict.fromkeys(ROW.findall(LEDGER.read_text(encoding="utf-8"))))
    collector, words = Collector(), io.StringIO()
    with contextlib.redirect_stdout(words):
        code = pytest.main(["--collect-only", "-q", "tests"], plugins=[collector])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        sys.exit(f"The tests could not be collected:\n{words.getvalue()}")
    if unknown := sorted(set(collector.tests) - set(ledger)) + sorted(set(wanted) - set(ledger)):
        sys.exit(f"These are in no row of {LEDGER.relative_to(ROOT)}: {', '.join(unknown)}")
    shown = wanted or ledger
    for requirement in shown:
        count = len(collector.tests[requirement])
        print(f"{requirement}  {'none' if not count else '1 test' if count == 1 else f'{count} tests'}")
    return 1 if wanted and not all(collector.tests[requirement] for requirement in wanted) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
