"""Who may be meant by somebody's demographics."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from testamur.learners.rules.finding import Demographics, HeldDemographics, Likeness, likeness

SAID = Demographics("Siân", "Rees", date(2004, 7, 31), 2, "CV1 2WT")
HELD = HeldDemographics("Siân", "Rees", "", date(2004, 7, 31), 2, "CV1 2WT")


@pytest.mark.parametrize(
    ("said", "held", "expected"),
    [
        ({}, {}, Likeness.EXACT),
        ({"given_name": "SIAN"}, {}, Likeness.EXACT),
        ({"postcode": "cv12wt"}, {}, Likeness.EXACT),
        ({"postcode": "ZZ99 9ZZ"}, {}, Likeness.POSSIBLE),
        ({"postcode": "ZZ99 9ZZ"}, {"postcode": ""}, Likeness.EXACT),
        ({"gender": 0}, {}, Likeness.EXACT),
        ({}, {"gender": 9}, Likeness.EXACT),
        ({"gender": 1}, {}, None),
        ({"date_of_birth": date(2004, 7, 30)}, {}, None),
        ({"given_name": "Siana"}, {}, Likeness.POSSIBLE),
        ({"given_name": "Owen"}, {}, None),
        ({"given_name": "Rees", "family_name": "Siân"}, {}, Likeness.POSSIBLE),
        ({}, {"family_name": "Married", "previous_family_name": "Rees"}, Likeness.EXACT),
        ({"family_name": "Married", "previous_family_name": "Rees"}, {}, Likeness.EXACT),
        ({"family_name": "Married"}, {}, None),
    ],
)
def test_who_may_be_meant(said: dict[str, Any], held: dict[str, Any], expected: Likeness | None) -> None:
    assert likeness(replace(SAID, **said), replace(HELD, **held)) is expected
