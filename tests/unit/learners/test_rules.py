"""ULNs, postcodes and names: the rules that need no register."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from testamur.learners.rules import (
    IDENTIFIERS,
    IdentifierKind,
    asn_is_valid,
    compare_names,
    edit_distance,
    names_equal,
    names_similar,
    normalise_identifier,
    normalise_name,
    postcode_is_acceptable,
    uln_has_its_shape,
    uln_is_valid,
    uln_of,
    upn_is_valid,
    year_group_of,
)

first_nines = st.integers(100_000_000, 999_999_999).map(str)
ulns = first_nines.map(uln_of).filter(lambda uln: uln is not None)


def check_digit_by_the_book(first_nine: str) -> int | None:
    """The published rule, written down the long way."""
    remainder = sum((10 - place) * int(digit) for place, digit in enumerate(first_nine)) % 11
    return None if remainder == 0 else 10 - remainder


@pytest.mark.parametrize("uln", ["3415521949", "8659377485"])
def test_a_published_uln_is_valid(uln: str) -> None:
    assert uln_is_valid(uln)


@pytest.mark.parametrize(
    "text",
    [
        "9999999999",
        "1234567890",
        "6666666666",
        "1046898031",
        "0000000000",
        "341552194",
        "34155219490",
        "341552194 ",
        "34155X1949",
        "",
        "٣٤١٥٥٢١٩٤٩",
        "3415-21949",
    ],
)
def test_what_is_not_a_uln_is_not_valid(text: str) -> None:
    assert not uln_is_valid(text)


def test_a_uln_that_begins_with_zero_is_not_valid_though_its_check_digit_fits() -> None:
    expected = check_digit_by_the_book("012345678")
    assert expected is not None
    assert not uln_is_valid(f"012345678{expected}")
    assert not uln_has_its_shape(f"012345678{expected}")


@given(first_nines)
def test_exactly_the_digit_of_the_published_rule_completes_a_uln(first_nine: str) -> None:
    expected = check_digit_by_the_book(first_nine)
    fitting = [digit for digit in range(10) if uln_is_valid(f"{first_nine}{digit}")]
    assert fitting == ([] if expected is None else [expected])
    assert uln_of(first_nine) == (None if expected is None else f"{first_nine}{expected}")


@given(ulns, st.integers(0, 9), st.integers(1, 9))
def test_any_one_digit_changed_is_noticed(uln: str, place: int, by: int) -> None:
    changed = f"{uln[:place]}{(int(uln[place]) + by) % 10}{uln[place + 1 :]}"
    assert not uln_is_valid(changed)


@given(ulns, st.integers(0, 7))
def test_two_neighbouring_digits_exchanged_are_noticed(uln: str, place: int) -> None:
    exchanged = uln[:place] + uln[place + 1] + uln[place] + uln[place + 2 :]
    assert uln_is_valid(exchanged) == (exchanged == uln)


@pytest.mark.parametrize(
    "text", ["CV1 2WT", "CV12WT", "cv1 2wt", "M1 1AE", "EC1A 1BB", "W1A 0AX", "ZZ1 2ZZ", "BFPO 801", "bfpo12"]
)
def test_postcodes_as_people_write_them_are_acceptable(text: str) -> None:
    assert postcode_is_acceptable(text)


@pytest.mark.parametrize(
    "text",
    ["", "CV1", "CV1  2WT", "CV1 2CT", "CV1 2WTX", "1CV 2WT", "BFPO", "BFPO 12345", "not known", "CV1 2WT\n"],
)
def test_what_is_not_written_like_a_postcode_is_refused(text: str) -> None:
    assert not postcode_is_acceptable(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Brien", "OBRIEN"),
        ("Smith-Jones", "smith jones"),
        ("Siân", "Sian"),
        ("Müller", "MULLER"),
        ("Łukasz", "Lukasz"),
        ("Ægir", "AEGIR"),
        ("Straße", "STRASSE"),
        (" Jo  Anne ", "Joanne"),
    ],
)
def test_names_written_differently_are_the_same_when_normalised(one: str, other: str) -> None:
    assert normalise_name(one) == normalise_name(other) != ""


@example("\N{MATHEMATICAL BOLD CAPITAL A}")
@given(st.text(max_size=40))
def test_a_normalised_name_stays_as_it_is(name: str) -> None:
    assert normalise_name(normalise_name(name)) == normalise_name(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jo", "Joanne"),
        ("J", "Jane"),
        ("Catherine", "Katherine"),
        ("Mohamed", "Mohammed"),
        ("Smyth", "Smith"),
        ("Stephen", "Steven"),  # two letters
        ("Jo", "Bo"),  # half of the name stays
        ("Lily", "Lola"),
    ],
)
def test_names_that_differ_a_little_are_similar_both_ways_round(one: str, other: str) -> None:
    assert names_similar(one, other)
    assert names_similar(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann", "Bob"),
        ("Ian", "Eva"),
        ("Ian", "Ivy"),  # two letters of three
        ("Stephen", "Stefan"),  # three letters
        ("Smith", "Jones"),
        ("", "Jane"),
        ("-", "Jane"),
        ("Catherine", "Kathryn"),
    ],
)
def test_names_that_differ_much_are_not_similar(one: str, other: str) -> None:
    assert not names_similar(one, other)
    assert not names_similar(other, one)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Siân", "SIAN", True),
        ("Siân", "Sion", False),
        ("Sion", "Siân", False),
        ("-", " - ", True),  # a name without letters is what its signs are
        ("-", "--", False),
        ("--", "-", False),
        ("-", "Siân", False),
        ("", "", False),  # nothing is nobody's name
        (" ", "", False),
    ],
)
def test_names_are_equal_when_they_differ_in_writing_alone(one: str, other: str, equal: bool) -> None:
    assert names_equal(one, other) is equal


@pytest.mark.parametrize(
    ("one", "other", "at_most", "distance"),
    [
        ("abc", "abc", 0, 0),
        ("", "", 0, 0),
        ("", "ab", 2, 2),
        ("abc", "abd", 1, 1),
        ("abc", "abd", 0, None),
        ("abcd", "ab", 2, 2),
        ("abcd", "ab", 1, None),
        ("kitten", "sitting", 3, 3),
        ("kitten", "sitting", 2, None),
    ],
)
def test_edit_distance_counts_letters_up_to_its_limit(
    one: str, other: str, at_most: int, distance: int | None
) -> None:
    assert edit_distance(one, other, at_most=at_most) == distance


HELD = {"held_given": "Siân", "held_family": "Rees", "held_previous": "O'Brien"}


@pytest.mark.parametrize(
    ("given_name", "family_name", "verdict", "flags"),
    [
        ("Siân", "Rees", "match", ()),
        ("SIAN", "rees", "match", ()),
        ("Siân", "OBrien", "match", ()),
        ("Rees", "Siân", "similar", ("VRF1", "VRF3", "VRF5", "VRF6")),
        ("S", "Rees", "similar", ("VRF2", "VRF3", "VRF4", "VRF6")),
        ("Xanthippe", "Rees", "different", ("VRF1", "VRF2", "VRF3", "VRF4", "VRF6")),
        ("Siân", "Zygmuntowicz", "different", ("VRF2", "VRF3", "VRF4", "VRF5", "VRF6")),
        ("Xanthippe", "Zygmuntowicz", "different", ("VRF1", "VRF2", "VRF3", "VRF4", "VRF5", "VRF6")),
    ],
)
def test_names_are_compared_across_with_the_flags_of_the_lrs(
    given_name: str, family_name: str, verdict: str, flags: tuple[str, ...]
) -> None:
    compared = compare_names(given_name, family_name, **HELD)
    assert (compared.verdict, compared.flags) == (verdict, flags)


def test_a_previous_name_that_nobody_has_gives_no_flags() -> None:
    assert compare_names("Siân", "Jones", held_given="Siân", held_family="Rees").flags == (
        "VRF2",
        "VRF4",
        "VRF5",
    )
    assert compare_names("Siân", "", held_given="Siân", held_family="Rees").verdict == "different"


def upn_by_the_book(rest: str) -> str:
    """A UPN with these twelve places: the sum of each times its place, 2 to 13, modulo 23."""
    alphabet = "ABCDEFGHJKLMNPQRTUVWXYZ"
    values = [int(each) if each.isdigit() else alphabet.index(each) for each in rest]
    return alphabet[sum(place * value for place, value in zip(range(2, 14), values, strict=True)) % 23] + rest


@pytest.mark.parametrize("upn", ["P207000016049"])
def test_a_published_upn_is_valid(upn: str) -> None:
    assert upn_is_valid(upn)


@given(
    first=st.from_regex(r"[0-9]{11}", fullmatch=True),
    last=st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUVWXYZ"),
)
def test_upn_has_one_check_letter(first: str, last: str) -> None:
    right = upn_by_the_book(first + last)
    assert upn_is_valid(right)
    others = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {right[0]}
    assert not any(upn_is_valid(letter + right[1:]) for letter in others)


@pytest.mark.parametrize(
    "text", ["Q207000016049", "P20700001604", "P2070000160490", "P20700001604S", "", "p207000016049"]
)
def test_what_is_no_upn(text: str) -> None:
    assert not upn_is_valid(text)


@pytest.mark.parametrize(("text", "valid"), [("123456789", True), ("000000000", False), ("12345678", False)])
def test_asn_is_nine_digits(text: str, valid: bool) -> None:
    assert asn_is_valid(text) is valid


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (IdentifierKind.ASN, "1234-5678-9", "123456789"),
        (IdentifierKind.UPN, " p207 000016049 ", "P207000016049"),
        (IdentifierKind.STUDENT_NUMBER, "ab-12", "AB-12"),
    ],
)
def test_identifiers_are_kept_in_one_way(kind: IdentifierKind, text: str, kept: str) -> None:
    assert normalise_identifier(kind, text) == kept
    assert normalise_identifier(kind, kept) == kept
    assert IDENTIFIERS[kind].is_valid(kept)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Year 11", 11),
        ("11", 11),
        ("Y11", 11),
        ("year 7", 7),
        (" Yr 09 ", 9),
        ("6", None),
        ("15", None),
        ("", None),
    ],
)
def test_year_groups_are_read_as_people_write_them(text: str, year: int | None) -> None:
    assert year_group_of(text) == year
