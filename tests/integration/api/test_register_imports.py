"""Registers are brought up to date through the API as on their page, by a system of the records service."""

from __future__ import annotations

from typing import Any

import pytest

from integration.api.client import System, assert_problem, run
from integration.qualifications.files import file_of
from testamur.qualifications.models import Entry
from world import World, a_challenge, record, submit, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def operators(world: World) -> System:
    """A system of the records service with its narrowest role."""
    return System(world.service)


def sent(system: System, data: bytes, *, path: str = "/unit-imports", content_type: str = "text/csv") -> Any:
    return system.browser.post(
        f"/api/v1{path}", data, content_type=content_type, headers=system.headers(), CONTENT_TYPE=content_type
    )


@pytest.mark.requirement("XC-04")
def test_units_are_sent_looked_at_confirmed_and_undone(operators: System) -> None:
    taken = sent(operators, file_of("units", {}))
    assert taken.status_code == 202, taken.content
    run(taken)
    ready = operators.get(taken.headers["Location"]).json()
    assert (ready["state"], ready["planned"]) == ("ready", {"created": 1, "updated": 0, "unchanged": 0})
    assert ready["needs_confirmation"]
    assert ready["decisions"] == ["confirm", "cancel"]
    assert not Entry.objects.filter(title="Growing leeks").exists()
    run(operators.post(f"{ready['href']}/confirm"))
    done = operators.get(ready["href"]).json()
    assert (done["state"], done["effects"]["created"]) == ("done", 1)
    record = operators.get(f"{ready['href']}/records/1").json()
    assert (record["effect"], record["rejected"]) == ("created", False)
    files = {file["name"]: operators.get(file["href"]).status_code for file in done["files"]}
    assert set(files.values()) == {200}
    run(operators.post(f"{ready['href']}/undo"))
    undone = operators.get(ready["href"]).json()
    assert (undone["state"], undone["undone"]["put_back"]) == ("undone", 1)


def test_file_with_a_wrong_record_is_refused_as_a_whole_and_its_findings_are_listed(
    operators: System,
) -> None:
    taken = sent(operators, file_of("register", {}, {"reference": ""}), path="/qualification-imports")
    run(taken)
    shown = operators.get(taken.headers["Location"]).json()
    assert shown["state"] == "refused"
    (found,) = operators.get(shown["findings_href"]).json()["items"]
    assert found["record"] == 2
    (counted,) = operators.get(f"{shown['href']}/finding-codes").json()["items"]
    assert (counted["code"], counted["records"]) == (found["findings"][0]["code"], 1)


def test_other_sorts_of_content_are_refused(operators: System) -> None:
    refused = sent(operators, b"<x/>", path="/organisation-imports", content_type="application/xml")
    problem = assert_problem(refused, 415, "unsupported-media-type")
    assert "text/csv" in problem["detail"]


@pytest.mark.requirement("XC-03")
def test_only_systems_that_may_import_registers_do(strong_system: System) -> None:
    for path, kind in (("/qualification-imports", "register"), ("/unit-imports", "units")):
        assert_problem(sent(strong_system, file_of(kind, {}), path=path), 403, "not-allowed")


@pytest.mark.requirement("XC-03")
def test_a_system_that_imports_registers_does_and_sees_nothing_else(operators: System, world: World) -> None:
    theirs = submit(world, [record(world.learners[0])])
    challenge = a_challenge(world, the(world.learners[0]))
    assert operators.get("/me").json()["permissions"] == ["batch:view", "register:import"]
    assert operators.get("/achievement-batches").json()["items"] == []
    for path in (f"/achievement-batches/{theirs.uuid}", f"/challenges/{challenge.uuid}"):
        assert_problem(operators.get(path), 404, "not-found")
    for path in ("/challenges", "/contacts", "/reports/uploads"):
        assert_problem(operators.get(path), 403, "not-allowed")
    assert_problem(operators.send(b"<x/>"), 403, "not-allowed")
