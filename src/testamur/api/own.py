"""What a learner can read of themselves, with the session of the pages, below ``/own``."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel, Field

from testamur.achievements import queries as achievements
from testamur.api.contract import also
from testamur.api.identity import Learner
from testamur.api.problems import Problem
from testamur.api.records import RecordFound, record_found
from testamur.learners import queries as learners

router = Router(tags=["A learner's own record"], auth=Learner())


class Look(BaseModel):
    """Somebody was shown the record."""

    at: dt.datetime
    by: str
    organisation: str


class Looks(BaseModel):
    items: list[Look] = Field(description="Newest first, at most 200.")


@router.get("/record", response=RecordFound, openapi_extra=also(404), summary="View your own record")
def own_record(request: HttpRequest) -> RecordFound:
    """Your whole personal learning record, whether you share it or not."""
    held = achievements.own_record(request.user)
    if held is None:
        raise _nobody()
    return record_found(held.learner, linked=list(held.linked_ulns), events=held.events)


@router.get("/looks", response=Looks, openapi_extra=also(404), summary="See who has looked at your record")
def looks_at_own_record(request: HttpRequest) -> Looks:
    """Each time that a school, a college or a local authority was shown your record."""
    learner = learners.learner_of(request.user)
    if learner is None:
        raise _nobody()
    found = learners.looks_at(learner)
    return Looks(items=[Look(at=each.at, by=each.by_name, organisation=each.organisation) for each in found])


def _nobody() -> Problem:
    return Problem("not-found", _("Your account has no learner’s record."))
