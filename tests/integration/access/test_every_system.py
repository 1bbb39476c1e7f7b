"""A call that no system can ever be allowed to make must not be offered (XC-04).

Every call of the API is made by systems of every role that one can be given, until one may. What is done is rolled
back, so that each call meets the scene as it was made.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from integration.access.calls import CALLS
from integration.access.scene import Scene, make_scene
from plugins.databases import prepared
from testamur.access import actions as access
from testamur.access.rules import roles_of_systems
from testamur.api.batches import kinds
from testamur.batches import actions as batches
from testamur.batches.models import Batch

pytestmark = pytest.mark.django_db

scene = prepared(make_scene)

# Calls that no system can make, each with the reason for which it is there all the same.
OF_NOBODY: dict[str, str] = {
    "api:own_record": "a learner reads it, with the session of the pages",
    "api:looks_at_own_record": "a learner reads it, with the session of the pages",
}

ALLOWED = {200, 201, 202, 204, 409}
"""Done, or asked for by somebody who may, when it cannot be."""


def _as_it_is(scene: Scene) -> dict[str, Any]:
    """The achievement that is there, once more: nobody can object to that but for who asks."""
    learner = scene.active.learner
    return {
        "job_type": "final",
        "action": "update",
        "uln": learner.uln,
        "given_name": learner.given_name,
        "family_name": learner.family_name,
        "reference": scene.active.reference,
        "award_date": str(scene.active.award_date),
        "grade": "B",
    }


def _of_a_finished_import(kind: str) -> Callable[[Scene], dict[str, Any]]:
    def arguments(scene: Scene) -> dict[str, Any]:
        batch = scene.imports[kind]
        batches.confirm(batch=batch, by=scene.world.operator)
        batches.advance(batch_id=batch.pk)
        return {"batch_id": str(batch.uuid), "name": next(iter(Batch.objects.get(pk=batch.pk).reports))}

    return arguments


@dataclass(frozen=True)
class Sent:
    """What is sent where that of ``CALLS`` is refused before it is asked who sends it."""

    body: Callable[[Scene], Any] = lambda scene: None
    content_type: str = "application/json"


FILES = [routes for routes in kinds.ALL if routes.plugged.takes_files]
SENT = {
    **{f"api:{each.submit_name}": Sent(lambda scene: b"x", each.types[0]) for each in FILES},
    **{f"api:{each.records_name}": Sent(lambda scene: [{}]) for each in FILES},
    **{f"api:{name}_achievement": Sent(_as_it_is) for name in ("change", "check")},
}
ARGUMENTS = {
    f"api:{each.operation('download', 'file')}": _of_a_finished_import(each.kind)
    for each in FILES
    if each.kind in ("register", "units", "organisations")
}


def _systems(scene: Scene) -> Iterator[dict[str, str]]:
    """The authorization of a system of every role, at an organisation of every kind in the scene."""
    world = scene.world
    for place in (world.board, world.provider, world.authority, world.service):
        for role in roles_of_systems(place.kind):
            client, secret = access.create_api_client(
                name=f"{role} here", organisation=place, role=role, by=None
            )
            basic = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
            answer = Client().post(
                "/api/v1/oauth/token",
                "grant_type=client_credentials",
                content_type="application/x-www-form-urlencoded",
                headers={"authorization": f"Basic {basic}"},
            )
            yield {"authorization": f"Bearer {answer.json()['access_token']}"}


def _status(scene: Scene, name: str, headers: dict[str, str]) -> int:
    call = CALLS[name]
    sent = SENT.get(name, Sent(call.body))
    with transaction.atomic():
        arguments = ARGUMENTS.get(name, call.arguments)(scene)
        body = sent.body(scene)
        content = {} if body is None else {"data": body, "content_type": sent.content_type}
        address = reverse(name, kwargs=arguments) + call.query(scene)
        answer = getattr(Client(), call.method)(address, headers=headers, **content)
        transaction.set_rollback(True)
    status: int = answer.status_code
    return status


@pytest.mark.requirement("XC-04")
def test_every_call_can_be_made_by_a_system_of_some_role(scene: Scene, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = settings.API_TOKENS_PER_MINUTE = 1_000_000
    systems = list(_systems(scene))
    refused = {}
    for name in CALLS:
        answers = []
        for headers in systems:
            answers.append(_status(scene, name, headers))
            if answers[-1] in ALLOWED:
                break
        else:
            refused[name] = answers
    assert refused.keys() == OF_NOBODY.keys(), "\n".join(
        f"{name}: {answers}" for name, answers in refused.items()
    )
