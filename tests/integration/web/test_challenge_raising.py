"""An error is reported: by the learner from their own record, by a provider or council from a record it was shown."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from integration.web.test_challenges import shown
from testamur.achievements.models import Achievement
from testamur.challenges.models import Challenge
from testamur.learners import actions as learners
from testamur.learners.states import Sharing
from testamur.notices.models import Notice
from testamur.plumbing import clock
from testamur.web.learners import grants
from world import World, a_challenge, record, submit, the

As = Callable[..., Client]

pytestmark = pytest.mark.django_db


def address_of(achievement: Achievement, *, to: Any = None) -> str:
    """The page for raising; ``to`` somebody who was shown the record."""
    address = f"/challenges/raise/{achievement.uuid}/"
    return f"{address}?grant={grants.grant(achievement.learner, to=to)}" if to else address


def said(step: str = "confirm", **fields: str) -> dict[str, str]:
    return {
        "step": step,
        "problem": "grade",
        "wanted_grade": "B",
        "description": "The certificate says B.",
        "contact_name": "Lena Tester",
        "contact_email": "lena@people.example",
        "contact_telephone": "",
        **fields,
    }


@pytest.mark.requirement("EDC-01")
def test_learner_reports_an_error_on_their_own_record(
    world: World, as_: As, achievement: Achievement
) -> None:
    lena, address = as_(world.learner_user), address_of(achievement)
    assert "The grade is wrong" in shown(lena.get(address))
    asked = shown(lena.post(address, {"step": "problem", "problem": "grade"}))
    assert "What grade should it be?" in asked
    assert 'value="lena@people.example"' in asked
    checked = shown(lena.post(address, said("say")))
    assert "Check what you are going to send" in checked
    assert not Challenge.objects.exists()
    assert 'value="B"' in shown(lena.post(address, said("change")))
    answer = lena.post(address, said(), follow=True)
    raised = Challenge.objects.get()
    assert answer.redirect_chain == [(f"/challenges/{raised.uuid}/raised/", 302)]
    assert raised.reference in shown(answer)
    assert f"{raised.due_on:%B}" in shown(answer)
    assert (raised.raised_by, raised.raised_for) == (world.learner_user, None)
    assert (raised.recorded_grade, raised.wanted_grade) == ("A", "B")
    told = set(Notice.objects.filter(subject__startswith=raised.reference).values_list("to", flat=True))
    assert {"lena@people.example", "edith@people.example"} <= told


@pytest.mark.requirement("EDC-01")
@pytest.mark.parametrize("who", ["provider_user", "authority_user"])
def test_staff_report_an_error_on_a_record_that_they_were_shown(
    world: World, as_: As, achievement: Achievement, who: str
) -> None:
    user = getattr(world, who)
    address = address_of(achievement, to=user)
    assert "Raise an event data challenge" in shown(as_(user).get(address))
    as_(user).post(address, said(), follow=True)
    raised = Challenge.objects.get()
    assert raised.raised_for == (world.provider if who == "provider_user" else world.authority)


def test_record_leads_to_the_report(world: World, as_: As, achievement: Achievement) -> None:
    grant = grants.grant(achievement.learner, to=world.provider_user)
    page = shown(as_(world.provider_user).get(f"/learners/{grant}/"))
    assert f"/challenges/raise/{achievement.uuid}/?grant={grant}" in page
    assert f"/challenges/raise/{achievement.uuid}/" in shown(as_(world.learner_user).get("/record/"))


@pytest.mark.requirement("XC-03")
def test_nobody_reports_what_they_were_not_shown(world: World, as_: As, achievement: Achievement) -> None:
    submit(world, [record(world.learners[1])])
    other = the(world.learners[1])
    grant = grants.grant(achievement.learner, to=world.provider_user)
    for user, address in [
        (world.learner_user, address_of(other)),
        (world.provider_user, address_of(achievement)),
        (world.provider_user, f"/challenges/raise/{other.uuid}/?grant={grant}"),
        (world.provider_user, f"/challenges/raise/{achievement.uuid}/?grant=x"),
        (world.authority_user, f"/challenges/raise/{achievement.uuid}/?grant={grant}"),
        (world.edc_user, address_of(achievement)),
    ]:
        assert as_(user).get(address).status_code == 404
        assert as_(user).post(address, said()).status_code == 404
    assert not Challenge.objects.exists()


def test_record_that_is_no_longer_shared_or_named_too_long_ago_cannot_be_challenged(
    world: World, as_: As, achievement: Achievement, settings: Any
) -> None:
    address = address_of(achievement, to=world.provider_user)
    settings.RECORD_GRANT_SECONDS = -1
    assert as_(world.provider_user).get(address).headers["Location"] == "/learners/"
    settings.RECORD_GRANT_SECONDS = 3600
    settings.SHARING_OPT_OUT_ALLOWED = True
    learners.set_sharing(
        learner=achievement.learner,
        to=Sharing.REFUSES,
        reason="Asked",
        organisation=world.provider,
        notice_given=True,
        through="page",
        by=world.provider_user,
    )
    assert as_(world.provider_user).get(address).status_code == 404


@pytest.mark.requirement("EDC-01")
def test_appeal_is_told_where_to_go(world: World, as_: As, achievement: Achievement) -> None:
    lena = as_(world.learner_user)
    answer = lena.post(address_of(achievement), {"step": "problem", "problem": "appeal"}, follow=True)
    assert answer.redirect_chain == [(f"/challenges/raise/{achievement.uuid}/appeal/", 302)]
    assert "That is called an appeal" in shown(answer)
    assert "Northern Board" in shown(answer)
    address = address_of(achievement, to=world.provider_user)
    staff = as_(world.provider_user).post(address, {"step": "problem", "problem": "appeal"}, follow=True)
    assert "The learner disagrees with the result" in shown(staff)
    # A made-up form cannot raise it either.
    assert "Select a valid choice" not in shown(lena.post(address_of(achievement), said(problem="appeal")))
    assert not Challenge.objects.exists()


@pytest.mark.requirement("EDC-01")
def test_provisional_result_takes_data_errors_and_says_so(world: World, as_: As) -> None:
    submit(world, [record(world.learners[0])], job_type="provisional")
    achievement = the(world.learners[0])
    lena = as_(world.learner_user)
    assert "This result is provisional: it may still change" in shown(lena.get(address_of(achievement)))
    lena.post(address_of(achievement), said())
    assert Challenge.objects.get().recorded_status == "provisional"


def test_what_is_no_longer_on_the_record_or_came_from_a_centre_is_refused(
    world: World, as_: As, achievement: Achievement
) -> None:
    Achievement.objects.filter(pk=achievement.pk).update(source="ILR")
    lena = as_(world.learner_user)
    refused = shown(lena.get(address_of(achievement)))
    assert "Ask the centre to correct its return" in refused
    assert "<form method" not in refused.partition("<main")[2].partition("</main>")[0]
    assert "Ask the centre" in shown(lena.post(address_of(achievement), said()))
    assert not Challenge.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence", "at"),
    [
        ({"wanted_grade": ""}, "Enter the grade that the record should show", "id_wanted_grade"),
        ({"wanted_grade": "a"}, "That is the grade on the record", "id_wanted_grade"),
        ({"wanted_grade": "x" * 21}, "20 characters or fewer", "id_wanted_grade"),
        ({"description": " "}, "Enter what is wrong", "id_description"),
        ({"description": "x" * 2001}, "2,000 characters or fewer", "id_description"),
        ({"contact_name": ""}, "Enter", "id_contact_name"),
        ({"contact_email": "lena"}, "Enter an email address in the correct format", "id_contact_email"),
        ({"problem": "award_date"}, "Enter the award date", "id_wanted_award_date_day"),
        ({"problem": "learner", "wanted_uln": "123"}, "This is not a ULN", "id_wanted_uln"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    world: World, as_: As, achievement: Achievement, fields: dict[str, str], sentence: str, at: str
) -> None:
    lena = as_(world.learner_user)
    for step in ("say", "confirm"):
        answer = shown(lena.post(address_of(achievement), said(step, **fields)))
        assert "There is a problem" in answer
        assert sentence in answer
        assert f'href="#{at}"' in answer
    assert not Challenge.objects.exists()


def test_date_in_the_future_is_refused_and_a_right_one_taken(
    world: World, as_: As, achievement: Achievement
) -> None:
    lena, tomorrow = as_(world.learner_user), clock.today() + dt.timedelta(days=1)

    def dated(day: dt.date) -> dict[str, str]:
        parts = {f"wanted_award_date_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
        return said(problem="award_date", **parts)

    assert "cannot be in the future" in shown(lena.post(address_of(achievement), dated(tomorrow)))
    lena.post(address_of(achievement), dated(dt.date(2019, 7, 4)))
    assert Challenge.objects.get().wanted_award_date == dt.date(2019, 7, 4)


def test_nothing_chosen_is_said(world: World, as_: As, achievement: Achievement) -> None:
    answer = shown(as_(world.learner_user).post(address_of(achievement), {"step": "problem"}))
    assert "Select what is wrong" in answer


def test_the_same_is_not_raised_twice_by_the_same_people(
    world: World, as_: As, achievement: Achievement
) -> None:
    lena = as_(world.learner_user)
    first = a_challenge(world, achievement, by=world.learner_user)
    assert f"{first.reference}" in shown(lena.get(address_of(achievement)))
    for step in ("say", "confirm"):
        assert "You have already raised this" in shown(lena.post(address_of(achievement), said(step)))
    assert Challenge.objects.count() == 1
    # Somebody else may.
    as_(world.provider_user).post(address_of(achievement, to=world.provider_user), said())
    assert Challenge.objects.count() == 2


def test_other_record_of_a_duplicate_is_named(world: World, as_: As, achievement: Achievement) -> None:
    submit(world, [record(world.learners[0], award_date="2019-06-03", grade="C")])
    other = the(world.learners[0], grade="C")
    lena = as_(world.learner_user)
    asked = shown(lena.post(address_of(achievement), {"step": "problem", "problem": "duplicate"}))
    assert "Which is the other one?" in asked
    given = {"problem": "duplicate", "second": str(other.uuid)}
    assert "Mathematics · C · 3 Jun 2019" in shown(lena.post(address_of(achievement), said("say", **given)))
    lena.post(address_of(achievement), said(**given))
    raised = Challenge.objects.get()
    assert raised.second_achievement == other
    assert "601/0001/1 · 3 Jun 2019 · C" in shown(as_(world.edc_user).get(f"/challenges/{raised.uuid}/"))


def test_learner_reads_no_name_of_who_works_on_it(world: World, as_: As, achievement: Achievement) -> None:
    challenge = a_challenge(world, achievement, by=world.learner_user)
    edith = as_(world.edc_user)
    edith.post(f"/challenges/{challenge.uuid}/process/")
    edith.post(f"/challenges/{challenge.uuid}/message/", {"text": "We are looking."})
    edith.post(f"/challenges/{challenge.uuid}/reject/", {"reason": "It is right."})
    page = shown(as_(world.learner_user).get(f"/challenges/{challenge.uuid}/"))
    assert "Edith" not in page
    assert "by Northern Board" in page
    assert "We are looking." in page
    assert "It says why below" in page


@pytest.mark.django_db(transaction=True)
def test_form_that_is_sent_several_times_at_once_raises_one_challenge(
    world: World, as_: As, achievement: Achievement
) -> None:
    browsers = [as_(world.learner_user) for _number in range(4)]
    together = threading.Barrier(len(browsers))

    def send(browser: Client) -> int:
        together.wait()
        try:
            return int(browser.post(address_of(achievement), said()).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = sorted(pool.map(send, browsers))
    assert answers == [200, 200, 200, 302]
    assert Challenge.objects.count() == 1
