"""People never wait for a lock: whoever comes second is told at once, and what takes too long is broken off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import lxml.html
import psycopg
import pytest
import requests

from deployment.visitor import Visitor
from hostile.conftest import Front

HELD = "Someone else is changing this at the moment"


@contextmanager
def held(front: Front, statement: str, *parameters: str) -> Iterator[None]:
    """What a job or another person does meanwhile."""
    with psycopg.connect(front.url) as connection:
        connection.execute(statement, parameters)  # type: ignore[arg-type]
        yield
        connection.rollback()


def click(visitor: Visitor, path: str) -> requests.Response:
    """Send the form that leads there, as a browser does."""
    token = lxml.html.fromstring(visitor.session.get(visitor.base).content).xpath("//body/@hx-headers")[0]
    data = {"csrfmiddlewaretoken": json.loads(token)["x-csrftoken"]}
    return visitor.session.post(visitor.base.rstrip("/") + path, data=data, timeout=60)


@pytest.mark.requirement("XC-02")
@pytest.mark.parametrize(("act", "batch"), [("confirm", "ready"), ("undo", "done"), ("cancel", "ready")])
def test_a_click_while_the_batch_is_held_is_answered(
    front: Front, patient: int, act: str, batch: str
) -> None:
    """The web waits for any other lock here as long as it takes: it is not the time limit that answers."""
    visitor, uuid = front.logged_in(patient), front.facts[batch]
    before = front.one("select state from batches_batch where uuid = %(uuid)s", uuid=uuid)
    with held(front, "select from batches_batch where uuid = %s for update", uuid):
        answer = click(visitor, f"/batches/{uuid}/{act}/")
    assert answer.status_code == 409
    assert HELD in answer.text
    assert "Try again in a minute." in answer.text
    assert front.one("select state from batches_batch where uuid = %(uuid)s", uuid=uuid) == before


@pytest.mark.requirement("XC-02")
def test_a_lock_that_nobody_foresaw_is_waited_for_no_longer_than_allowed(front: Front, hasty: int) -> None:
    """Even where the session itself cannot be read."""
    visitor = front.logged_in(hasty)
    with held(front, "lock table django_session in access exclusive mode"):
        answer = visitor.session.get(visitor.base)
    assert answer.status_code == 409
    assert HELD in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert visitor.session.get(visitor.base).status_code == 200


@pytest.mark.requirement("XC-02")
def test_a_statement_that_takes_too_long_is_broken_off(front: Front, patient: int) -> None:
    visitor = front.logged_in(patient)
    with held(front, "lock table django_session in access exclusive mode"):
        answer = visitor.session.get(visitor.base)
    assert answer.status_code == 503
    assert "This takes too long at the moment" in answer.text


def test_a_program_is_told_in_the_form_of_its_door(front: Front, hasty: int) -> None:
    base = f"http://127.0.0.1:{hasty}"
    with held(front, "lock table plumbing_meter in access exclusive mode"):
        answer = requests.post(f"{base}/api/v1/oauth/token", {"grant_type": "client_credentials"}, timeout=60)
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"].endswith("#being-changed")
