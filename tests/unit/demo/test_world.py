"""The demo world as files: the same every time, right by our own rules, and within the limits of a batch."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from testamur.achievements import samples
from testamur.achievements.kinds.achievements.layout import RowOptions
from testamur.achievements.kinds.achievements.rules import read as read_batch
from testamur.batches.columns import Unreadable
from testamur.batches.columns.layout import Layout
from testamur.batches.columns.opening import open_file
from testamur.batches.columns.profiles import load_profile
from testamur.batches.columns.reading import Form, Limits
from testamur.demo.people import AWARDING, DOMAIN, PEOPLE, PLACES, PROVIDERS
from testamur.demo.records import BATCHES, Planned, World
from testamur.demo.register import make
from testamur.organisations.rules import ukprn_is_usual
from testamur.qualifications.kinds.organisations.layout import LAYOUT as ORGANISATIONS
from testamur.qualifications.kinds.register.findings import REJECTING
from testamur.qualifications.kinds.register.layout import QUALIFICATIONS, UNITS, RegisterOptions
from testamur.qualifications.kinds.register.rules import qualification_rules, unit_rules

TODAY = dt.date(2026, 1, 5)


@pytest.fixture(scope="module")
def world() -> World:
    known = samples.learners(5_500)
    return World(make(), known[80:], known[:40], TODAY)


def read_back(plan: Planned, world: World) -> tuple[int, int]:
    """Records and rejected records of a planned batch's file."""
    reading = read_batch(
        io.BytesIO(plan.content(world)),
        name=plan.file_name(world),
        rows=RowOptions(today=TODAY),
    )
    lines = list(reading.lines)
    return len(lines), sum(line.rejected for line in lines)


@pytest.mark.parametrize(
    ("layout", "name"),
    [(QUALIFICATIONS, "qualifications"), (UNITS, "units"), (ORGANISATIONS, "organisations")],
)
def test_registers_are_the_same_every_time_and_without_a_finding(
    layout: Layout[RegisterOptions], name: str
) -> None:
    data = getattr(make(), name)
    assert data == getattr(make(), name)
    rules = {QUALIFICATIONS.title: qualification_rules, UNITS.title: unit_rules}.get(layout.title)
    limits, options = Limits(1 << 20, 1000), RegisterOptions()
    form = Form(layout, load_profile(layout), limits, lambda header: options, REJECTING, rules)
    reading = open_file(io.BytesIO(data), form)
    assert reading.notes == []
    lines = list(reading.lines)
    assert [line.findings for line in lines] == [[]] * len(lines)
    keys = [tuple(line.incoming[:2]) for line in lines]
    assert len(set(keys)) == len(keys)


def test_every_batch_is_read_or_refused_as_planned(world: World) -> None:
    for plan in BATCHES:
        if plan.cut:
            with pytest.raises(Unreadable):
                read_back(plan, world)
            continue
        records, rejected = read_back(plan, world)
        assert records > 0
        many = rejected > 0.3 * records
        assert many == (plan.key == "too-many-rejected"), plan.key


def test_first_batch_is_as_large_as_a_batch_may_be(world: World) -> None:
    first = BATCHES[0]
    assert read_back(first, world)[0] == 10_000
    assert len(first.content(world)) <= 6 * 1024 * 1024


def test_keys_and_file_names_of_batches_are_their_own(world: World) -> None:
    assert len({plan.key for plan in BATCHES}) == len(BATCHES)
    assert len({plan.file_name(world) for plan in BATCHES}) == len(BATCHES)
    assert {plan.by for plan in BATCHES} <= {person.username for person in PEOPLE}


def test_people_and_places_belong_together_and_are_nobodys() -> None:
    assert {ukprn for person in PEOPLE for ukprn, _ in person.roles} == set(PLACES)
    assert all(person.email.endswith(f"@{DOMAIN}") for person in PEOPLE)
    assert DOMAIN.endswith(".example")
    for ukprn in [*PLACES, *(provider.ukprn for provider in PROVIDERS)]:
        assert ukprn_is_usual(ukprn)
    assert len({awarding.number for awarding in AWARDING}) == len(AWARDING)
