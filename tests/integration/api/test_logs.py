"""What the logs tell: every request with its id, and nothing of a person."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection

from integration.api.client import System, a_batch, run
from testamur.achievements import actions as achievements
from testamur.batches.actions import engine
from world import World, record, xml

pytestmark = pytest.mark.django_db

GIVEN, FAMILY, MAIL, MIS, GRADE = (
    "Canaryanne",
    "Canaryson",
    "canary@person.example",
    "canary-mis-77",
    "canarygrade",
)


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Everything that goes to standard error, as the service formats it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(_formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)


def _formatter() -> logging.Formatter:
    """The formatter of the service's own handler; pytest has put its own beside it."""
    found = [handler.formatter for handler in logging.getLogger().handlers if handler.get_name() == "stderr"]
    assert found[0] is not None
    return found[0]


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def canaries(world: World) -> list[str]:
    learner = world.learners[0]
    return [
        GIVEN,
        FAMILY,
        MAIL,
        MIS,
        GRADE,
        learner.uln,
        learner.given_name,
        learner.family_name,
        "1000000001",
    ]


def canary_batch(world: World) -> bytes:
    wrong = record(
        world.learners[0],
        given_name=GIVEN,
        family_name=FAMILY,
        mis_identifier=MIS,
        grade=GRADE,
        action="create",
    )
    return xml([wrong, record(world.learners[1], uln="1000000001")], email=MAIL)


def assert_no_canary(world: World, stream: io.StringIO) -> None:
    text = stream.getvalue()
    assert text
    assert [canary for canary in canaries(world) if canary in text] == []


def test_every_request_is_logged_as_json_with_the_id_that_the_answer_names(
    system: System, stream: Any
) -> None:
    response = system.get("/me")
    told = [line for line in lines(stream) if line["event"] == "request_finished"]
    assert [line["request"] for line in told] == ["GET /api/v1/me"]
    assert told[0]["request_id"] == response.headers["X-Request-ID"]
    assert told[0]["code"] == 200
    assert told[0]["api_client"] == system.client.pk


def test_batch_and_its_findings_leave_nothing_personal_in_the_logs(
    system: System, world: World, stream: io.StringIO
) -> None:
    sent = system.send(canary_batch(world))
    assert system.done(sent)["state"] == "refused"
    assert FAMILY in system.get(sent.json()["findings_href"]).content.decode()
    assert_no_canary(world, stream)


def test_uln_in_an_address_or_a_body_is_not_logged(system: System, world: World, stream: io.StringIO) -> None:
    uln = world.learners[0].uln
    system.done(system.send(a_batch(world)))
    assert system.get("/achievements", uln=uln).json()["items"]
    assert system.post("/achievements/search", {"uln": uln}).json()["items"]
    assert system.get("/achievements", uln=uln, nonsense=FAMILY).status_code == 422
    assert system.get("/nowhere", uln=uln).status_code == 404
    assert system.post("/achievements", {"uln": uln, "family_name": FAMILY}).status_code == 422
    assert_no_canary(world, stream)


def test_broken_request_leaves_nothing_personal_in_the_logs(
    system: System, world: World, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words of an exception may quote a person's data, so only its kind and its place are told."""

    def broken(**_: Any) -> None:
        raise ValueError(f"cannot write {FAMILY}") from KeyError(GIVEN)

    monkeypatch.setattr(achievements, "check_one", broken)
    body = {"job_type": "final", "action": "create", "uln": "1", "given_name": GIVEN, "family_name": FAMILY}
    response = system.post("/achievements/check", {**body, "reference": "1", "award_date": "x"})
    assert response.status_code == 500
    assert FAMILY not in response.content.decode()
    (told,) = [line for line in lines(stream) if line["event"] == "api.failed"]
    assert "builtins.ValueError" in told["exception"]
    assert "builtins.KeyError" in told["exception"]
    assert "test_logs.py" in told["exception"]
    assert_no_canary(world, stream)


def test_what_the_database_refuses_is_told_by_its_code_alone(
    system: System, world: World, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL quotes the row that it refuses."""

    def broken(_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE learners_learner SET uln = %s", [world.learners[0].uln])

    sent = system.send(a_batch(world))
    monkeypatch.setitem(engine.STEPS, "received", broken)
    with pytest.raises(IntegrityError):
        run(sent)
    (told,) = [line for line in lines(stream) if line["event"] == "batch.step_failed"]
    assert "IntegrityError" in told["exception"]
    assert "23505" in told["exception"]
    assert_no_canary(world, stream)
