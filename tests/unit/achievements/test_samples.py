"""The invented world: the same for the same seed, and as right or wrong as it says."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.achievements import samples
from testamur.achievements.kinds.achievements.findings import CATALOGUE, REJECTING
from testamur.learners.rules import uln_is_valid
from testamur.qualifications.rules import ReferenceKind, read_reference
from unit.achievements.batches import TODAY, keys, lines, xml

numbers = st.integers(0, 449_999_999)


@given(numbers)
def test_every_number_has_a_valid_uln(number: int) -> None:
    assert uln_is_valid(samples.valid_uln(number))


@given(st.lists(numbers, min_size=2, max_size=2, unique=True))
def test_no_two_numbers_share_a_uln(two: list[int]) -> None:
    assert samples.valid_uln(two[0]) != samples.valid_uln(two[1])


def test_there_is_no_uln_beyond_the_last_number() -> None:
    with pytest.raises(ValueError, match="449,999,999"):
        samples.valid_uln(450_000_000)


@given(st.integers(0, 900_000))
def test_invented_references_have_the_right_check_character(number: int) -> None:
    qualification, unit = (
        read_reference(samples.qualification_reference(number)),
        read_reference(samples.unit_reference(number)),
    )
    assert qualification is not None
    assert unit is not None
    assert qualification.check_ok
    assert unit.check_ok
    assert (qualification.kind, unit.kind) == (ReferenceKind.QUALIFICATION, ReferenceKind.UNIT)


def batch(**changes: object) -> samples.SampleBatch:
    qualifications = [
        samples.SampleQualification(samples.qualification_reference(1), ("Pass", "Merit")),
        samples.SampleQualification(samples.unit_reference(1), ("Pass",)),
        samples.SampleQualification(samples.unit_reference(2), ("Pass",)),
    ]
    made = {"learners": samples.learners(50), "qualifications": qualifications, "today": TODAY, **changes}
    return samples.SampleBatch(**made)  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_and_another_seed_something_else() -> None:
    assert samples.learners(20, seed=3) == samples.learners(20, seed=3)
    assert samples.learners(20, seed=3) != samples.learners(20, seed=4)
    assert list(samples.records(100, batch(seed=3))) == list(samples.records(100, batch(seed=3)))
    assert list(samples.records(100, batch(seed=3))) != list(samples.records(100, batch(seed=4)))


@pytest.mark.parametrize("count", [1, 50, 51, 500, 2000])
def test_a_batch_without_faults_is_accepted_whole(count: int) -> None:
    made = list(samples.records(count, batch()))
    assert len(made) == count
    read = lines(xml([record.texts for record in made]))
    assert [line.findings for line in read] == [[]] * count


def test_records_are_ordered_by_learner() -> None:
    ulns = [record.texts[13] for record in samples.records(500, batch())]
    assert ulns == sorted(ulns, key=[learner.uln for learner in batch().learners].index)


def test_a_batch_with_faults_has_each_kind_and_the_reader_finds_just_those() -> None:
    made = list(samples.records(2000, batch(faulty=0.1)))
    counts = Counter(record.fault for record in made)
    assert set(counts) == {None, *samples.FAULTS}
    assert 120 < 2000 - counts[None] < 280
    for record, line in zip(made, lines(xml([record.texts for record in made])), strict=True):
        found_in_the_file = record.fault is not None and (
            record.fault[0] == "F" or record.fault[:3] in ("B06", "B07")
        )
        assert keys(line.findings) == ([record.fault] if found_in_the_file else [])


def test_faults_are_errors_and_oddities_are_warnings_of_the_catalogue() -> None:
    assert set(samples.FAULTS) <= REJECTING
    assert set(samples.WARNINGS) <= set(CATALOGUE) - REJECTING


@pytest.mark.parametrize("key", sorted(samples.WARNINGS))
def test_an_oddity_leaves_the_record_right(key: str) -> None:
    record = next(samples.records(1, batch(first_award=date(2024, 1, 1)))).texts
    odd = samples.WARNINGS[key](record, 1, batch())
    (line,) = lines(xml([odd]))
    assert not line.rejected
    assert keys(line.findings) == ([] if key.startswith("B") else [key])
