"""What the access test walks over: one record of each kind, owned by one board, and everybody who may knock."""

from __future__ import annotations

import base64
import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from django.test import Client

from integration.achievements.returns import aim, send
from integration.learners.verifying import claimed, submit_verify, verify_xml
from integration.qualifications.files import LAYOUTS, submitted
from testamur.access import actions as access
from testamur.access.models import ApiClient, Invitation, User
from testamur.achievements.models import Achievement
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.batches.rules import ATTEMPTS_BEFORE_A_PERSON_LOOKS
from testamur.challenges import actions as challenges
from testamur.challenges.columns import write_csv
from testamur.challenges.models import Challenge, Contact, WeeklyReport
from testamur.qualifications.models import Entry
from world import World, a_challenge, make_world, record, submit

PEOPLE = (
    "anonymous",
    "outsider",
    "viewer",
    "batch_user",
    "super_user",
    "edc_user",
    "verify_user",
    "provider_user",
    "authority_user",
    "operator",
    "support",
    "register_user",
    "stranger",
    "learner",
)
SYSTEMS = ("nobody", "own", "foreign")


@dataclass
class Scene:
    """Records of the Northern Board, whose own people are viewer, batch, verify, EDC and super user."""

    world: World
    done: Batch
    ready: Batch
    stuck: Batch
    centre: Batch  # of the provider, which is neither system's organisation
    verified: Batch
    unverified: Batch
    active: Achievement
    withdrawn: Achievement
    challenge: Challenge
    contact: Contact  # asked for
    contact_in_force: Contact
    weekly: WeeklyReport
    decisions: Batch
    assigned: Batch
    imports: dict[str, Batch]  # of the operator, by kind
    entry: Entry
    invitation: Invitation
    invitation_key: str
    client: ApiClient
    secrets: dict[str, tuple[str, str]]

    def user(self, name: str) -> User:
        found: User = self.world.learner_user if name == "learner" else getattr(self.world, name)
        return found

    def person(self, name: str) -> Client:
        client = Client()
        if name != "anonymous":
            client.force_login(self.user(name))
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


def nominated(world: World, name: str, *, agreed: bool = False) -> Contact:
    """A contact of the board, asked for and perhaps agreed to."""
    nominee = challenges.Nominee("Nora", name.capitalize(), "01632 960001", f"{name}@board.example")
    found = challenges.ask_for_contact(
        organisation=world.board, nominee=nominee, through="page", by=world.edc_user
    )
    return challenges.approve_contact(contact=found, through="page", by=world.support) if agreed else found


def returned(world: World, report: WeeklyReport) -> Batch:
    """The board's weekly report sent back without a decision, and so refused."""
    submission = batches.submit(
        kind="challenge_decisions",
        organisation=world.board,
        file=io.BytesIO(b"".join(write_csv(report.rows, with_owner=False))),
        file_name="decisions.csv",
        through="page",
        by=world.edc_user,
    )
    batches.advance(batch_id=submission.batch.pk)
    return Batch.objects.get(pk=submission.batch.pk)


def assigned(world: World, challenge: Challenge, *, to: str = "") -> Batch:
    """The challenge given to somebody or, as it was before, to nobody in particular."""
    submission = batches.submit_selection(
        kind="challenge_assignments",
        organisation=world.board,
        selection={"challenges": [str(challenge.uuid)], "to": to},
        confirm_first=False,
        through="page",
        by=world.edc_user,
    )
    for _part in ("checked", "carried out"):
        batches.advance(batch_id=submission.batch.pk)
    return Batch.objects.get(pk=submission.batch.pk)


def invited(world: World) -> tuple[Invitation, str]:
    """Somebody without an account, asked to work for the board, and the key of the letter."""
    return access.invite(
        organisation=world.board,
        email="nadia@people.example",
        first_name="Nadia",
        last_name="Newly",
        roles={"ao_viewer"},
        by=world.super_user,
    )


def make_scene() -> Scene:
    world = make_world(6)
    one, two = world.learners[:2]
    done = submit(
        world, [*(record(learner) for learner in world.learners), record(one, reference="601/0099/0")]
    )
    ready = submit(world, [record(one, reference="601/0002/3")], confirm_first=True)
    submit(world, [record(two, action="withdraw")])
    submit(world, [record(world.learners[4], reference="601/0002/3")], job_type="provisional")
    stuck = submit(world, [record(world.learners[2], action="withdraw")], run=False)
    verified = submit_verify(world, verify_xml([claimed(one), claimed(two)]))
    unverified = submit_verify(world, verify_xml([claimed(two)]), run=False)
    centre = send(world, [aim(world.learners[3])])
    challenge = a_challenge(world, Achievement.objects.get(learner=one))
    weekly = challenges.make_weekly_report(organisation=world.board, week=dt.date(2026, 1, 5))
    secrets: dict[str, Any] = {}
    for name, organisation in (("own", world.board), ("foreign", world.other_board)):
        client, secret = access.create_api_client(name=f"{name} system", organisation=organisation, by=None)
        secrets[name] = (client.client_id, secret)
    invitation, key = invited(world)
    access.set_web_service_password(organisation=world.board, roles={"ao_batch_user"}, by=world.super_user)
    assert (done.state, ready.state, stuck.state) == ("done", "ready", "received")
    stuck.state, stuck.attempts = "stopped", ATTEMPTS_BEFORE_A_PERSON_LOOKS
    stuck.save()

    return Scene(
        world=world,
        done=done,
        ready=ready,
        stuck=stuck,
        centre=centre,
        verified=verified,
        unverified=unverified,
        active=Achievement.objects.get(learner=one),
        withdrawn=Achievement.objects.get(learner=two),
        challenge=challenge,
        contact=nominated(world, "asked"),
        contact_in_force=nominated(world, "told", agreed=True),
        weekly=weekly,
        decisions=returned(world, weekly),
        assigned=assigned(world, challenge),
        imports={kind: submitted(world, kind, [{}]) for kind in LAYOUTS},
        entry=Entry.objects.get(reference="601/0001/1"),
        invitation=invitation,
        invitation_key=key,
        client=ApiClient.objects.get(organisation=world.board),
        secrets=secrets,
    )
