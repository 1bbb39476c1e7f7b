"""What the access test walks over: one record of each kind, owned by one board, and everybody who may knock."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from django.test import Client

from testamur.access import actions as access
from testamur.access.models import ApiClient
from testamur.achievements.models import Achievement
from testamur.bulk.models import Batch
from testamur.qualifications.models import Entry
from world import World, make_world, record, submit

PEOPLE = ("anonymous", "outsider", "viewer", "batch_user", "super_user", "operator", "stranger")
SYSTEMS = ("nobody", "own", "foreign")


@dataclass
class Scene:
    """Records of the Northern Board, whose own people are viewer, batch user and super user."""

    world: World
    done: Batch
    ready: Batch
    stuck: Batch
    active: Achievement
    withdrawn: Achievement
    entry: Entry
    client: ApiClient
    secrets: dict[str, tuple[str, str]]

    def person(self, name: str) -> Client:
        client = Client()
        if name != "anonymous":
            client.force_login(getattr(self.world, name))
        return client

    def bearer(self, name: str) -> dict[str, str]:
        """The authorization header of a supplier's system, by client credentials."""
        if name == "nobody":
            return {}
        identifier, secret = self.secrets[name]
        basic = base64.b64encode(f"{identifier}:{secret}".encode()).decode()
        answer = Client().post(
            "/api/v1/oauth/token",
            "grant_type=client_credentials",
            content_type="application/x-www-form-urlencoded",
            headers={"authorization": f"Basic {basic}"},
        )
        return {"authorization": f"Bearer {answer.json()['access_token']}"}


def make_scene() -> Scene:
    world = make_world(6)
    one, two = world.learners[:2]
    done = submit(
        world, [*(record(learner) for learner in world.learners), record(one, reference="601/0099/0")]
    )
    ready = submit(world, [record(one, reference="601/0002/3")], confirm_first=True)
    submit(world, [record(two, action="withdraw")])
    stuck = submit(world, [record(world.learners[2], action="withdraw")], run=False)
    secrets: dict[str, Any] = {}
    for name, organisation in (("own", world.board), ("foreign", world.other_board)):
        client, secret = access.create_api_client(name=f"{name} system", organisation=organisation, by=None)
        secrets[name] = (client.client_id, secret)
    assert (done.state, ready.state, stuck.state) == ("done", "ready", "received")

    return Scene(
        world=world,
        done=done,
        ready=ready,
        stuck=stuck,
        active=Achievement.objects.get(learner=one),
        withdrawn=Achievement.objects.get(learner=two),
        entry=Entry.objects.get(reference="601/0001/1"),
        client=ApiClient.objects.get(organisation=world.board),
        secrets=secrets,
    )
