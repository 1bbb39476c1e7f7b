"""Every sentence has its Welsh and its French: nothing missing, guessed, left over, or without a placeholder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from scripts import catalogues

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = tuple(catalogues.PLURALS)
SHOWN = 20


@pytest.fixture(scope="module")
def wrong() -> list[str]:
    """What the tool says, in a process of its own: what tests declare is no sentence of ours."""
    tool = [sys.executable, "-W", "ignore", "scripts/catalogues.py", "check"]
    said = subprocess.run(tool, cwd=ROOT, capture_output=True, text=True, check=False)
    assert not said.stderr, said.stderr
    return said.stdout.splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str, wrong: list[str]) -> None:
    ours = [each for each in wrong if each.startswith(f"{language}: ")]
    shown = "\n".join(ours[:SHOWN])
    more = f"\n… and {len(ours) - SHOWN} more" if len(ours) > SHOWN else ""
    assert not ours, f"{shown}{more}\nRun `make translations`; docs/translation.md says how to go on."
