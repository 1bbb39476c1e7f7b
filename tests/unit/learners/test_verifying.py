"""Verifying a claim against what is held (lrs sections 2.3 and 3.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from testamur.learners.rules import Claim, Code, Disclosure, Flag, Held, How, parts, verify
from testamur.learners.rules.names import names_alike
from testamur.learners.rules.verifying import MATCHING, MEANINGS

BORN = date(2004, 7, 31)
HELD = Held("Siân", "Rees-Jones", "Pritchard", BORN, 2)
CLAIM = Claim("1000000000", "Siân", "Rees-Jones", BORN, 2)

names = st.text(min_size=1, max_size=35).filter(lambda text: text.strip() != "")
births = st.dates(date(1900, 1, 1), date(2020, 12, 31))
genders = st.sampled_from([0, 1, 2, 9])
held = st.builds(Held, names, names, st.just("") | names, births, genders)
claims = st.builds(Claim, st.just("1000000000"), names, names, st.none() | births, st.none() | genders)


def own(learner: Held) -> Claim:
    return Claim("1000000000", learner.given_name, learner.family_name, learner.date_of_birth, learner.gender)


@pytest.mark.parametrize(
    ("claim", "code", "flags"),
    [
        (CLAIM, "WSVRC001", []),
        (replace(CLAIM, given_name="SIAN", family_name="rees jones"), "WSVRC001", []),
        (replace(CLAIM, family_name="Pritchard"), "WSVRC001", []),
        (replace(CLAIM, date_of_birth=None, gender=None), "WSVRC001", []),
        (replace(CLAIM, gender=0), "WSVRC001", []),
        (replace(CLAIM, gender=9), "WSVRC001", []),
        (replace(CLAIM, given_name="S"), "WSVRC003", ["VRF2", "VRF3", "VRF4", "VRF6"]),
        (replace(CLAIM, family_name="Rees"), "WSVRC003", ["VRF2", "VRF3", "VRF4", "VRF6"]),
        (
            replace(CLAIM, given_name="Rees-Jones", family_name="Siân"),
            "WSVRC003",
            ["VRF1", "VRF3", "VRF5", "VRF6"],
        ),
        (replace(CLAIM, date_of_birth=date(2004, 7, 30)), "WSVRC005", ["VRF7"]),
        (replace(CLAIM, gender=1), "WSVRC005", ["VRF8"]),
        (
            replace(CLAIM, family_name="Quiller", date_of_birth=date(1999, 1, 1), gender=1),
            "WSVRC005",
            ["VRF2", "VRF3", "VRF4", "VRF5", "VRF6", "VRF7", "VRF8"],
        ),
        (
            replace(CLAIM, given_name="Otto", family_name="Quiller"),
            "WSVRC005",
            ["VRF1", "VRF2", "VRF3", "VRF4", "VRF5", "VRF6"],
        ),
    ],
)
def test_codes_and_flags_of_one_learner(claim: Claim, code: str, flags: list[str]) -> None:
    verdict = verify(claim, HELD)
    assert (verdict.code, list(verdict.flags)) == (code, flags)


def test_a_uln_that_nobody_has_is_not_found() -> None:
    assert verify(CLAIM, None).code == Code.NOT_FOUND
    assert verify(CLAIM, None).flags == ()


def test_a_gender_that_is_not_known_to_the_register_is_not_compared() -> None:
    assert verify(CLAIM, replace(HELD, gender=0)).code == Code.MATCH
    assert verify(CLAIM, replace(HELD, gender=9)).code == Code.MATCH


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (CLAIM, "WSVRC002"),
        (replace(CLAIM, family_name="Married"), "WSVRC002"),
        (replace(CLAIM, given_name="S"), "WSVRC004"),
        (replace(CLAIM, family_name="Quiller"), "WSVRC005"),
        (replace(CLAIM, gender=1), "WSVRC005"),
    ],
)
def test_a_merged_learner_is_compared_with_both_records_and_the_better_counts(
    claim: Claim, code: str
) -> None:
    merged = replace(HELD, master=replace(HELD, family_name="Married", previous_family_name=""))
    assert verify(claim, merged).code == code


@given(held)
def test_what_is_held_always_verifies_itself(learner: Held) -> None:
    assert verify(own(learner), learner).code == Code.MATCH


@given(held, held)
def test_what_is_held_of_a_merged_learner_always_verifies_itself(learner: Held, master: Held) -> None:
    merged = replace(learner, master=master)
    assert verify(own(learner), merged).code == verify(own(master), merged).code == Code.LINKED_MATCH


@given(claims, held, st.none() | held)
def test_flags_stand_beside_similar_and_different_learners_alone(
    claim: Claim, learner: Held, master: Held | None
) -> None:
    verdict = verify(claim, replace(learner, master=master))
    flagged = {Code.SIMILAR, Code.LINKED_SIMILAR, Code.NO_MATCH}
    assert not verdict.flags or verdict.code in flagged
    assert verdict.code is not Code.NO_MATCH or verdict.flags
    assert verdict.code not in MATCHING or not {Flag.DATE_OF_BIRTH, Flag.GENDER} & set(verdict.flags)
    assert list(verdict.flags) == sorted(set(verdict.flags))
    assert len(verdict.flags) <= 8


@given(claims, held)
def test_a_merged_learner_has_the_codes_of_a_merged_learner_and_no_other(claim: Claim, learner: Held) -> None:
    linked = {Code.MATCH: Code.LINKED_MATCH, Code.SIMILAR: Code.LINKED_SIMILAR}
    alone = verify(claim, learner)
    merged = verify(claim, replace(learner, master=learner))
    assert merged.code == linked.get(alone.code, alone.code)
    assert merged.flags == alone.flags


@given(claims, held)
def test_saying_less_never_makes_the_answer_worse(claim: Claim, learner: Held) -> None:
    less = replace(claim, date_of_birth=None, gender=None)
    assert verify(less, learner).code <= verify(claim, learner).code


@given(names, names, births)
def test_who_is_similar_to_whom_does_not_depend_on_who_asks(one: str, other: str, born: date) -> None:
    # A given name like the family name is one that may have been swapped, and then it matters whose it is.
    assume(not names_alike(one, "Same"))
    assume(not names_alike(other, "Same"))
    first = verify(Claim("1", one, "Same", born), Held(other, "Same", "", born, 0))
    second = verify(Claim("1", other, "Same", born), Held(one, "Same", "", born, 0))
    assert first.code == second.code


@given(claims, held, st.none() | held)
def test_the_parts_say_why_the_answer_is_what_it_is(claim: Claim, learner: Held, master: Held | None) -> None:
    learner = replace(learner, master=master)
    how = set(parts(claim, learner).values())
    verdict = verify(claim, learner)
    if verdict.code in {Code.MATCH, Code.LINKED_MATCH}:
        assert how <= {How.SAME, How.NOT_COMPARED}
    elif verdict.code in MATCHING:
        assert How.DIFFERENT not in how
        assert how & {How.SIMILAR, How.OTHER_NAME}
    else:
        assert How.DIFFERENT in how


def test_names_swapped_and_names_of_before_are_told_in_words() -> None:
    swapped = parts(replace(CLAIM, given_name="Rees-Jones", family_name="Siân"), HELD)
    assert swapped["given_name"] is swapped["family_name"] is How.OTHER_NAME
    assert parts(replace(CLAIM, family_name="Pritchard"), HELD)["family_name"] is How.SAME
    # It is hers only together with a given name that may be hers.
    somebody = parts(replace(CLAIM, given_name="Otto", family_name="Pritchard"), HELD)
    assert (somebody["given_name"], somebody["family_name"]) == (How.DIFFERENT, How.OTHER_NAME)


def test_what_is_disclosed_never_includes_who_does_not_match() -> None:
    for policy in Disclosure:
        assert not policy.allows(Code.NO_MATCH)
        assert not policy.allows(Code.NOT_FOUND)
    assert Disclosure.EXACT.allows(Code.LINKED_MATCH)
    assert not Disclosure.EXACT.allows(Code.SIMILAR)


def test_every_code_has_words() -> None:
    assert set(MEANINGS) == set(Code)
