"""A batch of 10,000 records through the web service: posted as an envelope, accepted, and done by a real worker."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

from django.test import Client

from bench import pipeline
from bench.measure import Figure, Sample, clocked
from bench.workers import Workers, workers
from bench.world import SIZE, World
from testamur.access import actions as access_actions
from testamur.access.rules import Role
from testamur.achievements.kinds.achievements.layout import MODEL, SERVICES
from testamur.plumbing.xml import SOAP

ACTION = f"{SERVICES}/IExternalService/SubmitAchievementBatchJob"
ACCEPTED, DONE = "accepted", "done after that"


def measure(world: World, numbers: Iterator[int], *, times: int) -> Figure:
    """In process, without a network. The note says what the first call costs, whose password is checked slowly."""
    figure = Figure("soap", "SubmitAchievementBatchJob, envelope to outcome file")
    with workers(1, logs=world.directory / "log") as running:
        _one(world, next(numbers), _new_password(world), running)
        password = _new_password(world)
        first = _one(world, next(numbers), password, running)
        figure.samples = [_one(world, next(numbers), password, running) for _ in range(times)]
        figure.notes["accepted_with_slow_check_of_password"] = round(first.parts[ACCEPTED], 4)
        figure.notes["peak_memory_of_a_worker"] = running.peak_memory()
    return figure


def _new_password(world: World) -> str:
    roles = {Role.AO_BATCH_USER.value}
    _held, password = access_actions.set_web_service_password(
        organisation=world.organisation, roles=roles, by=None
    )
    return password


def _one(world: World, number: int, password: str, running: Workers) -> Sample:
    # Without faults: some of them break the schema, and one of those refuses the whole request.
    request = _request(world.batch(number, faulty=0), password)
    with clocked(SIZE, *running.processes) as sample:
        began = time.perf_counter()
        answer = Client().post(
            "/ExternalService.svc",
            request,
            content_type="text/xml",
            headers={"SOAPAction": f'"{ACTION}"', "Host": "localhost"},
        )
        accepted = time.perf_counter() - began
        found = re.search(rb"JobId>(\d+)<", answer.content)
        if found is None:
            raise RuntimeError(f"the batch was not accepted: {answer.content[:500]!r}")
        pipeline.wait([int(found[1])], running, every=0.01)
    sample.parts = {ACCEPTED: accepted, DONE: sample.seconds - accepted}
    return sample


def _request(path: Path, password: str) -> bytes:
    """The batch's file as a supplier's software sends it: in an envelope, with credentials."""
    declaration, root, rest = path.read_bytes().split(b"\n", 2)
    who = (
        f'<invokingUser xmlns:m="{MODEL}"><m:OrgPassword>{password}</m:OrgPassword>'
        "<m:OrganisationRef>10009991</m:OrganisationRef><m:UserName>measurer</m:UserName></invokingUser>"
    )
    opened = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>'
    return b"".join([declaration, opened.encode(), root, who.encode(), rest, b"</s:Body></s:Envelope>"])
