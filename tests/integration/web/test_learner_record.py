"""A learner's record: who sees it, what is on it, and what the learner reads of it (ACH-11, ACH-15)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from testamur.access.models import User
from testamur.achievements.models import Achievement
from testamur.audit import actions as audit
from testamur.learners import actions as learners
from testamur.learners import queries
from testamur.learners.models import Learner
from testamur.learners.states import Sharing
from world import World, record, refuses, submit, the, ulns

pytestmark = pytest.mark.django_db

As = Callable[[User], Client]


def centres_record(world: World, learner: Learner, **fields: Any) -> Achievement:
    """What the provider sent of a learner in its data return."""
    given = {
        "reference": "601/0002/3",
        "award_date": dt.date(2019, 7, 3),
        "grade": "B",
        "status": "final",
        "state": "active",
        "source": "ILR",
        "collection_type": "W",
        "return_number": "02",
        **fields,
    }
    with audit.process("achievement.created", by=world.provider_user, through="file"):
        return Achievement.objects.create(
            organisation=world.provider, learner=learner, uln=learner.uln, **given
        )


def named(learner: Learner, **changes: Any) -> dict[str, Any]:
    born = learner.date_of_birth
    return {
        "uln": learner.uln,
        "given_name": learner.given_name,
        "family_name": learner.family_name,
        "date_of_birth_day": born.day,
        "date_of_birth_month": born.month,
        "date_of_birth_year": born.year,
        **changes,
    }


def find(client: Client, learner: Learner, **changes: Any) -> Any:
    return client.post("/learners/", named(learner, **changes), follow=True)


@pytest.mark.requirement("ACH-15")
@pytest.mark.requirement("XC-01")
def test_learner_sees_everything_from_every_sender_under_every_number(world: World, as_: As) -> None:
    learner = world.learners[0]
    (old,) = ulns(1, start=300_000_000)
    learners.register_many(
        learners=[
            {"uln": old, "given_name": "Earlier", "family_name": "Name", "date_of_birth": dt.date(2002, 1, 1)}
        ],
        by=None,
    )
    linked = Learner.objects.get(uln=old)
    learners.merge(learner=linked, master=learner, reason="Registered twice", by=None)
    submit(world, [record(learner), record(learner, reference="J/602/3521", grade="Pass")])
    submit(
        world,
        [record(linked, reference="601/0003/5", grade="C")],
        by=world.stranger,
        organisation=world.other_board,
    )
    centres_record(world, learner)
    page = as_(world.learner_user).get("/", follow=True)
    assert page.redirect_chain[-1][0] == "/record/"
    shown = page.content.decode()
    for words in (
        "Mathematics",
        "Fit healthcare equipment",
        "Geography of the South",
        "Physics",
        "Northern Board",
        "Southern Board",
        "Riverside College",
        "Sent by the school or college",
        "Sent by the awarding organisation",
        "4 results.",
        learner.uln,
        old,
    ):
        assert words in shown, words


@pytest.mark.requirement("ACH-15")
@pytest.mark.requirement("XC-03")
def test_what_is_withdrawn_or_another_persons_is_not_on_it(world: World, as_: As) -> None:
    mine, other = world.learners[:2]
    submit(world, [record(mine), record(mine, reference="601/0002/3"), record(other, reference="J/602/3521")])
    submit(world, [record(mine, reference="601/0002/3", action="withdraw")])
    client = as_(world.learner_user)
    shown = client.get("/record/").content.decode()
    assert "Mathematics" in shown
    assert "Physics" not in shown
    assert "Fit healthcare equipment" not in shown
    assert client.get(f"/record/{the(other).uuid}/").status_code == 404
    withdrawn = the(mine, reference="601/0002/3")
    assert client.get(f"/record/{withdrawn.uuid}/").status_code == 404


@pytest.mark.requirement("ACH-15")
def test_superseded_record_stands_quietly_below_what_took_its_place(world: World, as_: As) -> None:
    learner = world.learners[0]
    submit(world, [record(learner, grade="A")])
    kept = centres_record(world, learner, reference="601/0001/1", state="superseded", grade="D")
    client = as_(world.learner_user)
    shown = client.get("/record/").content.decode()
    assert "1 result." in shown
    assert "Also sent by Riverside College, with the grade D" in shown
    line = client.get(f"/record/{kept.uuid}/").content.decode()
    assert "Theirs counts" in line
    above = client.get(f"/record/{the(learner, source='AO').uuid}/").content.decode()
    assert "Riverside College has sent this result too, with the grade D." in above


@pytest.mark.requirement("ACH-15")
@pytest.mark.requirement("XC-01")
def test_story_of_a_result_is_told_without_names_of_staff(world: World, as_: As) -> None:
    learner = world.learners[0]
    submit(world, [record(learner, grade="B")], job_type="provisional")
    submit(world, [record(learner, grade="A", action="update")])
    line = as_(world.learner_user).get(f"/record/{the(learner).uuid}/").content.decode()
    first = line.index("Northern Board sent this result, and it was added to your record.")
    assert line.index("The grade was changed from B to A.") < first
    assert "The result became final." in line
    assert "Bashir" not in line


@pytest.mark.requirement("ACH-11")
@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("who", ["provider_user", "authority_user"])
def test_who_names_the_learner_sees_the_record_and_is_noted(world: World, as_: As, who: str) -> None:
    learner = world.learners[0]
    submit(world, [record(learner)])
    client = as_(getattr(world, who))
    page = find(client, learner)
    assert page.redirect_chain, page.content.decode()[:2000]
    address = page.redirect_chain[-1][0]
    assert learner.uln not in address
    assert "Mathematics" in page.content.decode()
    again = client.get(address)
    assert "Mathematics" in again.content.decode()
    looks = queries.looks_at(learner)
    assert {look.by_name for look in looks} == {getattr(world, who).get_full_name()}
    own = as_(world.learner_user).get("/record/sharing/").content.decode()
    assert looks[0].organisation in own


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize(
    "changes",
    [
        {"given_name": "Somebody"},
        {"given_name": "G"},
        {"family_name": "F"},
        {"date_of_birth_year": 1999},
        {"uln": "9999999999"},
    ],
)
def test_nobody_browses(world: World, as_: As, changes: dict[str, Any]) -> None:
    """All particulars must be right, and what is wrong is not said; initials are not enough."""
    learner = world.learners[0]
    submit(world, [record(learner)])
    page = find(as_(world.provider_user), learner, **changes)
    assert page.redirect_chain == []
    assert "No learner has this ULN and these details." in page.content.decode()
    assert queries.looks_at(learner) == []


@pytest.mark.requirement("XC-03")
def test_address_of_a_record_works_for_nobody_else_and_expires(world: World, as_: As, settings: Any) -> None:
    client = as_(world.provider_user)
    address = find(client, world.learners[0]).redirect_chain[-1][0]
    for who in (world.authority_user, world.super_user, world.operator, world.support, world.learner_user):
        assert as_(who).get(address).status_code == 404
    assert client.get("/learners/nonsense/").status_code == 404
    settings.RECORD_GRANT_SECONDS = -1
    late = client.get(address, follow=True)
    assert late.redirect_chain == [("/learners/", 302)]
    assert "Enter the details again" in late.content.decode()


@pytest.mark.requirement("XC-03")
def test_guessing_at_learners_is_slowed_down_for_who_guesses(world: World, as_: As, settings: Any) -> None:
    settings.LEARNER_SEARCHES_PER_MINUTE = 3
    guesser = as_(world.provider_user)
    wrong = named(world.learners[1], given_name="Wrong")
    answers = [guesser.post("/learners/", wrong) for _guess in range(7)]
    assert 429 in {answer.status_code for answer in answers}
    assert "You can search for 3 learners a minute" in answers[-1].content.decode()
    right = named(world.learners[1])
    assert guesser.post("/learners/", right).status_code == 429, "not even the right one"
    assert as_(world.authority_user).post("/learners/", right).status_code == 302


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("who", ["super_user", "viewer", "operator", "support", "outsider", "learner_user"])
def test_others_have_no_business_with_whole_records(world: World, as_: As, who: str) -> None:
    client = as_(getattr(world, who))
    assert client.post("/learners/", named(world.learners[1])).status_code == 403
    assert client.get("/learners/").status_code == 403
    if who != "learner_user":
        assert client.get("/record/").status_code == 404


@pytest.mark.requirement("ACH-11")
def test_refusal_hides_the_record_from_staff_and_not_from_learner_or_awarding_organisation(
    world: World, as_: As, settings: Any
) -> None:
    learner = world.learners[0]
    submit(world, [record(learner)])
    refuses(world, learner, settings)
    for who in (world.provider_user, world.authority_user):
        page = find(as_(who), learner).content.decode()
        assert "has chosen not to share this record" in page
        assert "Mathematics" not in page
    assert queries.looks_at(learner) == []
    assert "Mathematics" in as_(world.learner_user).get("/record/").content.decode()
    done = submit(
        world, [record(learner, reference="601/0002/3"), record(learner, grade="E", action="update")]
    )
    assert done.effects == {"created": 1, "updated": 1}
    mine = as_(world.viewer).post("/achievements/", {"uln": learner.uln}, follow=True).content.decode()
    assert "Physics" in mine


@pytest.mark.requirement("ACH-11")
def test_learner_lifts_the_refusal(world: World, as_: As, settings: Any) -> None:
    learner = world.learners[0]
    refuses(world, learner, settings)
    client = as_(world.learner_user)
    assert "Share my record" in client.get("/record/sharing/").content.decode()
    page = client.post("/record/sharing/", {"agreed": ""}).content.decode()
    assert "Tick the box" in page
    page = client.post("/record/sharing/", {"agreed": "on"}, follow=True).content.decode()
    assert "Your record is shared again." in page
    assert "Sharing your record was switched off." in page
    assert "Asked at enrolment" in page
    assert "Share my record" not in page
    submit(world, [record(learner)])
    assert "Mathematics" in find(as_(world.provider_user), learner).content.decode()


@pytest.mark.requirement("ACH-11")
def test_provider_lifts_it_on_the_learners_behalf_and_cannot_set_a_new_one(
    world: World, as_: As, settings: Any
) -> None:
    learner = world.learners[0]
    refuses(world, learner, settings)
    client = as_(world.provider_user)
    address = find(client, learner).redirect_chain[-1][0] + "sharing/"
    form = {"to": "1", "reason": "Signed the form on 3 May"}
    assert "confirm that you have" in client.post(address, form).content.decode()
    page = client.post(address, form | {"notice_given": "on"}, follow=True).content.decode()
    assert "The change has been saved" in page
    assert queries.sharing_of(Learner.objects.get(pk=learner.pk)) is Sharing.SHARES
    page = client.get(address).content.decode()
    assert "Signed the form on 3 May" in page
    assert "Since 25 May 2018" in page
    client.post(address, {"to": "2", "reason": "No", "notice_given": "on"})
    assert queries.sharing_of(Learner.objects.get(pk=learner.pk)) is Sharing.SHARES


@pytest.mark.requirement("ACH-11")
def test_the_pages_promise_only_what_the_centres_settings_allow(world: World, as_: As, settings: Any) -> None:
    learner = world.learners[0]
    refuses(world, learner, settings)
    client, own = as_(world.provider_user), as_(world.learner_user)
    assert "cannot switch sharing off again" in own.get("/record/sharing/").content.decode()
    settings.SHARING_OPT_OUT_CENTRES = [world.provider.ukprn]
    page = own.get("/record/sharing/").content.decode()
    assert "cannot switch sharing off again" not in page
    assert "only a school or college that still takes refusals" in page
    own.post("/record/sharing/", {"agreed": "on"})
    address = find(client, learner).redirect_chain[-1][0] + "sharing/"
    assert "Not shared" in client.get(address).content.decode()
    client.post(address, {"to": "2", "reason": "Asked again", "notice_given": "on"})
    assert queries.sharing_of(Learner.objects.get(pk=learner.pk)) is Sharing.REFUSES


@pytest.mark.requirement("ACH-11")
def test_local_authority_sees_but_does_not_set(world: World, as_: As) -> None:
    client = as_(world.authority_user)
    address = find(client, world.learners[0]).redirect_chain[-1][0]
    assert "Change sharing" not in client.get(address).content.decode()
    assert client.get(address + "sharing/").status_code == 403
    assert client.get(address + "invite/").status_code == 403


def test_record_of_many_lines_is_grouped_by_year(world: World, as_: As) -> None:
    learner = world.learners[0]
    for number in range(20):
        centres_record(
            world, learner, award_date=dt.date(2007 + number % 10, 7, 3), reference=f"601/000{number // 10}/1"
        )
    shown = as_(world.learner_user).get("/record/").content.decode()
    years = [int(found) for found in re.findall(r'<h2[^>]*id="year-(\d+)"', shown)]
    assert years == sorted(years, reverse=True)
    assert len(years) == 10
