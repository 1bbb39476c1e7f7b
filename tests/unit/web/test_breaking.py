"""Long words have places to break; whatever they hold is escaped."""

from __future__ import annotations

import pytest

from testamur.web.breaking import breakable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("results@testamur.example", "results<wbr>@<wbr>testamur.<wbr>example"),
        ("UnitOrQualificationReferenceNumber", "Unit<wbr>Or<wbr>Qualification<wbr>Reference<wbr>Number"),
        ("2023-06-14", "2023-06-14"),
        ("short words only", "short words only"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/<wbr>script&gt;"),
    ],
)
def test_places_to_break(text: str, shown: str) -> None:
    assert breakable(text) == shown
