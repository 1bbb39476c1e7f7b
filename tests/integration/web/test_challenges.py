"""A challenge from raising to closing, page by page; what each party sees; what wrong states and people get."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from integration.web.test_batches import text_of
from testamur.achievements import actions as achievements
from testamur.achievements.models import Achievement
from testamur.challenges import actions
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem
from testamur.challenges.states import State
from testamur.learners.models import Learner
from world import World, a_challenge, record, submit, the

As = Callable[..., Client]

pytestmark = pytest.mark.django_db


def shown(response: Any) -> str:
    return unescape(text_of(response))


def page_of(challenge: Challenge, rest: str = "") -> str:
    return f"/challenges/{challenge.uuid}/{rest}"


def state_of(challenge: Challenge) -> str:
    challenge.refresh_from_db()
    return str(challenge.state)


def confirmed(client: Client, challenge: Challenge, **fields: str) -> Any:
    """Open the page of the correction and press its button."""
    hidden = dict(
        re.findall(
            r'type="hidden" name="(version|wanted_\w+)" value="([^"]*)"',
            text_of(client.get(page_of(challenge, "correct/"))),
        )
    )
    sent = {**{key: unescape(value) for key, value in hidden.items()}, **fields, "step": "confirm"}
    return client.post(page_of(challenge, "correct/"), sent, follow=True)


# --- the whole path -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("EDC-02")
@pytest.mark.requirement("EDC-07")
@pytest.mark.requirement("EDC-09")
def test_accepted_corrected_and_closed(
    world: World, as_: As, achievement: Achievement, challenge: Challenge
) -> None:
    edith, sunita = as_(world.edc_user), as_(world.support)
    assert "is now in progress" in shown(edith.post(page_of(challenge, "process/"), follow=True))
    assert state_of(challenge) == State.IN_PROGRESS
    assert challenge.assigned_to == world.edc_user

    assert 'value="B"' in text_of(edith.get(page_of(challenge, "accept/")))
    answer = edith.post(page_of(challenge, "accept/"), {"wanted_grade": "B", "reason": "Agreed"}, follow=True)
    assert "has been accepted. Now correct the record." in shown(answer)
    assert "The record still shows grade A, not B." in shown(answer)

    question = shown(edith.get(page_of(challenge, "correct/")))
    assert "Edit the grade" in question
    assert "Cancel" in question
    achievement.refresh_from_db()
    assert achievement.grade == "A"
    assert "The record has been corrected." in shown(confirmed(edith, challenge))
    achievement.refresh_from_db()
    assert (achievement.grade, state_of(challenge)) == ("B", State.CORRECTED)

    assert "The record now shows grade B, as asked." in shown(sunita.get(page_of(challenge, "close/")))
    assert "is closed" in shown(sunita.post(page_of(challenge, "close/"), {"note": "Checked."}, follow=True))
    done = shown(as_(world.provider_user).get(page_of(challenge)))
    assert state_of(challenge) == State.CLOSED
    assert "The record has been corrected. Checked." in done
    for title in ("Raised", "Opened: now in progress", "Accepted", "Record corrected", "Closed"):
        assert title in done


@pytest.mark.requirement("EDC-09")
def test_rejected_needs_a_reason_and_is_closed_with_no_change(
    world: World, as_: As, achievement: Achievement, challenge: Challenge
) -> None:
    edith = as_(world.edc_user)
    refused = shown(edith.post(page_of(challenge, "reject/"), {"reason": "  "}))
    assert "There is a problem" in refused
    assert 'href="#id_reason"' in refused
    assert "Enter why the challenge is rejected" in refused
    assert state_of(challenge) == State.NEW
    edith.post(page_of(challenge, "reject/"), {"reason": "The script was marked twice."})
    assert state_of(challenge) == State.REJECTED
    assert "The script was marked twice." in shown(as_(world.provider_user).get(page_of(challenge)))
    as_(world.support).post(page_of(challenge, "close/"), {"note": ""})
    achievement.refresh_from_db()
    assert (state_of(challenge), achievement.grade) == (State.CLOSED, "A")


@pytest.mark.requirement("EDC-09")
def test_what_is_no_longer_right_is_not_closed_but_sent_back(
    world: World, as_: As, achievement: Achievement, challenge: Challenge
) -> None:
    edith, sunita = as_(world.edc_user), as_(world.support)
    edith.post(page_of(challenge, "accept/"), {"wanted_grade": "B", "reason": ""})
    confirmed(edith, challenge)
    achievement.refresh_from_db()
    achievements.edit_grade(achievement=achievement, grade="C", through="page", by=world.edc_user)
    asked = shown(sunita.get(page_of(challenge, "close/")))
    assert "The record now shows grade C, not B." in asked
    assert "Close the challenge" not in asked
    answer = sunita.post(page_of(challenge, "close/"), {"note": ""}, follow=True)
    assert "The record is no longer as the challenge asks." in shown(answer)
    assert state_of(challenge) == State.CORRECTED
    refused = shown(sunita.post(page_of(challenge, "send-back/"), {"reason": ""}))
    assert "Enter what the organisation should look at again." in refused
    sunita.post(page_of(challenge, "send-back/"), {"reason": "It shows C."})
    assert state_of(challenge) == State.IN_PROGRESS
    assert "It shows C." in shown(edith.get(page_of(challenge)))


@pytest.mark.requirement("EDC-10")
def test_a_correction_by_batch_satisfies_it_and_its_history_leads_to_the_batch(
    world: World, as_: As, achievement: Achievement, challenge: Challenge
) -> None:
    batch = submit(world, [record(world.learners[0], action="update", grade="B")])
    actions.match_corrections()
    done = text_of(as_(world.edc_user).get(page_of(challenge)))
    assert state_of(challenge) == State.CORRECTED
    assert f"/batches/{batch.uuid}/" in done
    # Whoever raised it has no business with the batch.
    assert f"/batches/{batch.uuid}/" not in text_of(as_(world.provider_user).get(page_of(challenge)))
    as_(world.support).post(page_of(challenge, "close/"), {"note": ""})
    assert state_of(challenge) == State.CLOSED


# --- each remedy --------------------------------------------------------------------------------------------------


def accepted(world: World, challenge: Challenge, **wanted: Any) -> Challenge:
    return actions.accept(challenge=challenge, **wanted, through="page", by=world.edc_user)


@pytest.mark.requirement("EDC-07")
def test_move_shows_the_new_learner_before_it_is_confirmed(
    world: World, as_: As, achievement: Achievement
) -> None:
    other: Learner = world.learners[1]
    challenge = a_challenge(world, achievement, problem=Problem.LEARNER, wanted_uln=other.uln)
    accepted(world, challenge)
    asked = shown(as_(world.edc_user).get(page_of(challenge, "correct/")))
    assert str(other) in asked
    assert "Confirm transfer" in asked
    assert "The record has been corrected" in shown(confirmed(as_(world.edc_user), challenge))
    achievement.refresh_from_db()
    assert (achievement.learner, state_of(challenge)) == (other, State.CORRECTED)
    assert f"is now on the record of the learner with the ULN {other.uln}" in shown(
        as_(world.support).get(page_of(challenge, "close/"))
    )


def test_whose_it_is_can_be_entered_at_the_correction(
    world: World, as_: As, achievement: Achievement
) -> None:
    """Not known whose: it would be deleted. Once the number is entered it is moved; an unknown one is said."""
    edith, other = as_(world.edc_user), world.learners[1]
    challenge = a_challenge(world, achievement, problem=Problem.LEARNER)
    accepted(world, challenge)
    assert "Confirm delete" in shown(edith.get(page_of(challenge, "correct/")))
    unknown = shown(edith.post(page_of(challenge, "correct/"), {"wanted_uln": "9999999999"}))
    assert "There is no learner with the ULN 9999999999" in unknown
    assert 'value="confirm"' not in unknown
    known = shown(edith.post(page_of(challenge, "correct/"), {"wanted_uln": other.uln}))
    assert str(other) in known
    assert state_of(challenge) == State.ACCEPTED
    confirmed(edith, challenge, wanted_uln=other.uln)
    achievement.refresh_from_db()
    assert (achievement.learner, state_of(challenge)) == (other, State.CORRECTED)


@pytest.mark.parametrize("problem", [Problem.DUPLICATE, Problem.NOT_COMPLETED, Problem.LEARNER])
def test_delete_is_asked_for_and_done(
    world: World, as_: As, achievement: Achievement, problem: Problem
) -> None:
    challenge = accepted(world, a_challenge(world, achievement, problem=problem))
    assert "Confirm delete" in shown(as_(world.edc_user).get(page_of(challenge, "correct/")))
    confirmed(as_(world.edc_user), challenge)
    achievement.refresh_from_db()
    assert (achievement.state, state_of(challenge)) == ("deleted", State.CORRECTED)


def test_award_date_is_corrected_by_withdrawing_and_creating(
    world: World, as_: As, achievement: Achievement
) -> None:
    challenge = a_challenge(
        world,
        achievement,
        problem=Problem.AWARD_DATE,
        wanted_award_date=achievement.award_date.replace(day=5),
    )
    edith = as_(world.edc_user)
    edith.post(
        page_of(challenge, "accept/"),
        {
            "wanted_award_date_day": "4",
            "wanted_award_date_month": "7",
            "wanted_award_date_year": "2019",
            "reason": "",
        },
    )
    assert "4 Jul 2019" in shown(edith.get(page_of(challenge, "correct/")))
    assert "The record has been corrected" in shown(confirmed(edith, challenge))
    assert the(world.learners[0], state="active").award_date.day == 4
    assert "A new record with the award date 4 Jul 2019" in shown(
        as_(world.support).get(page_of(challenge, "close/"))
    )


def test_something_else_is_corrected_on_the_achievement_itself(
    world: World, as_: As, achievement: Achievement
) -> None:
    challenge = accepted(world, a_challenge(world, achievement, problem=Problem.OTHER))
    asked = shown(as_(world.edc_user).get(page_of(challenge, "correct/")))
    assert "Open the achievement and correct it there" in asked
    assert 'value="confirm"' not in asked
    submit(world, [record(world.learners[0], action="update", language="Welsh")])
    actions.match_corrections()
    assert state_of(challenge) == State.CORRECTED


# --- two people at once -------------------------------------------------------------------------------------------


@pytest.mark.requirement("EDC-07")
def test_who_confirms_a_record_that_was_changed_meanwhile_is_told(
    world: World, as_: As, achievement: Achievement, challenge: Challenge
) -> None:
    accepted(world, challenge)
    edith = as_(world.edc_user)
    before = text_of(edith.get(page_of(challenge, "correct/")))
    version = unescape(re.findall(r'name="version" value="([^"]*)"', before)[0])
    achievements.edit_grade(achievement=achievement, grade="D", through="page", by=world.super_user)
    sent = {"version": version, "wanted_grade": "B", "step": "confirm"}
    answer = edith.post(page_of(challenge, "correct/"), sent, follow=True)
    assert answer.redirect_chain == [(page_of(challenge, "correct/"), 302)]
    assert "Susan Tester" in shown(answer)
    achievement.refresh_from_db()
    assert (achievement.grade, state_of(challenge)) == ("D", State.ACCEPTED)
    confirmed(edith, challenge)
    achievement.refresh_from_db()
    assert (achievement.grade, state_of(challenge)) == ("B", State.CORRECTED)


def test_record_that_is_gone_meanwhile_is_said_before_anything_is_asked(
    world: World, as_: As, achievement: Achievement, challenge: Challenge
) -> None:
    accepted(world, challenge)
    achievements.delete(achievement=achievement, through="page", by=world.super_user)
    asked = shown(as_(world.edc_user).get(page_of(challenge, "correct/")))
    assert "changed and is no longer on the learner’s record" in asked


@pytest.mark.parametrize(
    ("who", "rest", "given"),
    [
        ("edc_user", "accept/", {"wanted_grade": "B", "reason": ""}),
        ("edc_user", "reject/", {"reason": "No"}),
        ("edc_user", "correct/", {"wanted_grade": "B", "step": "confirm", "version": "x"}),
        ("edc_user", "assign/", {"to": ""}),
        ("support", "close/", {"note": ""}),
        ("support", "send-back/", {"reason": "Again"}),
        ("provider_user", "withdraw/", {"reason": ""}),
        ("provider_user", "message/", {"text": "Hello"}),
    ],
)
def test_who_comes_second_is_told_and_nothing_is_changed(
    world: World, as_: As, challenge: Challenge, who: str, rest: str, given: dict[str, str]
) -> None:
    """It was withdrawn while somebody else had its page open."""
    actions.withdraw(challenge=challenge, through="page", by=world.provider_user)
    answer = as_(getattr(world, who)).post(page_of(challenge, rest), given, follow=True)
    assert answer.redirect_chain == [(page_of(challenge), 302)]
    assert f"Challenge {challenge.reference} is “Withdrawn”" in shown(answer)
    assert state_of(challenge) == State.WITHDRAWN
    asked = as_(getattr(world, who)).get(page_of(challenge, rest), follow=True)
    assert asked.redirect_chain == [(page_of(challenge), 302)]


def test_processing_twice_keeps_the_first(world: World, as_: As, challenge: Challenge) -> None:
    as_(world.edc_user).post(page_of(challenge, "process/"))
    answer = as_(world.super_user).post(page_of(challenge, "process/"), follow=True)
    assert answer.redirect_chain == [(page_of(challenge), 302)]
    assert state_of(challenge) == State.IN_PROGRESS
    assert challenge.assigned_to == world.edc_user


@pytest.mark.requirement("EDC-07")
@pytest.mark.parametrize("rest", ["process/", "accept/", "reject/", "withdraw/", "assign/"])
def test_opening_a_page_changes_nothing(world: World, as_: As, challenge: Challenge, rest: str) -> None:
    who = world.provider_user if rest == "withdraw/" else world.edc_user
    before = challenge.updated_at
    as_(who).get(page_of(challenge, rest), follow=True)
    assert state_of(challenge) == State.NEW
    assert challenge.updated_at == before
