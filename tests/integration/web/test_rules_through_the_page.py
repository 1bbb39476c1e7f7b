"""Rules of the ledger that a person meets on the page: what is accepted, what is refused, who is told."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from testamur.achievements.models import Achievement
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.notices.models import Notice
from world import World, record, xml

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.TWO_STEP_REQUIRED = False
    settings.ACHIEVEMENT_REJECTED_PERCENT = "100"


def send(world: World, data: bytes, *, name: str = "results.xml", job_type: str = "") -> tuple[Batch, str]:
    """Submit a file on the page, let the worker work, and read the batch's findings as the sender does."""
    client = Client()
    client.force_login(world.batch_user)
    fields = {
        "file": SimpleUploadedFile(name, data),
        "job_type": job_type,
        "when_checked": "at_once",
        "token": str(uuid.uuid4()),
    }
    answer = client.post(reverse("batch_submit"), fields)
    assert answer.status_code == 302, re.findall(r"error-message.*?</p>", answer.content.decode(), re.DOTALL)
    batch = Batch.objects.latest("id")
    batches.advance(batch_id=batch.pk)
    page = client.get(reverse("batch_findings", args=[batch.uuid])).content.decode()
    page += client.get(reverse("batch_detail", args=[batch.uuid])).content.decode()
    return Batch.objects.get(pk=batch.pk), page


@pytest.mark.requirement("ACH-06")
def test_failed_unit_is_not_accepted_and_a_failed_nqf_qualification_is(world: World) -> None:
    one, two = world.learners[:2]
    unit = record(one, reference="J/602/3521", grade="Fail")
    nqf = [record(one, grade="U"), record(two, grade="X")]
    _batch, page = send(world, xml([unit, *nqf]))
    assert "Failed units cannot be recorded" in page
    assert sorted(Achievement.objects.values_list("grade", flat=True)) == ["U", "X"]


@pytest.mark.requirement("ACH-06")
@pytest.mark.parametrize(("day", "accepted"), [("2006-08-31", 0), ("2006-09-01", 1)])
def test_award_date_before_september_2006_is_refused(world: World, day: str, accepted: int) -> None:
    batch, page = send(world, xml([record(world.learners[0], award_date=day)]))
    assert batch.accepted == accepted
    # The code in its own cell: a form's random token may well hold the three letters.
    assert bool(re.search(r">\s*F03\s*<", page)) == (not accepted)


@pytest.mark.requirement("ACH-07")
@pytest.mark.parametrize("job_type", ["provisional", "final"])
def test_own_identifier_and_language_are_kept_and_the_header_address_is_told(
    world: World, job_type: str
) -> None:
    made = record(world.learners[0], mis_identifier="CAND 0042 / CENTRE 10", language="Welsh")
    batch, _page = send(world, xml([made], job_type=job_type, email="results@board.example"))
    held = Achievement.objects.get()
    assert (held.mis_identifier, held.language, held.status) == ("CAND 0042 / CENTRE 10", "Welsh", job_type)
    notice = Notice.objects.get()
    assert notice.to == "results@board.example"
    assert f"batch {batch.pk}" in notice.subject
    assert job_type.capitalize() in notice.body


@pytest.mark.requirement("ACH-08")
def test_records_need_not_be_in_order(world: World) -> None:
    learners = [*world.learners[:6], *world.learners[:6]]
    references = ["601/0001/1"] * 6 + ["601/0002/3"] * 6
    mixed = [
        record(learner, reference=reference)
        for learner, reference in sorted(
            zip(learners, references, strict=True), key=lambda pair: (pair[0].pk * 7919 + len(pair[1])) % 13
        )
    ]
    batch, _page = send(world, xml(mixed))
    assert (batch.accepted, batch.rejected) == (12, 0)


@pytest.mark.requirement("ACH-13")
@pytest.mark.parametrize(
    ("reference", "state"),
    [("10000002", "refused"), ("RN0002", "refused"), ("RN0001", "done"), ("ABC123", "done")],
)
def test_a_batch_of_another_organisation_is_refused(world: World, reference: str, state: str) -> None:
    data = xml([record(world.learners[0])], user={"OrganisationRef": reference, "UserName": "someone"})
    batch, page = send(world, data)
    assert batch.state == state
    assert ("which is not your organisation" in page) == (state == "refused")
