"""Loading the demo world. What it stands on comes in one transaction; batches follow one by one.

Interrupted between two batches, the next start goes on where this one was: a batch is submitted under a key of its own.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

from django.db import connection, transaction

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.achievements import actions as achievement_actions
from testamur.achievements import samples
from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.batches.queries import BatchState
from testamur.demo import challenges, learner
from testamur.demo.people import (
    COUNCIL_NAME,
    COUNCIL_UKPRN,
    PASSWORD,
    PEOPLE,
    PROVIDERS,
    SERVICE_NAME,
    SERVICE_UKPRN,
    Person,
    account,
)
from testamur.demo.records import BATCHES, BIG, Planned, Then, World
from testamur.demo.register import Register, make
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.organisations import actions as organisation_actions
from testamur.organisations import queries as organisations
from testamur.organisations.queries import OrganisationKind
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.batches.models import Batch
    from testamur.organisations.models import Organisation


class Teller(Protocol):
    """Whoever is told."""

    def step(self, text: str) -> None:
        """Something begins."""

    def watch(self, *, look: Callable[[], Batch | None], until: Callable[[], bool]) -> None:
        """A batch is under way in another thread; show how far it is until it has come to rest."""

    def rested(self, batch: Batch) -> None:
        """A batch has come to rest."""


class Silent:
    """Tells nobody, as in tests."""

    def step(self, text: str) -> None: ...

    def watch(self, *, look: Callable[[], Batch | None], until: Callable[[], bool]) -> None: ...

    def rested(self, batch: Batch) -> None: ...


LEARNERS = 12_000
MERGED = 40
THROUGH = "command"


def is_demo_world() -> bool:
    """Whether this database holds the demo world, or the beginning of it."""
    operator = access.user_by_login(PEOPLE[0].username)
    return operator is not None and operator.email == PEOPLE[0].email


def load_if_empty(tell: Teller | None = None) -> bool:
    """Load the demo world into a database without organisations; says whether anything was done."""
    if organisations.registered().exists() and not is_demo_world():
        return False
    return load(tell or Silent())


def load(tell: Teller, *, learner_count: int = LEARNERS, big: int = BIG) -> bool:
    """Load what is missing of the demo world; says whether anything was."""
    if is_demo_world() and _all_submitted() and challenges.are_raised() and learner.is_there():
        return False
    register = make()
    known = _people_known(learner_count)
    if not is_demo_world():
        with transaction.atomic():
            _organisations_and_people(register, tell)
            _learners(known, tell)
    world = World(register, known[MERGED * 2 :], known[:MERGED], clock.today(), big)
    if not _all_submitted():
        for plan in BATCHES:
            _submit(plan, world, tell)
    tell.step(f"{len(challenges.CHALLENGES)} event data challenges")
    challenges.raise_all(person.uln for person in world.learners)
    if not learner.is_there():
        tell.step("A learner with an account")
        tell.rested(learner.load(world))
    return True


def _all_submitted() -> bool:
    operator = access.user_by_login(PEOPLE[0].username)
    if operator is None:
        return False
    return ledger.batches_for(operator).filter(idempotency_key=_key(BATCHES[-1])).exists()


def _organisations_and_people(register: Register, tell: Teller) -> None:
    """The records service and its operator, who then imports the registers; providers; everybody else."""
    tell.step("Organisations and the register of qualifications")
    service = organisation_actions.register(
        name=SERVICE_NAME, kind=OrganisationKind.OPERATOR, ukprn=SERVICE_UKPRN, by=None
    )
    operator = _person(PEOPLE[0], by=None)
    for provider in PROVIDERS:
        organisation_actions.register(
            name=provider.name, kind=OrganisationKind.PROVIDER, ukprn=provider.ukprn, by=operator
        )
    organisation_actions.register(
        name=COUNCIL_NAME, kind=OrganisationKind.LOCAL_AUTHORITY, ukprn=COUNCIL_UKPRN, by=operator
    )
    for kind, content in (
        ("organisations", register.organisations),
        ("register", register.qualifications),
        ("units", register.units),
    ):
        name = {"register": "qualifications"}.get(kind, kind)
        tell.rested(_import(kind, content, f"{name}.csv", organisation=service, by=operator))
    tell.step(f"{len(PEOPLE)} people")
    for person in PEOPLE[1:]:
        _person(person, by=operator)


def _person(person: Person, *, by: User | None) -> User:
    user = access_actions.create_user(
        username=person.username,
        email=person.email,
        first_name=person.given_name,
        last_name=person.family_name,
        password=PASSWORD,
        by=by,
    )
    for ukprn, role in person.roles:
        organisation = organisations.by_ukprn(ukprn)
        if organisation is None:
            raise LookupError(f"The demo world has no organisation {ukprn}.")
        access_actions.grant(user=user, organisation=organisation, role=role, by=by)
    return user


def _import(kind: str, content: bytes, name: str, *, organisation: Organisation, by: User) -> Batch:
    """One register, submitted, looked at and confirmed as an operator does it."""
    submitted = batches.submit(
        kind=kind,
        organisation=organisation,
        file=io.BytesIO(content),
        file_name=name,
        through=THROUGH,
        by=by,
    )
    batches.advance(batch_id=submitted.batch.pk)
    batches.confirm(batch=submitted.batch, by=by)
    batches.advance(batch_id=submitted.batch.pk)
    submitted.batch.refresh_from_db()
    return submitted.batch


def _learners(known: list[samples.SampleLearner], tell: Teller) -> None:
    """Learners; some are known under two ULNs, of which one has been merged into the other."""
    tell.step(f"{len(known):,} learners")
    operator = account(PEOPLE[0].username)
    learner_actions.register_many(learners=(dataclasses.asdict(learner) for learner in known), by=operator)
    for merged, master in zip(known[:MERGED], known[MERGED : 2 * MERGED], strict=True):
        linked, kept = learners.by_uln(merged.uln), learners.by_uln(master.uln)
        if linked is not None and kept is not None:
            achievement_actions.merge_learners(
                learner=linked, master=kept, reason="Registered twice", by=operator
            )


def _people_known(count: int) -> list[samples.SampleLearner]:
    """Invented learners. The second :data:`MERGED` of them are the first ones again, under another ULN."""
    known = samples.learners(count)
    for place in range(MERGED):
        known[MERGED + place] = dataclasses.replace(known[place], uln=known[MERGED + place].uln)
    return known


def _key(plan: Planned) -> str:
    return f"demo:{plan.key}"


def _submit(plan: Planned, world: World, tell: Teller) -> None:
    """Submit one batch as its organisation would, and take it as far as the plan says."""
    by, owner = account(plan.by), organisations.by_ukprn(plan.owner.ukprn)
    if owner is None:
        raise LookupError(f"The demo world has no organisation {plan.owner.ukprn}.")
    tell.step(f"A batch of {plan.owner.name}")
    submitted = batches.submit(
        kind="achievements",
        organisation=owner,
        file=io.BytesIO(plan.content(world)),
        file_name=plan.file_name(world),
        confirm_first=plan.confirm_first,
        idempotency_key=_key(plan),
        through=THROUGH,
        by=by,
    )
    batch = submitted.batch
    _advance(batch, by, tell)
    if plan.then is Then.CANCEL and batch.state == BatchState.READY:
        batch = batches.cancel(batch=batch, by=by)
    if plan.then is Then.UNDO and batch.state == BatchState.DONE:
        batches.undo(batch=batch, by=by)
        _advance(batch, by, tell)
    tell.rested(batch)


def _advance(batch: Batch, by: User, tell: Teller) -> None:
    """Take a batch through the engine in a thread of its own, while this one tells how far it is."""

    def advance() -> None:
        try:
            batches.advance(batch_id=batch.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        under_way = pool.submit(advance)
        tell.watch(look=lambda: ledger.batch_by_number(by, batch.pk), until=under_way.done)
        under_way.result()
    batch.refresh_from_db()
