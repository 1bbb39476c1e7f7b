"""The settings of reading and judging, for the engine and for single records on a page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from testamur.achievements.actions.known import Context
from testamur.achievements.columns import ReadOptions
from testamur.achievements.columns.profile import Profile, default_profile, load_profile
from testamur.achievements.rules import RowOptions
from testamur.achievements.states import Job
from testamur.batches.findings import Severity
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.batches.models import Batch


@lru_cache(maxsize=4)
def _profile(path: str) -> Profile:
    return load_profile(path) if path else default_profile()


def row_options() -> RowOptions:
    """Row rules as this installation has set them, for today."""
    return RowOptions(
        today=clock.today(),
        award_date_floor=settings.ACHIEVEMENT_AWARD_DATE_FLOOR,
        unknown_language_is=Severity(settings.ACHIEVEMENT_UNKNOWN_LANGUAGE),
    )


def read_options(*, job_type: str | None) -> ReadOptions:
    """Reading as this installation has set it."""
    return ReadOptions(
        rows=row_options(),
        max_bytes=settings.ACHIEVEMENT_BATCH_MAX_BYTES,
        max_records=settings.ACHIEVEMENT_BATCH_MAX_RECORDS,
        job_type=job_type,
        profile=_profile(settings.ACHIEVEMENT_BATCH_PROFILE),
    )


def context_of(batch: Batch) -> Context:
    """For whom and how the engine judges and writes the batch."""
    return Context(
        organisation=batch.organisation_id,
        recognition_number=batch.organisation.recognition_number or "",
        job=Job(batch.header["job_type"]),
        batch=batch.pk,
    )
