"""The examples of docs/formats.md are what it says they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from testamur.achievements.kinds.achievements.layout import FIELDS, LAYOUT
from testamur.batches.columns.profiles import load_profile
from unit.achievements.batches import lines

PAGE = (Path(__file__).parents[3] / "docs" / "formats.md").read_text("utf-8")


def examples(language: str) -> list[str]:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return [text for written_in, text in blocks if written_in == language]


@pytest.mark.parametrize("example", [examples("xml")[0], examples("")[0]], ids=["xml", "csv"])
def test_an_example_of_a_file_is_read_without_a_finding(example: str) -> None:
    assert [line.findings for line in lines(example.encode())] == [[]]


def test_the_example_of_a_profile_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    path.write_text(examples("toml")[0], "utf-8")
    assert load_profile(LAYOUT, path).name == "our student records system"


def test_every_field_has_its_row_in_order() -> None:
    assert re.findall(r"^\| +\d+ \| `(\w+)` \|", PAGE, re.MULTILINE)[: len(FIELDS)] == [
        field.name for field in FIELDS
    ]
