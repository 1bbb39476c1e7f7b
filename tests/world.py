"""A small world for tests, built through actions as people would build it. Everybody in it is invented."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from testamur.access import actions as access
from testamur.access.models import User
from testamur.access.rules import Role
from testamur.achievements.kinds.achievements.writing import texts_of, write_xml
from testamur.achievements.models import Achievement
from testamur.audit import actions as audit
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.challenges import actions as challenges
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem
from testamur.learners import actions as learners
from testamur.learners.models import Learner, LearnerAccount
from testamur.learners.rules import uln_of
from testamur.learners.states import Sharing
from testamur.organisations import actions as organisations
from testamur.organisations.models import Organisation
from testamur.qualifications.models import Entry

PASSWORD = "correct horse battery staple"
AWARDED = dt.date(2019, 7, 3)


@dataclass
class World:
    """Two awarding organisations with their people, the records service, a provider, learners and a register."""

    board: Organisation
    other_board: Organisation
    service: Organisation
    provider: Organisation
    super_user: User
    batch_user: User
    viewer: User
    operator: User
    stranger: User
    outsider: User
    learners: list[Learner]
    authority: Organisation
    edc_user: User
    verify_user: User
    provider_user: User
    authority_user: User
    support: User
    register_user: User
    learner_user: User

    @property
    def people(self) -> dict[str, User]:
        return {
            Role.AO_SUPER_USER: self.super_user,
            Role.AO_BATCH_USER: self.batch_user,
            Role.AO_EDC_USER: self.edc_user,
            Role.AO_VERIFY_USER: self.verify_user,
            Role.AO_VIEWER: self.viewer,
            Role.PROVIDER_DATA_USER: self.provider_user,
            Role.LOCAL_AUTHORITY_USER: self.authority_user,
            Role.OPERATOR: self.operator,
            Role.REGISTER_USER: self.register_user,
            Role.BUSINESS_SUPPORT: self.support,
        }


def ulns(count: int, *, start: int = 100_000_000) -> list[str]:
    """The first ``count`` valid ULNs from ``start`` on."""
    found: list[str] = []
    number = start
    while len(found) < count:
        if uln := uln_of(str(number)):
            found.append(uln)
        number += 1
    return found


def person(name: str, *memberships: tuple[Organisation, str]) -> User:
    """Somebody called ``name`` with these roles; the username is the name."""
    user = access.create_user(
        username=name,
        email=f"{name}@people.example",
        first_name=name.capitalize(),
        last_name="Tester",
        password=PASSWORD,
        by=None,
    )
    for organisation, role in memberships:
        access.grant(user=user, organisation=organisation, role=role, by=None)
    return user


def register(reference: str, title: str = "A qualification", **fields: Any) -> Entry:
    """An entry of the register, by default a graded NQF qualification of the board RN0001."""
    unit = reference[0].isalpha()
    given = {
        "kind": "unit" if unit else "qualification",
        "framework": "QCF" if unit else "NQF",
        "owner_number": "RN0001",
        "owner_name": "Northern Board",
        "level": "Level 3",
        "type": "" if unit else "GCE A Level",
        "grades": [] if unit else ["A*", "A", "B", "C", "D", "E", "U"],
        "starts_on": dt.date(2006, 1, 1),
    }
    with audit.process("entry.registered", by=None):
        return Entry.objects.create(reference=reference, title=title, **{**given, **fields})


def make_learners(count: int, *, start: int = 100_000_000) -> list[Learner]:
    numbers = ulns(count, start=start)
    learners.register_many(
        learners=[
            {
                "uln": uln,
                "given_name": f"Given{'abcdefghij'[place % 10]}",
                "family_name": f"Family{'klmnopqrst'[place // 10 % 10]}",
                "date_of_birth": dt.date(2002, 1 + place % 12, 1 + place % 28),
                "gender": 1 + place % 2,
                "postcode": "ZZ1 2ZZ",
            }
            for place, uln in enumerate(numbers)
        ],
        by=None,
    )
    return list(Learner.objects.filter(uln__in=numbers).order_by("uln"))


def account_of(learner: Learner, name: str) -> User:
    """Somebody called ``name`` who logs in as this learner."""
    user = person(name)
    with audit.process("learner.invited", by=None):
        LearnerAccount.objects.create(user=user, learner=learner)
    return user


def make_world(learner_count: int = 40) -> World:
    board = organisations.register(
        name="Northern Board",
        kind="awarding_organisation",
        ukprn="10000001",
        recognition_number="RN0001",
        by=None,
    )
    other = organisations.register(
        name="Southern Board",
        kind="awarding_organisation",
        ukprn="10000002",
        recognition_number="RN0002",
        by=None,
    )
    service = organisations.register(name="Records service", kind="operator", by=None)
    provider = organisations.register(name="Riverside College", kind="provider", ukprn="10000101", by=None)
    authority = organisations.register(
        name="Eastmarch Council", kind="local_authority", ukprn="10000301", by=None
    )
    register("601/0001/1", "Mathematics")
    register("601/0002/3", "Physics")
    register("601/0003/5", "Geography of the South", owner_number="RN0002", owner_name="Southern Board")
    register("J/602/3521", "Fit healthcare equipment")
    known = make_learners(learner_count)
    return World(
        board=board,
        other_board=other,
        service=service,
        provider=provider,
        super_user=person("susan", (board, Role.AO_SUPER_USER)),
        batch_user=person("bashir", (board, Role.AO_BATCH_USER)),
        viewer=person("vera", (board, Role.AO_VIEWER)),
        operator=person("olga", (service, Role.OPERATOR)),
        stranger=person("stefan", (other, Role.AO_SUPER_USER)),
        outsider=person("oskar"),
        learners=known,
        authority=authority,
        edc_user=person("edith", (board, Role.AO_EDC_USER)),
        verify_user=person("viktor", (board, Role.AO_VERIFY_USER)),
        provider_user=person("priya", (provider, Role.PROVIDER_DATA_USER)),
        authority_user=person("aled", (authority, Role.LOCAL_AUTHORITY_USER)),
        support=person("sunita", (service, Role.BUSINESS_SUPPORT)),
        register_user=person("rhian", (service, Role.REGISTER_USER)),
        learner_user=account_of(known[0], "lena"),
    )


def record(learner: Learner, **fields: Any) -> dict[str, Any]:
    """The payload of a right record for this learner; ``fields`` replace values."""
    right = {
        "award_date": AWARDED.isoformat(),
        "action": "create",
        "action_date": "2019-08-01",
        "family_name": learner.family_name,
        "given_name": learner.given_name,
        "date_of_birth": learner.date_of_birth.isoformat(),
        "gender": learner.gender,
        "grade": "A",
        "language": "English",
        "provider_ukprn": "10000101",
        "uln": learner.uln,
        "reference": "601/0001/1",
    }
    return {**right, **fields}


def xml(records: Sequence[dict[str, Any]], *, job_type: str | None = "final", **header: Any) -> bytes:
    """A web-service request of these payloads."""
    return b"".join(write_xml([texts_of(payload) for payload in records], job_type=job_type, **header))


def submit(
    world: World,
    records: Sequence[dict[str, Any]] | bytes,
    *,
    by: User | None = None,
    name: str = "batch.xml",
    job_type: str | None = "final",
    **more: Any,
) -> Batch:
    """Submit a batch and let the engine take it as far as it goes."""
    data = records if isinstance(records, bytes) else xml(records, job_type=job_type)
    return submit_file(world, "achievements", data, by=by or world.batch_user, name=name, **more)


def submit_file(
    world: World,
    kind: str,
    data: bytes,
    *,
    by: User,
    name: str,
    organisation: Organisation | None = None,
    run: bool = True,
    **more: Any,
) -> Batch:
    """The same with a file of any kind."""
    submission = batches.submit(
        kind=kind,
        organisation=organisation or world.board,
        file=io.BytesIO(data),
        file_name=name,
        through="file",
        by=by,
        **more,
    )
    if run:
        batches.advance(batch_id=submission.batch.pk)
    return Batch.objects.get(pk=submission.batch.pk)


def carried_out(batch: Batch, *, by: User) -> Batch:
    """A batch that was checked, confirmed and applied."""
    batches.confirm(batch=batch, by=by)
    batches.advance(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def keys_of(batch: Batch, line: int) -> list[str]:
    """The keys of what was found on one line."""
    return [found["key"] for found in batch.rows.get(line=line).findings]


def the(learner: Learner, **fields: Any) -> Achievement:
    return Achievement.objects.get(learner=learner, **fields)


def a_challenge(
    world: World,
    achievement: Achievement,
    *,
    by: User | None = None,
    raised_for: Organisation | None = None,
    problem: Problem = Problem.GRADE,
    **said: Any,
) -> Challenge:
    """A challenge, by default of the grade, raised by the provider; by the learner themself if they are ``by``."""
    own = by is not None and by == world.learner_user
    fields = {
        "description": "The certificate says otherwise.",
        "contact_name": "Priya Tester",
        "contact_email": "exams@riverside.example",
        "wanted_grade": "B" if problem == Problem.GRADE else None,
        **said,
    }
    return challenges.raise_challenge(
        achievement=achievement,
        said=challenges.Said(problem=problem, **fields),
        raised_for=None if own else raised_for or world.provider,
        through="page",
        by=by or world.provider_user,
    )


def refuses(world: World, learner: Learner, settings: Any) -> None:
    """A refusal to share the record, as it could be given before May 2018."""
    settings.SHARING_OPT_OUT_ALLOWED = True
    learners.set_sharing(
        learner=learner,
        to=Sharing.REFUSES,
        reason="Asked at enrolment",
        organisation=world.provider,
        by=world.provider_user,
    )
    settings.SHARING_OPT_OUT_ALLOWED = False
