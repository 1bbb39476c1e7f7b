"""A learner may be known by several numbers, or by none; and is with providers from day to day."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from testamur.audit import actions as audit_actions
from testamur.audit import queries as audit
from testamur.learners import actions, queries
from testamur.learners.models import Enrolment, Identifier, Learner
from testamur.learners.rules import IdentifierKind
from world import World

pytestmark = pytest.mark.django_db
UPN, OTHER_UPN = "P207000016049", "N207000016058"
STUDENT = IdentifierKind.STUDENT_NUMBER


def new_learner(**more: object) -> Learner:
    given = {"given_name": "Ada", "family_name": "Byron", "date_of_birth": dt.date(2010, 3, 4), **more}
    with audit_actions.process("learner.registered", by=None):
        return Learner.objects.create(**given)


def test_learner_may_have_no_uln_yet(world: World) -> None:
    first, second = new_learner(), new_learner()
    assert (first.uln, second.uln) == (None, None)
    assert queries.by_uln("") is None


def test_learner_is_found_by_each_of_their_identifiers(world: World) -> None:
    learner = world.learners[0]
    actions.give_identifier(learner=learner, kind=IdentifierKind.UPN, value=" p207000016049", by=None)
    actions.give_identifier(learner=learner, kind=STUDENT, value="42", issuer=world.provider, by=None)
    assert queries.by_identifier(IdentifierKind.ULN, learner.uln) == learner
    assert queries.by_identifier(IdentifierKind.UPN, UPN) == learner
    assert queries.by_identifier(STUDENT, "42", issuer=world.provider) == learner
    assert queries.by_identifier(STUDENT, "42", issuer=world.board) is None
    assert queries.by_identifier(IdentifierKind.UPN, OTHER_UPN) is None


def test_each_organisation_gives_its_own_student_numbers(world: World) -> None:
    one, two = world.learners[:2]
    actions.give_identifier(learner=one, kind=STUDENT, value="42", issuer=world.provider, by=None)
    actions.give_identifier(learner=two, kind=STUDENT, value="42", issuer=world.board, by=None)
    with pytest.raises(ValidationError, match="Student number 42 belongs to another learner"):
        actions.give_identifier(learner=two, kind=STUDENT, value="42", issuer=world.provider, by=None)
    assert queries.by_identifier(STUDENT, "42", issuer=world.provider) == one


def test_new_identifier_of_a_kind_ends_the_one_before(world: World) -> None:
    learner = world.learners[0]
    first = actions.give_identifier(learner=learner, kind=IdentifierKind.UPN, value=UPN, by=None)
    again = actions.give_identifier(learner=learner, kind=IdentifierKind.UPN, value=UPN, by=None)
    assert again == first
    second = actions.give_identifier(learner=learner, kind=IdentifierKind.UPN, value=OTHER_UPN, by=None)
    first.refresh_from_db()
    assert (first.ends_on is None, second.ends_on) == (False, None)
    assert list(queries.identifiers_of(learner)) == [second, first]
    assert queries.by_identifier(IdentifierKind.UPN, UPN) is None


def test_identifier_that_has_ended_may_be_somebody_elses(world: World) -> None:
    one, two = world.learners[:2]
    held = actions.give_identifier(learner=one, kind=IdentifierKind.UPN, value=UPN, by=None)
    actions.end_identifier(identifier=held, reason="Given in error", by=None)
    actions.give_identifier(learner=two, kind=IdentifierKind.UPN, value=UPN, by=None)
    assert queries.by_identifier(IdentifierKind.UPN, UPN) == two


@pytest.mark.parametrize("value", ["", "P20700001604", "Q207000016049"])
def test_identifier_without_its_shape_is_refused(world: World, value: str) -> None:
    with pytest.raises(ValidationError, match="UPN must be a letter"):
        actions.give_identifier(learner=world.learners[0], kind=IdentifierKind.UPN, value=value, by=None)
    assert not Identifier.objects.exists()


def test_history_of_an_identifier_says_who_and_why(world: World) -> None:
    held = actions.give_identifier(
        learner=world.learners[0],
        kind=IdentifierKind.UPN,
        value=UPN,
        reason="New school",
        by=world.provider_user,
    )
    (event,) = audit.timeline(held)
    assert (event.by_name, event.reason) == (str(world.provider_user), "New school")


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "uln", "value": "3415521949"},
        {"kind": "student_number", "value": "42"},
        {"kind": "upn", "value": UPN, "starts_on": dt.date(2026, 2, 1), "ends_on": dt.date(2026, 1, 1)},
    ],
    ids=["a ULN", "a student number of nobody", "an end before its start"],
)
def test_database_refuses_identifiers_that_cannot_be(world: World, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(
            **{"learner": world.learners[0], "starts_on": dt.date(2026, 1, 1), **values}  # type: ignore[arg-type]
        )


@pytest.mark.django_db(transaction=True)
def test_of_many_who_are_given_one_identifier_at_once_one_has_it(world: World) -> None:
    def give(learner: Learner) -> str:
        try:
            actions.give_identifier(learner=learner, kind=IdentifierKind.UPN, value=UPN, by=None)
        except ValidationError as refusal:
            return refusal.message_dict["value"][0]
        finally:
            connection.close()
        return "given"

    with ThreadPoolExecutor(5) as hands:
        said = sorted(hands.map(give, world.learners[:5]))
    assert said == [f"UPN {UPN} belongs to another learner."] * 4 + ["given"]


def test_learner_may_be_with_several_providers_and_with_each_once(world: World) -> None:
    learner = world.learners[0]
    here = actions.enrol(learner=learner, organisation=world.provider, year_group=11, by=None)
    there = actions.enrol(learner=learner, organisation=world.board, by=None)
    moved_up = actions.enrol(learner=learner, organisation=world.provider, year_group=12, by=None)
    assert (moved_up.pk, moved_up.year_group) == (here.pk, 12)
    assert set(queries.enrolments_of(learner)) == {here, there}


def test_who_leaves_and_comes_again_has_two_enrolments(world: World) -> None:
    learner = world.learners[0]
    first = actions.enrol(
        learner=learner, organisation=world.provider, starts_on=dt.date(2025, 9, 1), by=None
    )
    left = actions.leave(enrolment=first, ends_on=dt.date(2026, 7, 20), by=None)
    second = actions.enrol(learner=learner, organisation=world.provider, by=None)
    assert (left.ends_on, second.pk != first.pk) == (dt.date(2026, 7, 20), True)
    with pytest.raises(ValidationError, match="must not be before the first"):
        actions.leave(enrolment=second, ends_on=dt.date(2020, 1, 1), by=None)


@pytest.mark.parametrize("year_group", [6, 15])
def test_year_group_that_is_none_is_refused(world: World, year_group: int) -> None:
    with pytest.raises(ValidationError, match="from 7 to 14"):
        actions.enrol(learner=world.learners[0], organisation=world.provider, year_group=year_group, by=None)
    assert not Enrolment.objects.exists()
