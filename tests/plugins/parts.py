"""Shares one run out well, and says how each part of it went.

The longest come first, so that no worker is left with one of them at the end. With TESTAMUR_PARTS naming a file,
the parts' figures are left there for `scripts/suite.py`.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

LONGEST_FIRST = ("faults", "accessibility", "browser", "integration")


@dataclass
class Part:
    """Seconds are those of work, added up over the workers."""

    tests: int = 0
    failed: int = 0
    seconds: float = 0.0


_parts: defaultdict[str, Part] = defaultdict(Part)


def part_of(nodeid: str) -> str:
    """The folder below tests/; what looks for accessibility is a part of its own."""
    path = nodeid.partition("::")[0]
    if "accessibility" in path:
        return "accessibility"
    folders = path.removeprefix("tests/").split("/")
    return folders[0] if len(folders) > 1 else "others"


def pytest_xdist_auto_num_workers() -> int:
    """Two at least: half of what a browser's test does is done by the browser."""
    return max(2, os.cpu_count() or 0)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {part: place for place, part in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: order.get(part_of(item.nodeid), len(order)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    part = _parts[part_of(report.nodeid)]
    part.seconds += report.duration
    part.tests += report.when == "call"
    part.failed += report.failed


def pytest_sessionfinish(session: pytest.Session) -> None:
    named = os.environ.get("TESTAMUR_PARTS")
    if named and not hasattr(session.config, "workerinput"):
        figures = {name: asdict(part) for name, part in _parts.items()}
        Path(named).write_text(json.dumps(figures), encoding="utf-8")
