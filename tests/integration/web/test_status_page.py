"""The public page of the service's status: true words, and nothing that is not everybody's to know."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from testamur.batches import queries as ledger
from testamur.batches.queries import QueueHealth
from testamur.plumbing import queue

pytestmark = pytest.mark.django_db


def page(monkeypatch: pytest.MonkeyPatch, *, workers: int, waited: float | None = None) -> str:
    monkeypatch.setattr(queue, "living_workers", lambda: workers)
    monkeypatch.setattr(ledger, "queue_health", lambda: QueueHealth(4711, 0, 0, 0, waited))
    answer = Client().get("/status/")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "4711" not in text
    return text


def test_status_says_what_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Everything is working." in page(monkeypatch, workers=1)
    slow = page(monkeypatch, workers=1, waited=3600)
    assert "They are taking longer than usual." in slow
    assert "Everything is working." not in slow
    assert "We accept them, but they are waiting to be processed." in page(monkeypatch, workers=0)


def test_status_answers_while_the_database_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise DatabaseError

    monkeypatch.setattr(ledger, "queue_health", broken)
    answer = Client().get("/status/")
    assert answer.status_code == 200
    assert "They cannot be read or changed at the moment." in answer.content.decode()
