"""UKPRNs: what a file may carry, and what is usual."""

import pytest

from testamur.organisations.rules import ukprn_is_acceptable, ukprn_is_usual


@pytest.mark.parametrize("text", ["10009696", "90000051", "TEST0045", "MIAP0009", "abcd1234"])
def test_eight_letters_or_digits_are_acceptable(text: str) -> None:
    assert ukprn_is_acceptable(text)


@pytest.mark.parametrize(
    "text", ["", "1000969", "100096960", "1000 696", "10009696\n", "１０００９６９６", "1000-696"]
)
def test_anything_else_is_not_acceptable(text: str) -> None:
    assert not ukprn_is_acceptable(text)
    assert not ukprn_is_usual(text)


@pytest.mark.parametrize(("text", "usual"), [("10009696", True), ("90000051", False), ("1000969X", False)])
def test_a_real_ukprn_has_eight_digits_and_begins_with_one(text: str, usual: bool) -> None:
    assert ukprn_is_usual(text) is usual
