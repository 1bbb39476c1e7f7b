"""The learner of the demo world who can log in: a record of many years, from every sort of sender, with a history."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django.db import transaction

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.achievements import actions as achievement_actions
from testamur.achievements.states import Action, Job
from testamur.batches import actions as batches
from testamur.demo.people import (
    CALDERWYN,
    COLLEGE,
    DOMAIN,
    HARROWMERE,
    NORTHLIGHT,
    PASSWORD,
    Awarding,
    account,
)
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.learners.states import Sharing
from testamur.organisations import queries as organisations

if TYPE_CHECKING:
    from testamur.achievements.samples import SampleLearner
    from testamur.batches.models import Batch
    from testamur.demo.records import World

EMAIL = f"learner@{DOMAIN}"
THROUGH = "command"
_PLACE = 2800
_SENDERS = {HARROWMERE: "super", CALDERWYN: "both", NORTHLIGHT: "northlight"}


def is_there() -> bool:
    return access.user_by_login(EMAIL) is not None


def load(world: World) -> Batch:
    """The learner's records, the college's own return of them, and the account; returns the batch of the return."""
    person = world.learners[_PLACE]
    batch = _college_return(person, world)
    with transaction.atomic():
        if not is_there():
            _results(person, world)
            _account(person)
    return batch


_HEADINGS = (
    "LearnRefNumber,ULN,FamilyName,GivenNames,DateOfBirth,LearnAimRef,LearnStartDate,LearnActEndDate,CompStatus,"
    "Outcome,OutGrade,AchDate"
)


def _college_return(person: SampleLearner, world: World) -> Batch:
    """What the college says of the learner: one award that the awarding organisation sends too, and two of its own."""
    graded = [one for one in world.register.of(HARROWMERE) if len(one.grades) > 1]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["UKPRN", "CollectionType", "ReturnNumber"])
    writer.writerow([COLLEGE, "W", "02"])
    writer.writerow(_HEADINGS.split(","))
    year = world.today.year - 3
    who = (person.uln, person.family_name, person.given_name, person.date_of_birth)
    for number, (one, month) in enumerate(((graded[0], 8), (graded[4], 7), (graded[5], 7)), start=1):
        studied = (one.reference, f"{year - 1}-09-04", f"{year}-06-20")
        writer.writerow([f"TB{number:04}", *who, *studied, "2", "1", one.grades[2], f"{year}-{month:02}-15"])
    submitted = batches.submit(
        kind="centre_records",
        organisation=_organisation(COLLEGE),
        file=io.BytesIO(text.getvalue().encode("utf-8-sig")),
        file_name="learners-return.csv",
        idempotency_key="demo:college-return",
        through=THROUGH,
        by=account("college"),
    )
    batches.advance(batch_id=submitted.batch.pk)
    submitted.batch.refresh_from_db()
    return submitted.batch


def _results(person: SampleLearner, world: World) -> None:
    """Examinations, units, a grade that was corrected, and the latest results, of which some may still change."""
    year = world.today.year
    graded = [one for one in world.register.of(HARROWMERE) if len(one.grades) > 1]
    for number, one in enumerate(graded[:4]):
        _send(person, HARROWMERE, one.reference, f"{year - 3}-08-15", one.grades[number % 3])
    _send(
        person,
        HARROWMERE,
        graded[1].reference,
        f"{year - 3}-08-15",
        graded[1].grades[0],
        action=Action.UPDATE,
    )
    for unit in world.register.units_of(HARROWMERE)[:3]:
        _send(person, HARROWMERE, unit.reference, f"{year - 2}-07-05", "Pass")
    for number, one in enumerate(world.register.provisional_of(CALDERWYN)[:4]):
        _send(
            person, CALDERWYN, one.reference, f"{year - 2}-08-17", one.grades[number % 3], job=Job.PROVISIONAL
        )
    for one in world.register.provisional_of(CALDERWYN)[:3]:
        _send(person, CALDERWYN, one.reference, f"{year - 2}-08-17", one.grades[1])
    for one in world.register.of(NORTHLIGHT)[:2]:
        _send(person, NORTHLIGHT, one.reference, f"{year - 1}-05-30", one.grades[-1])


def _send(
    person: SampleLearner,
    owner: Awarding,
    reference: str,
    awarded: str,
    grade: str,
    *,
    action: Action = Action.CREATE,
    job: Job = Job.FINAL,
) -> None:
    """One record, as the owner's own system would send it."""
    record: dict[str, Any] = {
        "award_date": awarded,
        "action": action.value,
        "action_date": awarded,
        "family_name": person.family_name,
        "given_name": person.given_name,
        "grade": grade,
        "language": "English",
        "provider_ukprn": COLLEGE,
        "uln": person.uln,
        "reference": reference,
    }
    by = account(_SENDERS[owner])
    achievement_actions.change_one(
        organisation=_organisation(owner.ukprn),
        job=job,
        item=record,
        through=THROUGH,
        by=by,
    )


def _account(person: SampleLearner) -> None:
    """The college says that the learner has read the notice, and invites them; they choose the demo's password."""
    college, by = _organisation(COLLEGE), account("college")
    learner = learners.by_uln(person.uln)
    if learner is None:
        raise LookupError(f"The demo world has no learner {person.uln}.")
    learner_actions.set_sharing(
        learner=learner,
        to=Sharing.SHARES,
        reason="Signed at enrolment",
        organisation=college,
        notice_given=True,
        through=THROUGH,
        by=by,
    )
    invited = learner_actions.invite(
        learner=learner, email=EMAIL, organisation=college, through=THROUGH, by=by
    )
    access_actions.set_password(user=invited.account.user, password=PASSWORD, by=invited.account.user)


def _organisation(ukprn: str) -> Any:
    found = organisations.by_ukprn(ukprn)
    if found is None:
        raise LookupError(f"The demo world has no organisation {ukprn}.")
    return found
