"""A centre's data return as the tests send it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from testamur.access.models import User
from testamur.achievements.kinds.centre_records.layout import LAYOUT
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.learners.models import Learner
from testamur.organisations.models import Organisation
from testamur.plumbing.delimited import written
from world import World


def aim(learner: Learner, **fields: Any) -> dict[str, str]:
    """A right record of what this learner has achieved; ``fields`` replace values."""
    right = {
        "LearnRefNumber": "R-1",
        "ULN": learner.uln,
        "FamilyName": learner.family_name,
        "GivenNames": learner.given_name,
        "DateOfBirth": learner.date_of_birth.isoformat(),
        "Sex": "M" if learner.gender == 1 else "F",
        "LearnAimRef": "60100011",
        "LearnStartDate": "2018-09-01",
        "LearnActEndDate": "2019-06-30",
        "CompStatus": "2",
        "Outcome": "1",
        "OutGrade": "B",
        "AchDate": "2019-07-03",
    }
    return {**right, **fields}


def csv(
    records: Sequence[dict[str, str]],
    *,
    ukprn: str = "10000101",
    collection: str = "W",
    number: str = "02",
    headings: Sequence[str] = LAYOUT.names,
) -> bytes:
    rows = [
        ["UKPRN", "CollectionType", "ReturnNumber"],
        [ukprn, collection, number],
        list(headings),
        *([record.get(name, "") for name in headings] for record in records),
    ]
    return b"".join(written(rows))


def send(
    world: World,
    records: Sequence[dict[str, str]] | bytes,
    *,
    organisation: Organisation | None = None,
    by: User | None = None,
    run: bool = True,
    **more: Any,
) -> Batch:
    """Send a return and let the engine take it as far as it goes."""
    options = {key: more.pop(key) for key in ("collection", "number", "ukprn") if key in more}
    data = records if isinstance(records, bytes) else csv(records, **options)
    submission = batches.submit(
        kind="centre_records",
        organisation=organisation or world.provider,
        file=io.BytesIO(data),
        file_name="return.csv",
        through="file",
        by=by or world.provider_user,
        send_again=True,
        **more,
    )
    if run:
        batches.advance(batch_id=submission.batch.pk)
    return Batch.objects.get(pk=submission.batch.pk)
