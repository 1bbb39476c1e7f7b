"""The job result of the LRS web service (GetAchievementBatchJob, lrs section 1.5), for API, file and wire alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from testamur.achievements.states import Effect, Found
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import ErrorClass, Finding, in_words
from testamur.learners.states import job_status
from testamur.plumbing import sql
from testamur.plumbing.delimited import guard

if TYPE_CHECKING:
    from testamur.batches.models import Batch

_COUNTERS = {
    "AchievementsCreated": Effect.CREATED,
    "AchievementsPromotedToFinal": Effect.PROMOTED,
    "AchievementsReinstated": Effect.REINSTATED,
    "AchievementsUpdated": Effect.UPDATED,
    "AchievementsWithdrawn": Effect.WITHDRAWN,
}


_ERROR_FILE = (
    "Record",
    "MisIdentifier",
    "Uln",
    "Reference",
    "ErrorClass",
    "Code",
    "Message",
    "Field",
    "Value",
)


def job_result(
    batch: Batch, *, with_error_file: bool = True, lines: Sequence[ledger.LedgerLine] | None = None
) -> dict[str, Any]:
    """The result in the order of the schema; what has no value is left out. Times are ISO 8601, UTC.

    ``lines`` saves reading the ledger again where it has just been read.
    """
    kind = registry.named(batch.kind)
    ended = batch.ended_at is not None
    successful = sum(batch.effects.values())
    final = _successful_final(batch)
    refusals = [kept for kept in batch.findings if kept["key"] in kind.rejecting]
    result: dict[str, Any] = {
        "AchievementBatchErrorFile": error_file(batch, lines=lines) if with_error_file and ended else None,
        **{name: batch.effects.get(effect, 0) for name, effect in _COUNTERS.items()},
        "BusinessRuleErrors": batch.classes.get(ErrorClass.BUSINESS_RULE, 0),
        "Duration": _duration(batch),
        "EndDate": _iso(batch.ended_at),
        "FieldDataErrors": batch.classes.get(ErrorClass.FIELD_DATA, 0),
        "Filename": batch.file_name if batch.through != "wire" else None,  # of what was uploaded as a file
        "JobID": batch.pk,
        "LearnerDataErrors": batch.classes.get(ErrorClass.LEARNER_DATA, 0),
        "NumberOfRecords": batch.total,
        "PercentageSuccessfulRecords": round(100 * successful / batch.total, 2)
        if batch.total and ended
        else None,
        "RejectionReason": _reason(batch, refusals),
        "StartDate": _iso(batch.started_at),
        "Status": job_status(batch.state),
        "SubmittedDate": _iso(batch.received_at),
        "SuccessfulFinalAchievements": final,
        "SuccessfulProvisionalAchievements": successful - final,
        "Type": str(batch.header.get("job_type") or batch.options.get("job_type") or "").capitalize() or None,
        "User": batch.options.get("user_name")
        or batch.submitted_by.get_full_name()
        or batch.submitted_by.username,
    }
    return {name: value for name, value in result.items() if value is not None}


def error_file(batch: Batch, *, lines: Sequence[ledger.LedgerLine] | None = None) -> str | None:
    """Every error as CSV text: record, MIS identifier, ULN, reference, class, code, message (lrs section 1.6).

    Behind those stand the field and the value that is wrong in it; a number that could not be read, as it came.
    """
    kind, text = registry.named(batch.kind), io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_ERROR_FILE)
    empty = text.tell()
    known = ledger.known_by(batch, ("mis_identifier", "uln", "reference"))
    for line in lines if lines is not None else ledger.all_rows(batch, only_found=True):
        for kept in line.findings:
            if kept["key"] not in kind.rejecting:
                continue
            said = in_words(Finding.from_stored(kept), kind.catalogue, line=line.number)
            cells = [
                *known(line),
                said.error_class,
                said.code,
                f"{said.what} {said.remedy}",
                said.field,
                said.value,
            ]
            writer.writerow([line.number, *map(guard, cells)])
    return text.getvalue() if text.tell() > empty else None


def _successful_final(batch: Batch) -> int:
    if batch.header.get("job_type") != Found.PROVISIONAL:
        return sum(batch.effects.values())
    ((number,),) = sql.rows(
        f"""
        SELECT count(*) FROM {ledger.lines_relation(batch.pk)} AS row
          JOIN achievements_achievement AS held ON held.id = row.record
         WHERE row.effect IS NOT NULL AND held.status = 'final'
        """
    )
    return int(number)


def _reason(batch: Batch, refusals: list[dict[str, Any]]) -> str | None:
    if not refusals:
        return None
    said = in_words(Finding.from_stored(refusals[0]), registry.named(batch.kind).catalogue)
    return f"{said.code}: {said.what} {said.remedy}"


def _duration(batch: Batch) -> str | None:
    if batch.started_at is None or batch.ended_at is None:
        return None
    seconds = (batch.ended_at - batch.started_at).total_seconds()
    return f"{int(seconds // 3600):02}:{int(seconds % 3600 // 60):02}:{seconds % 60:06.3f}"


def _iso(instant: Any) -> str | None:
    return instant.isoformat() if instant is not None else None
