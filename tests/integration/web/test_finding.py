"""Pages: find a learner by personal details, who has looked at one, a learner's details, an organisation's."""

from __future__ import annotations

import re
from typing import Any

import pytest

from integration.web.test_batch_submitting import As, text_of
from testamur.audit import actions as audit
from testamur.audit.queries import timeline
from testamur.learners.models import Learner
from testamur.learners.states import Sharing
from testamur.web.learners import grants
from world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(world: World) -> Learner:
    learner = world.learners[0]
    fields = {
        "given_name": "Siobhan",
        "family_name": "Featherstone",
        "date_of_birth": "2001-02-03",
        "gender": 2,
    }
    with audit.process("learner.changed", by=None):
        Learner.objects.filter(pk=learner.pk).update(**fields, postcode="CV1 2WT")
    learner.refresh_from_db()
    return learner


SAID = {
    "given_name": "Siobhan",
    "family_name": "Featherstone",
    "date_of_birth_day": "3",
    "date_of_birth_month": "2",
    "date_of_birth_year": "2001",
    "gender": "2",
    "postcode": "cv1 2wt",
}


@pytest.mark.requirement("ACH-12")
def test_a_learner_is_found_by_personal_details(world: World, as_: As, one: Learner) -> None:
    page = as_(world.verify_user)
    shown = text_of(page.post("/verify/find/", SAID))
    assert "Learner found" in shown
    assert one.uln in shown
    assert [each.through for each in timeline(one) if each.process == "learner.found"] == ["page"]
    possible = text_of(page.post("/verify/find/", {**SAID, "postcode": "ZZ99 9ZZ"}))
    assert "Possible matches" in possible
    assert one.uln in possible
    nobody = text_of(page.post("/verify/find/", {**SAID, "given_name": "Ada"}))
    assert "No learner found" in nobody
    assert one.uln not in nobody
    assert "Enter a full UK postcode" in text_of(page.post("/verify/find/", {**SAID, "postcode": "x"}))


def test_whoever_looks_for_very_many_learners_is_told_to_wait(
    world: World, as_: As, one: Learner, settings: Any
) -> None:
    settings.LEARNER_SEARCHES_PER_MINUTE = 0
    response = as_(world.verify_user).post("/verify/find/", SAID)
    assert response.status_code == 429
    assert one.uln not in text_of(response)


@pytest.mark.requirement("ACH-15")
def test_who_has_looked_at_a_learner(world: World, as_: As, one: Learner) -> None:
    page = as_(world.provider_user)
    grant = grants.grant(one, to=world.provider_user)
    assert "No one has looked at this learner yet" in text_of(page.get(f"/learners/{grant}/audit/"))
    page.get(f"/learners/{grant}/")
    shown = text_of(page.get(f"/learners/{grant}/audit/"))
    assert "Record viewed" in shown
    assert "List of who has looked, shown" in shown
    assert "Riverside College" in shown
    with audit.process("learner.sharing_set", by=None):
        Learner.objects.filter(pk=one.pk).update(ability_to_share=Sharing.REFUSES)
    assert "has chosen not to share" in text_of(page.get(f"/learners/{grant}/audit/"))


@pytest.mark.requirement("ACH-15")
def test_of_two_who_change_a_learner_the_second_is_told(world: World, as_: As, one: Learner) -> None:
    page = as_(world.provider_user)
    address = f"/learners/{grants.grant(one, to=world.provider_user)}/details/"
    found = re.search(r'name="version" value="(\d+)"', page.get(address).content.decode())
    assert found
    said = {"version": found[1], "email": "robin@people.example", "telephone": "01234 5678"}
    assert page.post(address, said).status_code == 302
    shown = text_of(page.post(address, {**said, "email": "other@people.example"}))
    assert "Someone has changed this learner since you opened it" in shown
    one.refresh_from_db()
    assert (one.email, one.telephone) == ("robin@people.example", "01234 5678")
    assert 'value="robin@people.example"' in page.get(address).content.decode()


def test_the_details_of_an_organisation(world: World, as_: As) -> None:
    page = as_(world.verify_user)
    shown = text_of(page.get("/organisations/find/?number=10000101"))
    assert "Riverside College" in shown
    assert "Active" in shown
    assert "No organisation has this number" in text_of(page.get("/organisations/find/?number=19999999"))
