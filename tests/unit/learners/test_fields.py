"""What a field about a learner may hold, and what is found where it may not."""

from __future__ import annotations

import pytest

from testamur.learners.rules import fields


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1000000008", "uln_check_digit"),
        ("9999999999", "uln_unknown"),
        ("999999999", "uln_shape"),
        ("99999999999", "uln_shape"),
        ("A999999999", "uln_shape"),
        ("", "uln_shape"),
        ("3.41552E+09", "uln_scientific"),
        ("3,41552e9", "uln_scientific"),
        ("3E9X", "uln_shape"),
    ],
)
def test_what_is_no_uln_is_told_apart(value: str, found: str) -> None:
    read, findings = fields.uln(value)
    assert read is None
    assert [each.key for each in findings] == [found]


def test_a_uln_is_kept_as_it_is() -> None:
    assert fields.uln("3415521949") == ("3415521949", ())


@pytest.mark.parametrize(
    ("value", "longest", "read"),
    [
        ("0", 1, 0),
        ("1", 1, 1),
        ("2", 1, 2),
        ("9", 1, 9),
        ("3", 1, None),
        ("01", 1, None),
        ("01", 2, 1),
        ("001", 2, None),
        ("１", 1, None),
        ("M", 1, None),
        ("", 1, None),
    ],
)
def test_a_gender_is_a_code_of_at_most_so_many_figures(value: str, longest: int, read: int | None) -> None:
    found, findings = fields.gender(longest)(value)
    assert found == read
    assert [each.key for each in findings] == ([] if read is not None else ["gender"])


def test_a_postcode_is_kept_in_capitals() -> None:
    assert fields.postcode("zz1 2zz") == ("ZZ1 2ZZ", ())
    read, findings = fields.postcode("nowhere at all")
    assert (read, [each.key for each in findings]) == (None, ["postcode"])
