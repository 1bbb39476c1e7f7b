"""Whether this process lives, whether it can do its work, and its figures. No answer says anything of people."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from testamur.batches import queries as ledger
from testamur.notices import queries as outbox
from testamur.plumbing import addresses, clock, paths, queue

log = structlog.get_logger(__name__)

OK, WARNING, FAILED = "ok", "warning", "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. A warning is for a person to look at; a failure takes this process out of service."""

    status: str
    detail: str
    value: float | int | None = None


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is alive. Nothing else is asked, so that a database that is down restarts no web process."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The process can do its work: 200, or 503 with the check that failed."""
    found = {name: _checked(name, check) for name, check in CHECKS.items()}
    ready = all(finding.status != FAILED for finding in found.values())
    body = {
        "status": "ready" if ready else "not ready",
        "checks": {name: asdict(finding) for name, finding in found.items()},
    }
    return JsonResponse(body, status=200 if ready else 503)


def _checked(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception:
        log.exception("ready.check_failed", check=name)
        return Finding(FAILED, "The check itself failed; the logs say why.")


def database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding(OK, "The database answers.")


_migrated = False


def migrations() -> Finding:
    """Read once: what has been applied stays applied as long as this process lives."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            return Finding(FAILED, "The database waits for migrations: run `testamur migrate`.", missing)
        _migrated = True
    return Finding(OK, "The database is up to date.", 0)


def queue_age() -> Finding:
    age = ledger.queue_health().oldest_waiting_seconds
    if age is None:
        return Finding(OK, "No batch waits.", 0)
    if age > settings.READY_QUEUE_SECONDS:
        return Finding(
            FAILED, f"A batch has waited for more than {settings.READY_QUEUE_SECONDS} s.", round(age, 1)
        )
    return Finding(OK, "No batch has waited long.", round(age, 1))


def workers() -> Finding:
    """No worker is not a failure of the web, and at a start the web may be the first; what waits too long is one."""
    living = queue.living_workers()
    if living == 0:
        return Finding(WARNING, "No worker has been active recently: start `testamur worker`.", 0)
    return Finding(OK, "Workers are at work.", living)


def disk() -> Finding:
    """Where files are kept, if that is a disk of this machine; else where this process writes."""
    place = Path(default_storage.location) if isinstance(default_storage, FileSystemStorage) else paths.var()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < settings.READY_DISK_BYTES:
        return Finding(FAILED, f"Less than {settings.READY_DISK_BYTES} bytes are free for files.", free)
    return Finding(OK, "There is room for files.", free)


def clocks() -> Finding:
    """Tokens and sessions end by this machine's clock, everything else by the database's: they must agree."""
    apart = abs((dt.datetime.now(dt.UTC) - clock.now()).total_seconds())
    if apart > settings.READY_CLOCK_SECONDS:
        return Finding(FAILED, "The clocks of this machine and of the database differ.", round(apart, 3))
    return Finding(OK, "The clocks agree.", round(apart, 3))


CHECKS: dict[str, Callable[[], Finding]] = {
    "database": database,
    "migrations": migrations,
    "queue": queue_age,
    "workers": workers,
    "disk": disk,
    "clock": clocks,
}


class Engine(Collector):
    """The batch engine, the outbox and the workers, over all processes and machines."""

    def collect(self) -> Iterator[Metric]:
        health = ledger.queue_health()
        by_state = GaugeMetricFamily("testamur_batches", "Batches by state.", labels=["state"])
        for state, number in ledger.counts_by_state().items():
            by_state.add_metric([state], number)
        yield by_state
        yield GaugeMetricFamily(
            "testamur_queue_oldest_seconds",
            "How long the oldest waiting batch has waited; 0 if none waits.",
            value=health.oldest_waiting_seconds or 0,
        )
        yield GaugeMetricFamily(
            "testamur_batches_stuck", "Batches that wait for an operator.", value=health.stuck
        )
        yield GaugeMetricFamily(
            "testamur_notices_unsent", "Emails not sent yet.", value=outbox.unsent().count()
        )
        yield GaugeMetricFamily("testamur_workers", "Workers that live.", value=queue.living_workers())


_ENGINE = CollectorRegistry()
_ENGINE.register(Engine())


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """For whoever has the token; without one in the settings, for this machine alone."""
    if (refusal := _refusal(request)) is not None:
        return refusal
    response = ExportToDjangoView(request)
    response.content += generate_latest(_ENGINE)
    return response


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        if constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
            return None
        text = "Send the token of TESTAMUR_METRICS_TOKEN as a bearer token.\n"
        headers = {"WWW-Authenticate": 'Bearer realm="metrics"'}
        return HttpResponse(text, status=401, content_type="text/plain", headers=headers)
    if _is_this_machine(request):
        return None
    text = "Figures are shown to this machine alone. Set TESTAMUR_METRICS_TOKEN to show them to others.\n"
    return HttpResponse(text, status=403, content_type="text/plain")


def _is_this_machine(request: HttpRequest) -> bool:
    """Asked from a loopback address, and not through a proxy, which would make everybody look so."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    found = addresses.parsed(addresses.client_address(request))
    return found is not None and found.is_loopback


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", page, name="metrics"),
]
