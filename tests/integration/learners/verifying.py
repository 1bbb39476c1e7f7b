"""Verify batches for tests, as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from testamur.access.models import User
from testamur.batches.models import Batch
from testamur.learners.kinds.verify.layout import LAYOUT, VLDMSG
from testamur.learners.models import Learner
from world import World, submit_file

Claimed = Mapping[str, str | None]


def claimed(learner: Learner, **other: str | None) -> dict[str, str | None]:
    """The learner's own particulars, by the elements of the schema; ``other`` replaces some, None leaves one out."""
    return {
        "MISIdentifier": f"mis-{learner.pk}",
        "ULN": learner.uln,
        "FamilyName": learner.family_name,
        "GivenName": learner.given_name,
        "DateOfBirth": learner.date_of_birth.isoformat(),
        "Gender": str(learner.gender),
        **other,
    }


def verify_xml(
    claims: Sequence[Claimed], *, count: object = None, envelope: bool = False, **header: str
) -> bytes:
    """A ``SubmitVerifyBatch`` request."""
    said = {"UKPRN": "10000001", "OrgPassword": "sixteen-letters!", "UserName": "someone", **header}
    said["LearnerRecordCount"] = str(len(claims) if count is None else count)
    order = ("OrganisationRef", "UKPRN", "OrgPassword", "UserName", "LearnerRecordCount", "OrgEmail")
    head = "".join(f"<{name}>{escape(said[name])}</{name}>" for name in order if said.get(name))
    learners = "".join(
        "<Learner>"
        + "".join(
            f"<{name}>{escape(claim[name] or '')}</{name}>"
            for name in LAYOUT.names
            if claim.get(name) is not None
        )
        + "</Learner>\n"
        for claim in claims
    )
    request = f'<v:SubmitVerifyBatch xmlns:v="{VLDMSG}">{head}\n{learners}</v:SubmitVerifyBatch>'
    if envelope:
        soap = "http://schemas.xmlsoap.org/soap/envelope/"
        request = f'<s:Envelope xmlns:s="{soap}"><s:Header/><s:Body>{request}</s:Body></s:Envelope>'
    return request.encode()


def verify_csv(
    claims: Sequence[Claimed], headings: Sequence[str] = LAYOUT.names, separator: str = ","
) -> bytes:
    rows = [list(headings), *([claim.get(name) or "" for name in headings] for claim in claims)]
    return "\r\n".join(separator.join(row) for row in rows).encode()


def submit_verify(
    world: World, data: bytes, *, by: User | None = None, name: str = "verify.xml", **more: Any
) -> Batch:
    """Submit a verify batch and let the engine take it as far as it goes."""
    return submit_file(world, "verify", data, by=by or world.verify_user, name=name, **more)
