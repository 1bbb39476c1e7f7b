"""Every route × everybody × own and foreign record (XC-03). Foreign records answer 404, never 403."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from integration.access.calls import CALLS
from integration.access.routes import DEMO_ONLY, OPEN, OWN_ACCOUNT, PAGES
from integration.access.scene import PEOPLE, SYSTEMS, Scene, make_scene
from plugins.databases import prepared

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 12


scene = prepared(make_scene)


@pytest.fixture(autouse=True)
def _one_step(settings: Any) -> None:
    settings.TWO_STEP_REQUIRED = False


def _names(resolver: Any, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    rows = {*PAGES, *CALLS, *OPEN, *OWN_ACCOUNT, *DEMO_ONLY}
    assert set(_names(get_resolver())) == rows


def _outcome(answer: Any) -> str:
    """What an answer means for the person: opened, asked to log in, forbidden, missing."""
    location = answer.headers.get("Location", "")
    if any(
        address.startswith("/account/login/") for address, _status in getattr(answer, "redirect_chain", [])
    ):
        return "login"
    if answer.status_code in (301, 302) and location.startswith("/account/login/"):
        return "login"
    if answer.status_code in (200, 204, 301, 302, 303):
        return "ok"
    return {403: "forbidden", 404: "missing"}.get(answer.status_code, str(answer.status_code))


def _expected(name: str, person: str) -> str:
    page = PAGES[name]
    if person in page.ok:
        return "ok"
    if person == "anonymous":
        return "login"
    return "forbidden" if person in page.forbidden else "missing"


def _questions(captured: CaptureQueriesContext) -> list[str]:
    """What the database was asked; where a transaction begins and ends is no question."""
    asked = [query["sql"] for query in captured.captured_queries]
    return [text for text in asked if not text.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]


@pytest.mark.requirement("XC-03")
@pytest.mark.requirement("ACH-13")
@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_for_everybody(scene: Scene, person: str) -> None:
    """Also that no page asks the database more than a dozen questions, whoever opens it."""
    wrong = []
    shared = scene.person(person)
    for name, page in PAGES.items():
        client = shared if page.method == "get" else scene.person(person)
        address = reverse(name, kwargs=page.arguments(scene))
        with CaptureQueriesContext(connection) as captured:
            answer = getattr(client, page.method)(address, page.data, follow=page.follow)
        asked = len(_questions(captured))
        if asked > MOST_QUESTIONS and page.method == "get" and not page.follow:
            wrong.append(f"{name} for {person}: {asked} queries")
        if (found := _outcome(answer)) != (expected := _expected(name, person)):
            wrong.append(f"{name} for {person}: {found}, expected {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.requirement("XC-03")
@pytest.mark.requirement("ACH-13")
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_api_call_for_every_system(scene: Scene, system: str) -> None:
    wrong = []
    headers = scene.bearer(system)
    for name, call in CALLS.items():
        address = reverse(name, kwargs=call.arguments(scene)) + call.query(scene)
        body = call.body(scene)
        sent = {"data": body, "content_type": "application/json"} if body is not None else {}
        answer = getattr(Client(), call.method)(address, headers=headers, **sent)
        expected = {"nobody": 401, "own": call.own, "foreign": call.foreign}[system]
        if answer.status_code != expected:
            wrong.append(f"{name} for {system}: {answer.status_code}, expected {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(OWN_ACCOUNT))
def test_pages_of_ones_own_account_ask_for_a_log_in(client: Client, db: None, name: str) -> None:
    answer = client.get(reverse(name))
    assert _outcome(answer) == "login"


@pytest.mark.parametrize("name", sorted(DEMO_ONLY))
def test_demo_pages_are_not_there_in_a_real_installation(scene: Scene, settings: Any, name: str) -> None:
    settings.DEMO = False
    answer = scene.person("operator").get(reverse(name, kwargs=DEMO_ONLY[name](scene)))
    assert answer.status_code == 404


def test_foreign_findings_records_and_lists_hold_nothing_of_others(scene: Scene) -> None:
    """Counts and lists obey the same rule as pages."""
    stranger = scene.person("stranger")
    assert f"/batches/{scene.done.uuid}/" not in stranger.get(reverse("batch_list")).content.decode()
    headers = scene.bearer("foreign")
    found = Client().get(f"/api/v1/achievements?uln={scene.active.uln}", headers=headers).json()
    assert found["achievements" if "achievements" in found else "items"] == []
    listed = Client().get("/api/v1/achievement-batches", headers=headers).json()
    assert listed["batches" if "batches" in listed else "items"] == []
