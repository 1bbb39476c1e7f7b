"""Every refusal is a problem, in every corner of the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.test import Client

from integration.api.client import PROBLEM, ROOT, System, a_batch, assert_problem
from testamur.access import queries as access
from testamur.api.problems import CATALOGUE
from testamur.batches.models import Batch
from world import World, submit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/achievement-batches/",
        "/achievement-batches/1",
        "/achievements/x",
        "/me/",
        "/oauth/token/",
    ],
)
def test_unknown_address_is_a_problem_and_not_a_page(system: System, path: str) -> None:
    assert_problem(system.get(path), 404, "not-found")
    assert_problem(system.post(path, {}), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("delete", "/achievement-batches", {"GET", "POST"}),
        ("put", "/me", {"GET"}),
        ("head", "/me", {"GET"}),
        ("options", "/achievements", {"GET", "POST"}),
        ("get", "/achievements/search", {"POST"}),
        ("get", "/oauth/token", {"POST"}),
        ("patch", "/oauth/revoke", {"POST"}),
        ("get", "/achievement-batches/6c1b1c5e-0000-4000-8000-000000000000/confirm", {"POST"}),
    ],
)
def test_wrong_method_is_a_problem_that_lists_the_right_ones(
    system: System, method: str, path: str, allowed: set[str]
) -> None:
    response = getattr(system.browser, method)(ROOT + path, headers=system.headers())
    assert response.status_code == 405
    assert response.headers["Content-Type"] == PROBLEM
    assert {each.strip() for each in response.headers["Allow"].split(",")} == allowed


def test_error_that_nobody_foresaw_says_nothing_but_its_reference(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("a secret of the machine room")

    monkeypatch.setattr(access, "permissions_at", broken)
    response = system.get("/me")
    problem = assert_problem(response, 500, "internal-error")
    assert b"secret" not in response.content
    assert problem["instance"] == f"urn:uuid:{response.headers['X-Request-ID']}"


def test_database_that_is_away_is_told_with_a_time_to_return(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(access, "permissions_at", away)
    response = system.get("/me")
    assert_problem(response, 503, "unavailable")
    assert response.headers["Retry-After"] == "10"


def test_outcome_file_that_was_lost_is_our_fault_and_not_a_missing_address(
    system: System, world: World
) -> None:
    batch = submit(world, a_batch(world))
    default_storage.delete(Batch.objects.get(pk=batch.pk).reports["job-result.json"]["path"])
    response = system.get(f"/achievement-batches/{batch.uuid}/files/job-result.json")
    assert_problem(response, 500, "internal-error")


def test_every_problem_is_explained_on_the_page_of_the_api(client: Client) -> None:
    page = client.get(f"{ROOT}/docs").content.decode()
    for slug in CATALOGUE:
        assert f'id="{slug}"' in page


def test_no_answer_may_be_kept_by_anybody(system: System) -> None:
    for path in ("/me", "/achievement-batches", "/nowhere"):
        assert "no-store" in system.get(path).headers["Cache-Control"]
