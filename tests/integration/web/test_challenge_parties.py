"""Who sees a challenge, who may do what with it, and what the parties say to each other."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from integration.web.test_batches import text_of
from integration.web.test_challenges import page_of, shown, state_of
from testamur.achievements.models import Achievement
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem
from testamur.challenges.states import State
from world import World, a_challenge, person

As = Callable[..., Client]

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("XC-03")
def test_another_organisations_challenge_is_not_there(world: World, as_: As, challenge: Challenge) -> None:
    stefan = as_(world.stranger)
    for rest in ("", "accept/", "reject/", "correct/", "assign/", "withdraw/", "close/", "raised/"):
        assert stefan.get(page_of(challenge, rest)).status_code == 404
        assert stefan.post(page_of(challenge, rest), {"reason": "x"}).status_code in (404, 405)
    assert challenge.reference not in shown(stefan.get("/challenges/?status=all"))


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize(
    ("who", "rest"),
    [
        ("viewer", "process/"),
        ("batch_user", "accept/"),
        ("provider_user", "reject/"),
        ("support", "correct/"),
        ("edc_user", "close/"),
        ("super_user", "send-back/"),
        ("edc_user", "withdraw/"),
        ("viewer", "message/"),
        ("provider_user", "assign/"),
    ],
)
def test_each_party_does_its_own_part_and_no_other(
    world: World, as_: As, challenge: Challenge, who: str, rest: str
) -> None:
    given = {"reason": "x", "text": "x", "wanted_grade": "B", "step": "confirm"}
    assert as_(getattr(world, who)).post(page_of(challenge, rest), given).status_code == 403
    assert state_of(challenge) == State.NEW


def test_who_may_not_act_sees_no_buttons(world: World, as_: As, challenge: Challenge) -> None:
    def offered(who: str) -> set[str]:
        shown = text_of(as_(getattr(world, who)).get(page_of(challenge)))
        return set(re.findall(rf'(?:href|action)="{page_of(challenge)}([a-z-]+)/"', shown))

    assert offered("viewer") == set()
    assert offered("edc_user") == {"process", "accept", "reject", "assign", "message"}
    assert offered("provider_user") == {"withdraw", "message"}
    assert offered("support") == {"assign", "message"}


def test_raiser_withdraws(world: World, as_: As, challenge: Challenge) -> None:
    answer = as_(world.provider_user).post(
        page_of(challenge, "withdraw/"), {"reason": "We read it wrong."}, follow=True
    )
    assert "has been withdrawn" in shown(answer)
    assert state_of(challenge) == State.WITHDRAWN
    assert "We read it wrong." in shown(as_(world.edc_user).get(page_of(challenge)))


# --- talking and giving -------------------------------------------------------------------------------------------


def test_parties_talk_and_nothing_said_is_shown_at_the_field(
    world: World, as_: As, challenge: Challenge
) -> None:
    as_(world.edc_user).post(page_of(challenge, "message/"), {"text": "Which certificate?\nPlease."})
    talk = shown(as_(world.provider_user).get(page_of(challenge)))
    assert "Which certificate?" in talk
    assert "Edith Tester" in talk
    refused = shown(as_(world.provider_user).post(page_of(challenge, "message/"), {"text": " "}))
    assert 'href="#id_text"' in refused
    assert "Enter your message." in refused
    too_long = shown(as_(world.provider_user).post(page_of(challenge, "message/"), {"text": "x" * 4001}))
    assert "4,000 characters or fewer" in too_long


def test_business_support_gives_it_to_somebody_else(world: World, as_: As, challenge: Challenge) -> None:
    eva = person("eva", (world.board, "ao_edc_user"))
    asked = shown(as_(world.support).get(page_of(challenge, "assign/")))
    assert "Eva Tester" in asked
    assert "Vera Tester" not in asked
    as_(world.support).post(page_of(challenge, "assign/"), {"to": str(eva.uuid)})
    state_of(challenge)
    assert challenge.assigned_to == eva
    assert "Assigned to Eva Tester" in shown(as_(world.edc_user).get(page_of(challenge)))
    refused = shown(as_(world.edc_user).post(page_of(challenge, "assign/"), {"to": str(world.viewer.uuid)}))
    assert "There is a problem" in refused
    as_(world.edc_user).post(page_of(challenge, "assign/"), {"to": ""})
    state_of(challenge)
    assert challenge.assigned_to is None


def test_several_challenges_of_one_achievement_show_each_other(
    world: World, as_: As, achievement: Achievement, challenge: Challenge
) -> None:
    second = a_challenge(world, achievement, problem=Problem.NOT_COMPLETED)
    both = shown(as_(world.edc_user).get(page_of(challenge)))
    assert "Other challenges to this achievement" in both
    assert f"{second.reference}: The learner never completed this" in both
