"""LearnerService: find a learner by ULN, verify one learner or a batch (lrs sections 3.2 and 3.4)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from lxml import etree

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.queries import BatchState
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.learners.rules import Claim
from testamur.learners.rules import Code as Verdict
from testamur.learners.rules.verifying import claim_of
from testamur.learners.states import job_status
from testamur.soap.calls import Call
from testamur.soap.envelopes import child, new, text_of
from testamur.soap.refusals import Answer, Code, Refusal

if TYPE_CHECKING:
    from testamur.batches.models import Batch
    from testamur.learners.models import Learner
    from testamur.learners.queries import Disclosed, Verified


_ABOUT_ULN = "V11."


class ImpossibleUln(Exception):
    """Nobody can have this ULN: its shape or its check digit is wrong."""


def claim_from(texts: Mapping[str, str]) -> Claim:
    """``texts`` by the names ULN, GivenName, FamilyName, DateOfBirth and Gender; what is empty is not said."""
    return claim_of(payload_of(texts))


def payload_of(texts: Mapping[str, str]) -> Mapping[str, Any]:
    """The same, read by the checks of a verify batch, by the keys of its layout."""
    kind = registry.named("verify")
    judged = kind.judge_item({field.key: texts.get(field.name) for field in kind.layout.fields})
    sentences = ledger.sentences("verify", judged.findings)
    about_uln = [finding.key.startswith(_ABOUT_ULN) for finding in judged.findings]
    others = [
        sentence
        for sentence, of_uln in zip(sentences, about_uln, strict=True)
        if not of_uln and judged.rejected
    ]
    if others:
        raise Refusal(Code.INVALID_REQUEST, f"{others[0].field}: {others[0].what}")
    if any(about_uln):
        raise ImpossibleUln
    return judged.payload or {}


_MIAP = "http://api.lrs.miap.gov.uk"
FINDMSG = f"{_MIAP}/findmsg"
VLDMSG = f"{_MIAP}/vldmsg"
REPORTMSG = f"{_MIAP}/reportmsg"

KIND = "verify"
FILE_NAME = "SubmitVerifyBatch.xml"
CLAIM = ("ULN", "FamilyName", "GivenName", "DateOfBirth", "Gender")
EXACT = (Verdict.MATCH, Verdict.LINKED_MATCH)
_STAMP = "%Y-%m-%d %H:%M:%S"
_JOBS = {BatchState.DONE: Answer.BATCH_SUCCESSFUL, BatchState.REFUSED: Answer.BATCH_FAILED}
_JOBS[BatchState.CANCELLED] = Answer.BATCH_FAILED


def stamp(instant: dt.datetime) -> str:
    """A time as the learner services write one: of the place where the service is, to the second."""
    return instant.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime(_STAMP)


def verify(call: Call, body: etree._Element) -> etree._Element:
    """``verifyLearner``: hold what is said of one learner against the register."""
    access.check_can(call.user, Permission.LEARNER_VERIFY, call.organisation)
    asked = body.find("LearnerToVerify")
    texts = {name: "" if asked is None else text_of(asked, name) for name in CLAIM}
    response = new(REPORTMSG, "VerifyLearnerResponse", prefix="r")
    learner = _child(response, "VerifiedLearner")
    _searched(learner, texts.values())
    if not says_enough(texts):
        _child(learner, "ResponseCode", Answer.INSUFFICIENT)
        return response
    answer = verified(call, texts)
    _child(learner, "ResponseCode", answer.code if answer else Verdict.NOT_FOUND)
    _found(learner, answer.held if answer else None)
    _flags(learner, answer.flags if answer else ())
    return response


def says_enough(texts: Mapping[str, str]) -> bool:
    """Whether the three things are there by which a learner is found; the schema demands none of them."""
    return all(texts[name] for name in CLAIM[:3])


def verified(call: Call, texts: dict[str, str]) -> Verified | None:
    """The answer to one claim; ``None`` where nobody can have such a ULN."""
    try:
        claim = claim_from(texts)
    except ImpossibleUln:
        return None
    return learner_actions.verify_learner(
        claim=claim, organisation=call.organisation, through="wire", by=call.user
    )


def submit_batch(call: Call, body: etree._Element) -> etree._Element:
    """``submitVerifyBatch``: keep the request as the batch's file and queue it."""
    access.check_can(call.user, Permission.LEARNER_VERIFY, call.organisation)
    response = new(VLDMSG, "SubmitVerifyBatchResponse", prefix="v")
    count = int(text_of(body, "LearnerRecordCount"))
    records = len(body.findall("Learner"))
    registry.named(KIND).check_request({"email": text_of(body, "OrgEmail")}, records=records)
    if count != records:
        return _submitted(response, Answer.WRONG_COUNT, 0)
    document = etree.tostring(body, xml_declaration=True, encoding="utf-8")
    return _submitted(response, Answer.BATCH_SUBMITTED, _submit(call, document))


def _submitted(response: etree._Element, answer: Answer, job: int) -> etree._Element:
    _child(response, "ResponseCode", answer)
    _child(response, "JobID", job)
    return response


def _submit(call: Call, document: bytes) -> int:
    """The register changes, so the same learners may well be verified again: a repeated request is a new job."""
    submission = batches.submit(
        kind=KIND,
        organisation=call.organisation,
        file=io.BytesIO(document),
        file_name=FILE_NAME,
        options={"user_name": call.user_name},
        confirm_first=False,
        send_again=True,
        through="wire",
        by=call.user,
    )
    return int(submission.batch.pk)


def batch_output(call: Call, body: etree._Element) -> etree._Element:
    """``getVerifyBatchOutput``: how far the job is, and its answers. A foreign job is unknown."""
    access.check_can(call.user, Permission.BATCH_VIEW, call.organisation)
    response = new(VLDMSG, "GetVerifyBatchOutputResponse", prefix="v")
    batch = ledger.batch_by_number(call.user, int(text_of(body, "JobID")))
    if batch is None or batch.kind != KIND:
        _child(response, "ResponseCode", Answer.UNKNOWN_JOB)
        return response
    _child(response, "ResponseCode", _JOBS.get(BatchState(batch.state), Answer.BATCH_INCOMPLETE))
    _child(response, "JobStatus", job_status(batch.state))
    if batch.started_at:
        _child(response, "JobStartedDateTime", stamp(batch.started_at))
    if batch.ended_at:
        _child(response, "JobFinishedDateTime", stamp(batch.ended_at))
    if batch.state == BatchState.DONE:
        _answers(response, batch)
    return response


def _answers(response: etree._Element, batch: Batch) -> None:
    for row in learners.verify_output(batch):
        learner = _child(response, "VerifiedLearner")
        if row.mis_identifier:
            _child(learner, "MISIdentifier", row.mis_identifier)
        searched = (row.searched_uln, row.searched_family_name, row.searched_given_name)
        _searched(learner, (*searched, row.searched_date_of_birth, row.searched_gender))
        _child(learner, "ResponseCode", row.code)
        _found(learner, row.held)
        _flags(learner, row.flags)


def _searched(learner: etree._Element, texts: Iterable[str]) -> None:
    for name, text in zip(CLAIM, texts, strict=True):
        if text:
            _child(learner, f"Searched{name}", text)


def _found(learner: etree._Element, held: Disclosed | None) -> None:
    """What the register holds, as far as it is disclosed."""
    for name, value in found(held).items():
        _child(learner, name, value)


def found(held: Disclosed | None) -> dict[str, str]:
    """The names of the LRS and what stands under them, in the order of its schema; what is not told is left out."""
    if held is None:
        return {}
    values = {
        "ULN": held.uln,
        "FamilyName": held.family_name,
        "GivenName": held.given_name,
        "DateOfBirth": held.date_of_birth.isoformat() if held.date_of_birth else "",
        "Gender": "" if held.gender is None else str(held.gender),
    }
    return {name: value for name, value in values.items() if value}


def _flags(learner: etree._Element, flags: Iterable[str]) -> None:
    for flag in flags:
        _child(learner, "FailureFlag", flag)


def find(call: Call, body: etree._Element) -> etree._Element:
    """``learnerByULN``: the learner, for who knows the ULN and both names. ``CHK`` asks only whether there is one."""
    access.check_can(call.user, Permission.LEARNER_VERIFY, call.organisation)
    texts = {name: text_of(body, name) for name in CLAIM[:3]}
    enough = says_enough(texts)
    answer = verified(call, texts) if enough else None
    response = new(FINDMSG, "FindLearnerResponse", prefix="f")
    _child(response, "ResponseCode", answer_code(answer) if enough else Answer.INSUFFICIENT)
    for name, text in texts.items():
        _child(response, name, text)
    if answer and answer.held and answer.code in EXACT and text_of(body, "FindType").upper() != "CHK":
        add_learner(response, answer.held, is_substituted=answer.master_substituted)
    return response


def answer_code(answer: Verified | None) -> Answer:
    """Exact, of a merged learner, or not found. A similar name finds nobody: who has it may be somebody else."""
    if answer is None or answer.code not in EXACT:
        return Answer.NO_MATCH
    return Answer.MASTER_SUBSTITUTED if answer.master_substituted else Answer.SUCCESS


def add_learner(response: etree._Element, held: Disclosed, *, is_substituted: bool) -> None:
    """A ``Learner``: of the many members of the LRS those that are held here and may be told."""
    shown = found(held)
    learner = _child(response, "Learner")
    _child(learner, "ULN", shown["ULN"])
    _child(learner, "MasterSubstituted", "Y" if is_substituted else "N")
    for name in ("GivenName", "FamilyName", "DateOfBirth", "Gender"):
        if name in shown:
            _child(learner, name, shown[name])
    known = learners.by_uln(held.uln)
    if known is not None:
        _child(learner, "AbilityToShare", int(learners.sharing_of(known)))
        linked = linked_ulns(known)
        if linked:
            holder = _child(learner, "LinkedULNs")
            for uln in linked:
                _child(holder, "ULN", uln)
    _child(learner, "VersionNumber", 0 if known is None else learners.version_number(known))


def linked_ulns(learner: Learner) -> list[str]:
    """The ULNs that were merged into this learner's."""
    return [each.uln for each in learners.same_person(learner) if each.master_id is not None and each.uln]


def _child(parent: etree._Element, name: str, text: object = None) -> etree._Element:
    """Inside a message of LearnerService names have no namespace."""
    return child(parent, name, text, qualified=False)
