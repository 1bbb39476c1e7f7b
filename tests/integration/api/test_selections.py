"""Records selected through the API become a batch as those that are ticked on a list do: challenges given to people."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from integration.api.client import System, assert_problem, run
from testamur.access import actions as access
from testamur.access.rules import Role
from testamur.batches.models import Batch
from testamur.batches.registry import named
from testamur.challenges import actions as challenge_actions
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem
from testamur.notices.models import Notice
from world import World, a_challenge, person, record, submit, the

pytestmark = pytest.mark.django_db

PATH = "/challenge-assignments-batches"
SEVERAL = "Select challenges of one awarding organisation at a time."
NOTHING = "Nothing that you selected exists any more."


@pytest.fixture
def three(world: World) -> list[Challenge]:
    submit(world, [record(world.learners[0], grade="A")])
    return [
        a_challenge(world, the(world.learners[0]), problem=problem)
        for problem in (Problem.GRADE, Problem.LEARNER, Problem.OTHER)
    ]


@pytest.fixture
def theirs(world: World) -> Challenge:
    """One against a record of the other board."""
    learner = world.learners[1]
    submit(
        world, [record(learner, reference="601/0003/5")], organisation=world.other_board, by=world.stranger
    )
    return a_challenge(world, the(learner))


@pytest.fixture
def colleague(world: World) -> Any:
    return person("carol", (world.board, "ao_edc_user"))


@pytest.fixture
def deciding(world: World) -> System:
    return System(world.board, role=Role.AO_EDC_USER)


def ids(found: list[Challenge]) -> list[str]:
    return [str(each.uuid) for each in found]


def owners(found: list[Challenge]) -> list[Any]:
    return [Challenge.objects.get(pk=each.pk).assigned_to for each in found]


def ready(system: System, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    taken = system.post(PATH, body, **headers)
    assert taken.status_code == 202, taken.content
    run(taken)
    shown: dict[str, Any] = system.get(taken.headers["Location"]).json()
    return shown


@pytest.mark.requirement("XC-04")
def test_they_are_selected_looked_at_confirmed_and_undone(
    deciding: System, three: list[Challenge], colleague: Any
) -> None:
    shown = ready(deciding, {"ids": ids(three[:2]), "to": str(colleague.uuid)})
    assert (shown["state"], shown["needs_confirmation"], shown["through"]) == ("ready", True, "api")
    assert shown["planned"] == {"assigned": 2, "unchanged": 0}
    assert shown["decisions"] == ["confirm", "cancel"]
    assert shown["findings"] == []
    assert "submitted_file_href" not in shown
    assert owners(three) == [None] * 3
    Notice.objects.all().delete()
    run(deciding.post(f"{shown['href']}/confirm"))
    assert deciding.get(shown["href"]).json()["effects"]["assigned"] == 2
    assert owners(three) == [colleague, colleague, None]
    to_colleague = Notice.objects.filter(to=colleague.email).values_list("subject", flat=True)
    assert list(to_colleague) == ["Challenges assigned to you: 2"]
    run(deciding.post(f"{shown['href']}/undo"))
    assert owners(three) == [None] * 3


def test_filters_select_what_the_list_shows_and_with_ids_what_is_in_both(
    world: World, deciding: System, three: list[Challenge], theirs: Challenge
) -> None:
    challenge_actions.process(challenge=three[0], through="page", by=world.edc_user)

    def found(**body: Any) -> list[str]:
        answer = deciding.post(PATH, {**body, "to": None})
        assert answer.status_code == 202, answer.content
        kept: list[str] = Batch.objects.get(uuid=answer.json()["id"]).options["selection"]["challenges"]
        return kept

    assert found(filters={}) == sorted(ids(three))  # what is theirs is not there
    assert found(filters={"status": "new"}) == sorted(ids(three[1:]))
    assert found(filters={"state": "in_progress"}) == ids(three[:1])
    assert found(filters={"search": three[2].reference}) == ids(three[2:])
    assert found(filters={"status": "new"}, ids=ids(three[:2])) == ids(three[1:2])
    assert_problem(deciding.post(PATH, {"filters": {"overdue": True}, "to": None}), 422, "invalid-request")


def test_fewer_than_were_named_is_told_before_anything_is_done(
    deciding: System, three: list[Challenge], theirs: Challenge, colleague: Any
) -> None:
    shown = ready(deciding, {"ids": ids([*three, theirs]), "to": str(colleague.uuid)})
    assert (shown["state"], shown["counts"]["records"]) == ("ready", 3)
    (told,) = shown["findings"]
    assert told["what"] == "You selected 4 records, but the selection now has 3."
    named_once = ready(deciding, {"ids": ids([*three, three[0]]), "to": None})
    assert named_once["findings"] == []


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "Select at least one."),
        ({"ids": []}, "Select at least one."),
        ({"ids": [], "filters": {}}, "Select at least one."),
        ({"ids": ["8f4e1b1c-4d0e-4a9b-9a44-6a4d1f0c1a11"]}, NOTHING),
        ({"filters": {"search": "Nobody-is-called-this"}}, NOTHING),
    ],
)
def test_no_selection_is_refused_in_the_words_of_the_page(
    deciding: System, three: list[Challenge], body: dict[str, Any], sentence: str
) -> None:
    told = assert_problem(deciding.post(PATH, {**body, "to": None}), 422, "invalid-request")
    assert told["detail"] == sentence
    assert told["errors"] == [{"pointer": "#", "detail": sentence}]
    assert not Batch.objects.filter(kind="challenge_assignments").exists()


def test_too_many_are_refused_by_ids_and_by_filters(
    deciding: System, three: list[Challenge], monkeypatch: pytest.MonkeyPatch
) -> None:
    kind: Any = named("challenge_assignments")
    monkeypatch.setattr(type(kind), "selecting", dataclasses.replace(kind.selecting, most=2))
    for body in ({"ids": ids(three)}, {"filters": {}}):
        told = assert_problem(deciding.post(PATH, {**body, "to": None}), 422, "invalid-request")
        assert told["detail"] == "Select 2 or fewer at once. Filter to make the list shorter."
    assert deciding.post(PATH, {"ids": ids(three[:2]), "to": None}).status_code == 202


def test_a_body_that_does_not_fit_is_told_member_by_member(deciding: System, three: list[Challenge]) -> None:
    wrong = {"ids": ["x"], "filters": {"status": "old", "colour": "red"}, "why": "x"}
    told = assert_problem(deciding.post(PATH, wrong), 422, "invalid-request")
    assert {each["pointer"] for each in told["errors"]} == {
        "#/ids/0", "#/filters/status", "#/filters/colour", "#/why", "#/to",
    }  # fmt: skip


def test_only_those_who_work_on_them_are_given_any(
    world: World, deciding: System, three: list[Challenge]
) -> None:
    told = assert_problem(
        deciding.post(PATH, {"ids": ids(three), "to": str(world.viewer.uuid)}), 422, "invalid-request"
    )
    assert told["errors"][0]["pointer"] == "#/to"
    assert "does not work on challenges of this organisation." in told["errors"][0]["detail"]
    assert told["findings"][0]["code"] == "D20"
    assert not Batch.objects.filter(kind="challenge_assignments").exists()


def test_the_same_key_gives_the_same_batch_though_other_records_are_like_that_by_now(
    world: World, deciding: System, three: list[Challenge]
) -> None:
    key = {"Idempotency-Key": "8b1d"}
    body = {"filters": {"status": "new"}, "to": None}
    first = deciding.post(PATH, body, **key)
    for each in three:
        challenge_actions.process(challenge=each, through="page", by=world.edc_user)
    again = deciding.post(PATH, body, **key)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
    assert again.json()["id"] == first.json()["id"]
    assert "Idempotency-Replayed" not in first.headers
    other = deciding.post(PATH, {"filters": {"status": "in_progress"}, "to": None}, **key)
    assert_problem(other, 422, "key-used-before")
    assert_problem(
        deciding.post(PATH, body), 422, "invalid-request"
    )  # without the key they are looked for anew


def test_a_selection_without_a_key_sent_again_is_another_batch(
    deciding: System, three: list[Challenge]
) -> None:
    body = {"ids": ids(three), "to": None}
    assert deciding.post(PATH, body).json()["id"] != deciding.post(PATH, body).json()["id"]


@pytest.mark.requirement("XC-03")
def test_only_who_decides_about_challenges_selects_any_and_only_their_own(
    world: World, three: list[Challenge], theirs: Challenge, deciding: System
) -> None:
    body = {"ids": ids(three), "to": None}
    for organisation, role in (
        (world.board, None),
        (world.provider, None),
        (world.service, Role.BUSINESS_SUPPORT),
    ):
        assert_problem(System(organisation, role=role).post(PATH, body), 403, "not-allowed")
    foreign = System(world.other_board, role=Role.AO_EDC_USER)
    assert assert_problem(foreign.post(PATH, body), 422, "invalid-request")["detail"] == NOTHING
    reading = System(world.board, role=Role.AO_EDC_USER, scope="achievements:read")
    assert_problem(reading.post(PATH, body), 403, "insufficient-scope")
    assert not Batch.objects.filter(kind="challenge_assignments").exists()


def test_records_of_two_organisations_are_refused(
    world: World, three: list[Challenge], theirs: Challenge, deciding: System
) -> None:
    """A system that may see both, as Business Support does, and decides for one."""
    access.grant(user=deciding.client.user, organisation=world.service, role=Role.BUSINESS_SUPPORT, by=None)
    for found in ([*three, theirs], [theirs]):
        told = assert_problem(deciding.post(PATH, {"ids": ids(found), "to": None}), 422, "invalid-request")
        assert told["detail"] == SEVERAL
    assert deciding.post(PATH, {"ids": ids(three), "to": None}).status_code == 202
