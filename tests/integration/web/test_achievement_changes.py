"""Create, update, withdraw and reinstate one achievement: the rules of a batch, one record at a time."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from integration.web.test_batches import text_of
from testamur.achievements.models import Achievement
from testamur.learners.models import Learner
from world import World, person, record, register, submit, the, ulns

As = Callable[..., Client]


def answers(learner: Learner, **changes: str) -> dict[str, str]:
    """The form of a right achievement for this learner, filled in."""
    born = learner.date_of_birth
    return {
        "job": "final",
        "uln": learner.uln,
        "given_name": learner.given_name,
        "family_name": learner.family_name,
        "date_of_birth_day": str(born.day),
        "date_of_birth_month": str(born.month),
        "date_of_birth_year": str(born.year),
        "gender": str(learner.gender),
        "reference": "601/0001/1",
        "award_date_day": "3",
        "award_date_month": "July",
        "award_date_year": "2019",
        "grade": "A",
        "language": "English",
        "provider_ukprn": "10000101",
        "mis_identifier": "C-1",
        **changes,
    }


def confirmed(page: Client, address: str, given: dict[str, str]) -> Any:
    return page.post(address, {**given, "step": "confirm"}, follow=True)


# --- create -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("ACH-03")
def test_creating_shows_the_answers_first_and_writes_only_when_confirmed(world: World, as_: As) -> None:
    page, learner = as_(world.batch_user), world.learners[0]
    assert page.get("/achievements/create/").status_code == 200
    shown = text_of(page.post("/achievements/create/", answers(learner)))
    assert "Check the achievement before you create it" in shown
    assert "Qualification or unit" in shown
    assert "Mathematics" in shown
    assert "3 Jul 2019" in shown
    assert not Achievement.objects.exists()

    response = confirmed(page, "/achievements/create/", answers(learner))
    held = the(learner)
    assert response.redirect_chain == [(f"/achievements/{held.uuid}/", 302)]
    assert (held.grade, held.status, held.mis_identifier, held.batch) == ("A", "final", "C-1", None)
    done = unescape(text_of(response))
    assert "The achievement has been created" in done
    assert "by Bashir Tester, on these pages" in done


def test_creating_goes_back_to_what_was_filled_in(world: World, as_: As) -> None:
    given = answers(world.learners[0], step="change", mis_identifier="C-77")
    shown = text_of(as_(world.batch_user).post("/achievements/create/", given))
    assert "<h1" in shown
    assert 'value="C-77"' in shown
    assert "There is a problem" not in shown


def test_creating_with_a_warning_tells_it_before_anything_is_written(world: World, as_: As) -> None:
    page, given = as_(world.batch_user), answers(world.learners[0], grade="Z")
    shown = unescape(text_of(page.post("/achievements/create/", given)))
    assert "Check these first" in shown
    assert "B08" in shown
    assert not Achievement.objects.exists()
    confirmed(page, "/achievements/create/", given)
    assert the(world.learners[0]).grade == "Z"


@pytest.mark.parametrize(
    ("changes", "sentence", "at"),
    [
        ({"uln": "1234567890"}, "its last digit does not match", "id_uln"),
        ({"uln": ulns(1, start=900_000_000)[0]}, "There is no learner with the ULN", "id_uln"),
        ({"family_name": "Somebody"}, "The name does not match the learner", "id_family_name"),
        ({"reference": "601/0003/5"}, "belongs to Southern Board", "id_reference"),
        (
            {"reference": "601/9999/9"},
            "The qualification register has no qualification or unit",
            "id_reference",
        ),
        ({"award_date_year": "2005"}, "2006", "id_award_date_day"),
        ({"award_date_year": "19"}, "must have 4 digits", "id_award_date_year"),
        ({"grade": "A" * 21}, "20", "id_grade"),
        ({"provider_ukprn": "1"}, "UKPRN", "id_provider_ukprn"),
        ({"date_of_birth_year": "1999"}, "does not match the learner", "id_date_of_birth_day"),
        ({"given_name": ""}, "Enter the given name", "id_given_name"),
    ],
)
def test_creating_what_a_rule_refuses_says_so_at_the_field(
    world: World, as_: As, changes: dict[str, str], sentence: str, at: str
) -> None:
    page = as_(world.batch_user)
    shown = unescape(text_of(page.post("/achievements/create/", answers(world.learners[0], **changes))))
    assert "There is a problem" in shown
    assert sentence in shown
    assert f'href="#{at}"' in shown
    assert not Achievement.objects.exists()


def test_creating_the_same_twice_is_refused_the_second_time(world: World, as_: As) -> None:
    page, given = as_(world.batch_user), answers(world.learners[0])
    confirmed(page, "/achievements/create/", given)
    assert "is already on the learner's record" in unescape(
        text_of(confirmed(page, "/achievements/create/", given))
    )
    assert Achievement.objects.count() == 1


@pytest.mark.requirement("ACH-04")
def test_creating_provisional_then_final_promotes_and_a_unit_is_always_final(world: World, as_: As) -> None:
    page, learner = as_(world.batch_user), world.learners[0]
    confirmed(page, "/achievements/create/", answers(learner, job="provisional"))
    assert the(learner).status == "provisional"
    confirmed(page, "/achievements/create/", answers(learner, job="final", grade="B"))
    assert (the(learner).status, the(learner).grade) == ("final", "B")
    unit = answers(learner, job="provisional", reference="j6023521", grade="Pass")
    assert "B05" in text_of(page.post("/achievements/create/", unit))
    confirmed(page, "/achievements/create/", unit)
    assert the(learner, reference="J/602/3521").status == "final"


def test_creating_for_one_of_two_organisations_asks_which(world: World, as_: As) -> None:
    both = person("gemma", (world.board, "ao_batch_user"), (world.other_board, "ao_batch_user"))
    given = answers(world.learners[0], reference="601/0003/5", organisation=str(world.other_board.uuid))
    confirmed(as_(both), "/achievements/create/", given)
    assert the(world.learners[0]).organisation == world.other_board


@pytest.mark.requirement("ACH-13")
def test_creating_for_an_organisation_at_which_one_may_only_look_is_not_taken(world: World, as_: As) -> None:
    both = person("gemma", (world.board, "ao_batch_user"), (world.other_board, "ao_viewer"))
    given = answers(world.learners[0], organisation=str(world.other_board.uuid))
    confirmed(as_(both), "/achievements/create/", given)
    assert the(world.learners[0]).organisation == world.board


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("address", ["create/", "withdraw/", "reinstate/"])
def test_changes_are_not_for_viewers_operators_or_people_without_a_role(
    world: World, as_: As, address: str
) -> None:
    for user in (world.viewer, world.operator, world.outsider):
        assert as_(user).get(f"/achievements/{address}").status_code == 403
        assert confirmed(as_(user), f"/achievements/{address}", answers(world.learners[0])).status_code == 403
    assert not Achievement.objects.exists()


# --- update -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("ACH-03")
def test_updating_changes_grade_ukprn_and_language_once_confirmed(world: World, as_: As) -> None:
    submit(world, [record(world.learners[0])])
    page, held = as_(world.batch_user), the(world.learners[0])
    given = {"grade": "B", "provider_ukprn": "10000001", "language": "Welsh"}
    shown = text_of(page.post(f"/achievements/{held.uuid}/update/", given))
    assert "Check your changes before you save them" in shown
    assert "<del>A</del>" in shown
    held.refresh_from_db()
    assert held.grade == "A"
    done = unescape(text_of(confirmed(page, f"/achievements/{held.uuid}/update/", given)))
    held.refresh_from_db()
    assert (held.grade, held.provider_ukprn, held.language) == ("B", "10000001", "Welsh")
    assert "<del>A</del> → <ins>B</ins>" in done


@pytest.mark.requirement("ACH-03")
def test_updating_offers_nothing_but_grade_ukprn_language_and_ignores_all_else(world: World, as_: As) -> None:
    submit(world, [record(world.learners[0])])
    held = the(world.learners[0])
    given = {"grade": "B", "provider_ukprn": "10000101", "language": "English"}
    forged = {
        "reference": "601/0002/3",
        "uln": world.learners[1].uln,
        "award_date_day": "4",
        "mis_identifier": "X",
    }
    shown = text_of(as_(world.batch_user).get(f"/achievements/{held.uuid}/update/"))
    assert 'name="reference"' not in shown
    assert "withdraw the achievement and create a new one" in shown
    confirmed(as_(world.batch_user), f"/achievements/{held.uuid}/update/", given | forged)
    now = Achievement.objects.get()
    assert (now.grade, now.reference, now.uln, now.mis_identifier) == ("B", "601/0001/1", held.uln, None)


def test_updating_nothing_and_taking_away_are_refused(world: World, as_: As) -> None:
    submit(world, [record(world.learners[0])])
    page, address = as_(world.batch_user), f"/achievements/{the(world.learners[0]).uuid}/update/"
    same = {"grade": "A", "provider_ukprn": "10000101", "language": "English"}
    assert "You have not changed anything" in text_of(page.post(address, same))
    assert "Grade can be changed but not removed" in text_of(page.post(address, same | {"grade": ""}))


@pytest.mark.requirement("ACH-04")
def test_updating_a_provisional_result_can_make_it_final_and_a_final_one_stays_final(
    world: World, as_: As
) -> None:
    submit(world, [record(world.learners[0])], job_type="provisional")
    page, held = as_(world.batch_user), the(world.learners[0])
    address = f"/achievements/{held.uuid}/update/"
    same = {"grade": "A", "provider_ukprn": "10000101", "language": "English"}
    confirmed(page, address, same | {"job": "final"})
    held.refresh_from_db()
    assert held.status == "final"
    assert 'name="job"' not in text_of(page.get(address))
    confirmed(page, address, same | {"grade": "B", "job": "provisional"})
    held.refresh_from_db()
    assert (held.status, held.grade) == ("final", "B")


# --- withdraw and reinstate ---------------------------------------------------------------------------------------


@pytest.mark.requirement("ACH-03")
def test_withdrawing_and_reinstating_with_a_reason_that_stays_in_the_history(world: World, as_: As) -> None:
    submit(world, [record(world.learners[0])])
    page, held = as_(world.batch_user), the(world.learners[0])
    assert "Enter the reason" in text_of(
        page.post(f"/achievements/{held.uuid}/withdraw/", {"action_reason": " "})
    )
    done = text_of(
        page.post(f"/achievements/{held.uuid}/withdraw/", {"action_reason": "not theirs"}, follow=True)
    )
    held.refresh_from_db()
    assert held.state == "withdrawn"
    assert "Reason: not theirs" in done
    done = text_of(
        page.post(f"/achievements/{held.uuid}/reinstate/", {"action_reason": "theirs"}, follow=True)
    )
    held.refresh_from_db()
    assert held.state == "active"
    assert "Reason: theirs" in done


@pytest.mark.parametrize(
    ("state", "page"), [("active", "reinstate"), ("withdrawn", "withdraw"), ("withdrawn", "update")]
)
def test_change_that_the_state_does_not_allow_leads_back_to_the_achievement(
    world: World, as_: As, state: str, page: str
) -> None:
    submit(world, [record(world.learners[0])])
    if state == "withdrawn":
        submit(world, [record(world.learners[0], action="withdraw")])
    held = the(world.learners[0])
    response = as_(world.batch_user).post(
        f"/achievements/{held.uuid}/{page}/", {"action_reason": "x", "grade": "B"}
    )
    assert response.headers["Location"] == f"/achievements/{held.uuid}/"
    held.refresh_from_db()
    assert (held.state, held.grade) == (state, "A")


def test_reinstating_is_not_offered_when_the_same_was_created_anew(world: World, as_: As) -> None:
    submit(world, [record(world.learners[0])])
    submit(world, [record(world.learners[0], action="withdraw")])
    submit(world, [record(world.learners[0], grade="B")])
    old = the(world.learners[0], state="withdrawn")
    assert (
        "Reinstate" not in text_of(as_(world.batch_user).get(f"/achievements/{old.uuid}/")).split("<main")[1]
    )


def key(learner: Learner, **changes: str) -> dict[str, str]:
    return {
        "uln": learner.uln,
        "reference": "60100011",
        "award_date_day": "3",
        "award_date_month": "7",
        "award_date_year": "2019",
        **changes,
    }


def test_achievement_to_withdraw_or_reinstate_is_found_by_its_key(world: World, as_: As) -> None:
    submit(world, [record(world.learners[0])])
    page, held = as_(world.batch_user), the(world.learners[0])
    found = page.post("/achievements/withdraw/", key(world.learners[0]))
    assert found.headers["Location"] == f"/achievements/{held.uuid}/withdraw/"
    refused = unescape(text_of(page.post("/achievements/reinstate/", key(world.learners[0]))))
    assert "has not been withdrawn" in refused
    page.post(f"/achievements/{held.uuid}/withdraw/", {"action_reason": "x"})
    assert "has been withdrawn" in text_of(page.post("/achievements/withdraw/", key(world.learners[0])))
    found = page.post("/achievements/reinstate/", key(world.learners[0]))
    assert found.headers["Location"] == f"/achievements/{held.uuid}/reinstate/"


@pytest.mark.requirement("ACH-13")
def test_achievement_of_another_organisation_is_not_found_by_its_key(world: World, as_: As) -> None:
    register("602/0001/1", owner_number="RN0002")
    submit(
        world,
        [record(world.learners[0], reference="602/0001/1")],
        organisation=world.other_board,
        by=world.stranger,
    )
    shown = text_of(
        as_(world.batch_user).post("/achievements/withdraw/", key(world.learners[0], reference="602/0001/1"))
    )
    assert "There is nothing to withdraw" in shown
