"""One search for everything: the thing itself for its number, else what was found, and only what a person may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from integration.access.scene import PEOPLE, Scene, make_scene
from plugins.databases import prepared
from testamur.web import declared

pytestmark = pytest.mark.django_db
scene = prepared(make_scene)


def search(scene: Scene, who: str, words: str) -> Any:
    return scene.person(who).post("/search/", {"q": words}, follow=True)


def found(page: Any) -> list[str]:
    assert page.status_code == 200
    return html.fromstring(page.content).xpath("//*[contains(@class, 'app-found')]//a/@href")


@pytest.mark.requirement("BEY-04")
def test_number_of_one_thing_opens_it(scene: Scene) -> None:
    board, batch, challenge = scene.world.board, scene.done, scene.challenge
    expected = {
        str(batch.pk): f"/batches/{batch.uuid}/",
        challenge.reference: f"/challenges/{challenge.uuid}/",
        challenge.reference.lower(): f"/challenges/{challenge.uuid}/",
        scene.active.learner.uln: f"/achievements/learner/{scene.active.learner.uuid}/",
        scene.entry.reference: f"/register/entries/{scene.entry.uuid}/",
        scene.world.viewer.email: f"/organisations/{board.uuid}/people/{scene.world.viewer.uuid}/",
    }
    for words, address in expected.items():
        answer = search(scene, "super_user", words)
        assert answer.redirect_chain[-1][0] == address, words
        assert answer.status_code == 200


@pytest.mark.requirement("BEY-04")
def test_words_find_by_kind_and_lead_to_the_lists_own_search(scene: Scene) -> None:
    (name, *_rest) = scene.entry.title.split()
    assert f"/register/entries/{scene.entry.uuid}/" in found(search(scene, "viewer", name))
    assert "/weekly-reports/" in found(search(scene, "viewer", "weekly"))
    page = search(scene, "operator", "example")  # in everybody's address
    assert len([each for each in found(page) if "/people/" in each]) == 5
    assert "There are no results for" in search(scene, "viewer", "no such thing").content.decode()


@pytest.mark.requirement("BEY-04")
def test_nobody_finds_what_they_may_not_see(scene: Scene) -> None:
    """Whatever is found opens, and what others would open is not found."""
    words = [
        str(scene.done.pk),
        scene.done.file_name,
        scene.challenge.reference,
        scene.active.learner.uln,
        scene.active.learner.family_name,
        "example",
    ]
    for who in PEOPLE:
        if who == "anonymous":
            continue
        client = scene.person(who)
        for each in words:
            answer = client.post("/search/", {"q": each}, follow=True)
            for href in found(answer):
                assert client.get(href).status_code == 200, (who, each, href)
    assert found(search(scene, "stranger", scene.challenge.reference)) == []
    assert not [each for each in found(search(scene, "stranger", str(scene.done.pk))) if "/batches/" in each]
    assert found(search(scene, "viewer", scene.world.viewer.email)) == []


def test_number_of_a_learner_tells_nobody_whether_there_is_one(scene: Scene) -> None:
    """Of whom a record takes ULN and names together, the search says the same for every number."""
    known = search(scene, "authority_user", scene.active.learner.uln)
    unknown = search(scene, "authority_user", "1000000006")
    assert found(known) == found(unknown) == ["/learners/"]
    assert found(search(scene, "stranger", scene.active.learner.uln)) == []


def test_number_of_a_learner_stands_in_no_address(scene: Scene) -> None:
    for words in (scene.active.learner.uln, " ".join(scene.active.learner.uln)):
        for address, _status in search(scene, "super_user", words).redirect_chain:
            assert scene.active.learner.uln not in address.replace("+", "")
    assert search(scene, "super_user", "batch").redirect_chain == [("/search/?q=batch", 302)]


def test_search_asks_each_room_once(scene: Scene) -> None:
    client = scene.person("super_user")
    client.get("/search/?q=example")
    with CaptureQueriesContext(connection) as captured:
        client.get("/search/?q=example")
    assert len(captured) <= 4 + len(declared.everywhere("searching", "SEARCHER"))
