"""Figures for Prometheus: of requests, by django-prometheus, and of the engine, read when they are asked for."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from testamur.batches import queries as ledger
from testamur.notices import queries as notices
from testamur.plumbing import queue


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
            "testamur_notices_unsent", "E-mails not sent yet.", value=notices.unsent().count()
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
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
