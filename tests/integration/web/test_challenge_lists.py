"""The list of challenges: columns, statuses, filters, what is overdue; and what waits for a person on the home page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from integration.web.test_batches import text_of
from integration.web.test_challenges import shown
from testamur.challenges import actions
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem
from testamur.plumbing import clock
from world import World, a_challenge, record, submit, the

As = Callable[..., Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenges(world: World) -> list[Challenge]:
    """New, in progress, accepted, rejected and closed, each against another learner."""
    submit(world, [record(learner) for learner in world.learners[:5]])
    found = [a_challenge(world, the(learner)) for learner in world.learners[:5]]
    by: dict[str, Any] = {"through": "page", "by": world.edc_user}
    actions.process(challenge=found[1], **by)
    actions.accept(challenge=found[2], **by)
    for each in found[3:]:
        actions.reject(challenge=each, reason="It is right.", **by)
    actions.close(challenge=found[4], through="page", by=world.support)
    return found


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """``later(36)``: it is that many days later from now on."""
    now = clock.now

    def move(days: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: now() + dt.timedelta(days=days))

    return move


def listed(response: Any) -> list[str]:
    """The references in the order of the list."""
    return re.findall(r'<span class="app-code">(EDC\d+)</span>', text_of(response))


def refs(found: list[Challenge]) -> list[str]:
    return [challenge.reference for challenge in found]


@pytest.mark.requirement("EDC-02")
def test_statuses_of_the_portal(world: World, as_: As, challenges: list[Challenge]) -> None:
    page = as_(world.edc_user)
    assert listed(page.get("/challenges/")) == refs(challenges[:1])
    assert listed(page.get("/challenges/?status=new")) == refs(challenges[:1])
    assert listed(page.get("/challenges/?status=in_progress")) == refs(challenges[1:4])
    assert listed(page.get("/challenges/?status=complete")) == refs(challenges[4:])
    assert sorted(listed(page.get("/challenges/?status=all"))) == refs(challenges)
    assert listed(page.get("/challenges/?status=nonsense")) == refs(challenges[:1])
    for words in ("New (1)", "In progress (3)", "Complete (1)", "All (5)"):
        assert words in shown(page.get("/challenges/"))


@pytest.mark.requirement("EDC-02")
def test_columns_and_actions(world: World, as_: As, challenges: list[Challenge]) -> None:
    rows = text_of(as_(world.edc_user).get("/challenges/?status=all"))
    headings = re.findall(r'scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)<', rows)
    wanted = [
        "Reference",
        "ULN",
        "Given name",
        "Family name",
        "Date raised",
        "Date resolved",
        "Status",
        "Action",
    ]
    assert [heading for heading in headings if heading in wanted] == wanted
    first = world.learners[0]
    for words in (first.uln, first.given_name, first.family_name):
        assert words in rows
    # Only the new one can be processed; the others are viewed.
    assert re.findall(r'action="/challenges/([0-9a-f-]+)/process/"', rows) == [str(challenges[0].uuid)]
    assert len(re.findall(r'href="/challenges/[0-9a-f-]+/">View', rows)) == 4
    watching = text_of(as_(world.viewer).get("/challenges/"))
    assert "/process/" not in watching
    assert f'href="/challenges/{challenges[0].uuid}/">View' in watching


@pytest.mark.requirement("EDC-09")
def test_overdue_is_flagged_and_can_be_asked_for(
    world: World, as_: As, challenges: list[Challenge], later: Callable[[int], None]
) -> None:
    page = as_(world.support)
    later(35)
    assert ">Overdue</strong>" not in text_of(page.get("/challenges/?status=all"))
    assert listed(page.get("/challenges/?status=all&overdue=on")) == []
    later(36)
    late = text_of(page.get("/challenges/?status=all&overdue=on"))
    # The closed one is not late, however old.
    assert len(re.findall(r"app-tag--bad[^>]*>Overdue", late)) == 4
    assert "36 days old" in late
    assert "1 challenge is overdue" in shown(page.get("/"))
    assert "3 challenges are overdue at awarding organisations" in shown(page.get("/"))


def test_business_support_sees_all_and_narrows(world: World, as_: As, challenges: list[Challenge]) -> None:
    submit(
        world,
        [record(world.learners[0], reference="601/0003/5")],
        organisation=world.other_board,
        by=world.stranger,
    )
    other = a_challenge(world, the(world.learners[0], organisation=world.other_board))
    page = as_(world.support)
    assert sorted(listed(page.get("/challenges/"))) == refs([*challenges, other])
    by_owner = page.get(f"/challenges/?organisation={world.other_board.uuid}")
    assert listed(by_owner) == [other.reference]
    assert listed(page.get("/challenges/?state=rejected")) == [challenges[3].reference]
    assert listed(page.get("/challenges/?state=accepted")) == [challenges[2].reference]
    assert listed(as_(world.stranger).get("/challenges/")) == [other.reference]
    # An awarding organisation has no such filters, and a foreign address in them is ignored.
    assert "Awarding organisation</label>" not in text_of(as_(world.edc_user).get("/challenges/"))


def test_raisers_see_their_own(world: World, as_: As, challenges: list[Challenge]) -> None:
    achievement = the(world.learners[0])
    council = a_challenge(
        world, achievement, by=world.authority_user, raised_for=world.authority, problem=Problem.OTHER
    )
    own = a_challenge(world, achievement, by=world.learner_user, problem=Problem.NOT_COMPLETED)
    assert listed(as_(world.authority_user).get("/challenges/")) == [council.reference]
    assert sorted(listed(as_(world.provider_user).get("/challenges/"))) == refs(challenges)
    mine = as_(world.learner_user).get("/challenges/")
    assert listed(mine) == [own.reference]
    assert "My challenges" in shown(mine)
    assert world.learners[0].uln not in shown(mine)
    assert "I never finished this" in shown(as_(world.learner_user).get(f"/challenges/{own.uuid}/"))


def test_an_empty_list_says_what_it_is_for(world: World, as_: As) -> None:
    assert "No challenges have been raised yet" in shown(as_(world.edc_user).get("/challenges/"))
    assert "open your record" in shown(as_(world.learner_user).get("/challenges/"))


@pytest.mark.requirement("XC-03")
def test_who_has_no_business_with_challenges_is_told_so(world: World, as_: As) -> None:
    for who in (world.outsider, world.verify_user, world.operator):
        assert as_(who).get("/challenges/").status_code == 403


def test_list_is_shown_in_pages_with_a_constant_number_of_questions(
    world: World, as_: As, django_assert_max_num_queries: Any
) -> None:
    submit(world, [record(learner) for learner in world.learners[:30]])
    for learner in world.learners[:30]:
        a_challenge(world, the(learner))
    page = as_(world.edc_user)
    with django_assert_max_num_queries(45):
        first = page.get("/challenges/")
    assert len(listed(first)) == 25
    assert "30 challenges" in shown(first)
    assert len(listed(page.get("/challenges/?page=2"))) == 5


@pytest.mark.parametrize(
    ("who", "sentence", "address"),
    [
        ("edc_user", "1 new challenge to process", "/challenges/?status=new&waiting=me"),
        (
            "edc_user",
            "2 challenges in progress, to accept, reject or correct",
            "status=in_progress&waiting=me",
        ),
        ("viewer", "4 challenges are waiting for your colleagues or Business Support", "waiting=others"),
        ("support", "1 rejected challenge to close", "waiting=me&state=rejected"),
        ("provider_user", "1 challenge of yours has not been opened yet", "status=new"),
    ],
)
def test_home_page_says_what_waits(
    world: World, as_: As, challenges: list[Challenge], who: str, sentence: str, address: str
) -> None:
    home = shown(as_(getattr(world, who)).get("/"))
    assert sentence in home
    assert address in home
