"""Reference numbers of qualifications and units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.qualifications.rules import UNIT_LETTERS, ReferenceKind, read_reference

seven_digits = st.integers(0, 9_999_999).map("{:07}".format)


@pytest.mark.parametrize(
    "reference", ["600/1166/X", "610/7539/5", "500/1522/9", "J/602/3521", "K/501/5773", "A/601/6517"]
)
def test_a_published_reference_has_the_right_check_character(reference: str) -> None:
    found = read_reference(reference)
    assert found is not None
    assert found.canonical == reference
    assert found.check_ok


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        ("600/1166/X", ReferenceKind.QUALIFICATION, "600/1166/X"),
        ("6001166x", ReferenceKind.QUALIFICATION, "600/1166/X"),
        (" 600/1166/x ", ReferenceKind.QUALIFICATION, "600/1166/X"),
        ("j6023521", ReferenceKind.UNIT, "J/602/3521"),
        ("J/602/3521", ReferenceKind.UNIT, "J/602/3521"),
    ],
)
def test_every_way_of_writing_gives_the_canonical_form(
    text: str, kind: ReferenceKind, canonical: str
) -> None:
    found = read_reference(text)
    assert found is not None
    assert (found.kind, found.canonical) == (kind, canonical)


@pytest.mark.parametrize(
    "text",
    ["", "600/1166", "600/1166/XX", "600-1166-X", "Z0007834", "C0007834", "B/602/3521", "J/602/352", "600/1166/Y",
     "X001/1661", "٦٠٠/١١٦٦/٠"],
)  # fmt: skip
def test_what_is_neither_is_not_read(text: str) -> None:
    assert read_reference(text) is None


def test_an_example_number_of_a_guide_is_read_with_the_character_that_was_expected() -> None:
    found = read_reference("123/1234/1")
    assert found is not None
    assert not found.check_ok
    assert found.expected == "4"


@given(seven_digits)
def test_exactly_one_ending_fits_a_qualification_number(digits: str) -> None:
    endings = [
        ending for ending in "0123456789X" if (found := read_reference(digits + ending)) and found.check_ok
    ]
    assert len(endings) == 1


@given(seven_digits)
def test_exactly_one_letter_fits_a_unit_reference(digits: str) -> None:
    letters = [
        letter for letter in UNIT_LETTERS if (found := read_reference(letter + digits)) and found.check_ok
    ]
    assert len(letters) == 1


@given(seven_digits, st.integers(0, 6), st.integers(1, 9))
def test_any_one_digit_changed_is_noticed(digits: str, place: int, by: int) -> None:
    found = read_reference(digits + "0")
    assert found is not None
    changed = f"{digits[:place]}{(int(digits[place]) + by) % 10}{digits[place + 1 :]}"
    again = read_reference(changed + found.expected)
    assert again is not None
    assert not again.check_ok


@given(seven_digits, st.sampled_from("0123456789X"))
def test_reading_the_canonical_form_again_gives_the_same(digits: str, ending: str) -> None:
    found = read_reference(digits + ending)
    assert found is not None
    assert read_reference(found.canonical) == found
