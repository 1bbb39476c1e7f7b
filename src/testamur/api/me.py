"""What a client can know of itself: for whom it acts, how far it reaches, and its limits."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from ninja import Router
from pydantic import BaseModel, Field

from testamur.access import queries as access
from testamur.api.identity import Bearer, CallerRequest

router = Router(tags=["Access"])


class Client(BaseModel):
    id: uuid.UUID
    name: str


class Organisation(BaseModel):
    id: uuid.UUID
    name: str
    ukprn: str | None
    recognition_number: str | None


class Limits(BaseModel):
    requests_per_minute: int
    batch_bytes: int = Field(
        description="The most that the records of a batch may carry; the file around them may be larger."
    )
    batch_records: int = Field(description="The most records in a batch.")
    rejected_percent: float = Field(
        description="If more of a batch are rejected, the whole batch is refused (RS005)."
    )
    verify_batch_bytes: int = Field(description="The same of a verify batch.")
    verify_batch_records: int = Field(description="The most learners in a verify batch.")


class Me(BaseModel):
    client: Client
    organisation: Organisation
    scopes: list[str]
    permissions: list[str] = Field(description="What the client can do with its role.")
    token_expires_at: dt.datetime
    limits: Limits


@router.get("", auth=Bearer(None), response=Me, summary="View yourself")
def view_me(request: CallerRequest) -> Me:
    """Your client, your organisation, what your token and your role let you do, and the limits. Needs no scope."""
    caller = request.auth
    return Me(
        client=Client(id=caller.client.uuid, name=caller.client.name),
        organisation=Organisation(
            id=caller.organisation.uuid,
            name=caller.organisation.name,
            ukprn=caller.organisation.ukprn,
            recognition_number=caller.organisation.recognition_number,
        ),
        scopes=sorted(caller.scopes),
        permissions=sorted(access.permissions_at(caller.user, caller.organisation)),
        token_expires_at=caller.token_expires_at,
        limits=Limits(
            requests_per_minute=settings.API_REQUESTS_PER_MINUTE,
            batch_bytes=settings.ACHIEVEMENT_BATCH_MAX_BYTES,
            batch_records=settings.ACHIEVEMENT_BATCH_MAX_RECORDS,
            rejected_percent=float(settings.ACHIEVEMENT_REJECTED_PERCENT),
            verify_batch_bytes=settings.VERIFY_BATCH_MAX_BYTES,
            verify_batch_records=settings.VERIFY_BATCH_MAX_RECORDS,
        ),
    )
