"""What machines ask: whether the process lives, whether it can work, and the figures."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from integration.api.client import a_batch
from testamur.api import health
from testamur.notices import actions as notices
from testamur.notices import queries as outbox
from testamur.plumbing import clock
from world import World, submit

pytestmark = pytest.mark.django_db


def ready(client: Client) -> tuple[int, dict[str, dict[str, Any]]]:
    response = client.get("/readyz")
    body = response.json()
    assert (body["status"] == "ready") == (response.status_code == 200)
    return response.status_code, body["checks"]


def _old_batch(world: World, seconds: int) -> None:
    batch = submit(world, a_batch(world), run=False)
    type(batch).objects.update(received_at=clock.now() - dt.timedelta(seconds=seconds))


def test_process_that_lives_says_so_without_asking_the_database(client: Client) -> None:
    with connection.execute_wrapper(_refuse):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


def _refuse(*_: Any) -> Any:
    raise OperationalError("the database is away")


def test_everything_is_ready_in_a_sound_installation(client: Client) -> None:
    status, checks = ready(client)
    assert status == 200
    assert set(checks) == {"database", "migrations", "queue", "workers", "disk", "clock"}
    assert {checks[name]["status"] for name in set(checks) - {"workers"}} == {"ok"}


def test_database_that_is_away_fails_what_needs_it_and_nothing_is_given_away(client: Client) -> None:
    with connection.execute_wrapper(_refuse):
        response = client.get("/readyz")
    assert response.status_code == 503
    checks = response.json()["checks"]
    assert checks["database"]["status"] == "failed"
    assert checks["disk"]["status"] == "ok"
    assert b"away" not in response.content


def test_migration_that_waits_fails(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'plumbing'")
    status, checks = ready(client)
    assert status == 503
    assert checks["migrations"]["value"] >= 1
    assert "testamur migrate" in checks["migrations"]["detail"]


@pytest.mark.parametrize(("waited", "status"), [(100, 200), (400, 503)])
def test_batch_that_waits_too_long_fails(client: Client, world: World, waited: int, status: int) -> None:
    _old_batch(world, waited)
    found, checks = ready(client)
    assert found == status
    assert checks["queue"]["value"] >= waited


def test_no_worker_is_a_warning(client: Client) -> None:
    status, checks = ready(client)
    assert (status, checks["workers"]["status"]) == (200, "warning")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert ready(client)[1]["workers"]["status"] == "ok"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    assert ready(client)[1]["workers"]["status"] == "warning"


def test_disk_that_is_full_fails(client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    status, checks = ready(client)
    assert (status, checks["disk"]["status"], checks["disk"]["value"]) == (503, "failed", 1000)


@pytest.mark.parametrize(("apart", "status"), [(1, 200), (3600, 503), (-3600, 503)])
def test_clocks_that_differ_fail(
    client: Client, monkeypatch: pytest.MonkeyPatch, apart: int, status: int
) -> None:
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + dt.timedelta(seconds=apart))
    found, checks = ready(client)
    assert found == status
    assert (checks["clock"]["status"] == "ok") == (status == 200)


def test_readiness_says_nothing_of_people(client: Client, world: World) -> None:
    submit(world, a_batch(world))
    text = client.get("/readyz").content.decode()
    for person in [*world.people.values(), *world.learners]:
        assert str(person) not in text


def test_figures_of_the_engine_are_read_when_asked(client: Client, world: World) -> None:
    submit(world, a_batch(world))
    _old_batch_of_two(world)
    notices.tell(to="a@people.example", subject="s", body="b", dedupe="d")
    figures = client.get("/metrics").content.decode()
    assert 'testamur_batches{state="done"} 1.0' in figures
    assert 'testamur_batches{state="received"} 1.0' in figures
    assert 'testamur_batches{state="undone"} 0.0' in figures
    assert f"testamur_notices_unsent {float(outbox.unsent().count())}" in figures
    assert "testamur_workers 0.0" in figures
    (age,) = [line for line in figures.splitlines() if line.startswith("testamur_queue_oldest_seconds ")]
    assert float(age.split()[1]) >= 100
    assert "django_http_requests_total" in figures
    for person in [*world.people.values(), *world.learners]:
        assert str(person) not in figures


def _old_batch_of_two(world: World) -> None:
    batch = submit(world, a_batch(world, 2), run=False)
    type(batch).objects.filter(pk=batch.pk).update(received_at=clock.now() - dt.timedelta(seconds=100))


@pytest.mark.parametrize(
    "asked",
    [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, {"HTTP_FORWARDED": "for=x"}],
)
def test_figures_are_for_this_machine_alone(client: Client, asked: dict[str, str]) -> None:
    response = client.get("/metrics", **asked)
    assert response.status_code == 403
    assert b"testamur_batches" not in response.content


@pytest.mark.parametrize(
    ("header", "status"), [("Bearer let-me-see", 200), ("Bearer wrong", 401), ("let-me-see", 401), ("", 401)]
)
def test_figures_are_for_whoever_has_the_token(
    client: Client, settings: Any, header: str, status: int
) -> None:
    settings.METRICS_TOKEN = "let-me-see"
    response = client.get("/metrics", headers={"Authorization": header}, REMOTE_ADDR="192.0.2.7")
    assert response.status_code == status


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_nothing_can_be_sent_there(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
