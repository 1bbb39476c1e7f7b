"""ExternalService: submit an achievement batch, and see what became of it (lrs sections 1.3 to 1.5)."""

from __future__ import annotations

import io
from typing import Any

from lxml import etree

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.queries import BatchState
from testamur.soap.calls import Call
from testamur.soap.envelopes import child, new, spaces, text_of
from testamur.soap.refusals import Answer, Code, Refusal

SERVICES = "http://api.lrs.qcf.gov.uk/services"
MODEL = "http://api.lrs.qcf.gov.uk/model"
KIND = "achievements"
FILE_NAME = "SubmitAchievementBatchJob.xml"


def submit_batch(call: Call, body: etree._Element) -> etree._Element:
    """Keep the request as the batch's file and queue it. Records are judged where those of every file are."""
    if not access.can(call.user, Permission.BATCH_SUBMIT, call.organisation):
        raise Refusal(Code.NOT_SET_UP)
    records = body.find(f"{{{SERVICES}}}achievements")
    registry.named(KIND).check_request(
        {"email": text_of(body, "emailAddress"), "job_type": text_of(body, "submissionType")},
        records=0 if records is None else len(records),
    )
    document = etree.tostring(body, xml_declaration=True, encoding="utf-8")
    result = _result("SubmitAchievementBatchJob", Answer.SUCCESS)
    child(result, "JobId", _submit(call, document), namespace=MODEL)
    return _response(result)


def _submit(call: Call, document: bytes) -> int:
    """The number of the job. A request that is repeated gives the first job, unless that came to nothing."""
    submission = _sent(call, document)
    if not submission.is_new and submission.batch.state == BatchState.REFUSED:
        submission = _sent(call, document, send_again=True)
    return int(submission.batch.pk)


def _sent(call: Call, document: bytes, **more: Any) -> Any:
    return batches.submit(
        kind=KIND,
        organisation=call.organisation,
        file=io.BytesIO(document),
        file_name=FILE_NAME,
        options={"user_name": call.user_name},
        confirm_first=False,
        through="wire",
        by=call.user,
        **more,
    )


def get_batch(call: Call, body: etree._Element) -> etree._Element:
    """The result of a job. One that is another organisation's is as unknown as one that never was."""
    access.check_can(call.user, Permission.BATCH_VIEW, call.organisation)
    text = text_of(body, "jobId")
    batch = ledger.batch_by_number(call.user, int(text)) if text else None
    if batch is None or batch.kind != KIND:
        return _response(_result("GetAchievementBatchJob", Answer.UNKNOWN_JOB))
    result = _result("GetAchievementBatchJob", Answer.SUCCESS)
    for name, value in achievements.job_result(batch).items():
        child(result, name, value, namespace=MODEL)
    return _response(result)


def _result(operation: str, answer: Answer) -> etree._Element:
    result = new(SERVICES, f"{operation}Result")
    child(result, "ResponseCode", answer, namespace=MODEL)
    return result


def _response(result: etree._Element) -> etree._Element:
    name = etree.QName(result).localname.removesuffix("Result")
    response = etree.Element(f"{{{SERVICES}}}{name}Response", nsmap=spaces({None: SERVICES, "a": MODEL}))
    response.append(result)
    return response
