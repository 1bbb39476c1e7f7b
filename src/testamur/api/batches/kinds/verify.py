"""Verify batches and their answers, below ``/verify-batches``."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from ninja import Query, Router
from pydantic import BaseModel, Field

from testamur.api import paging
from testamur.api.addresses import address
from testamur.api.batches import bases, shown
from testamur.api.batches.declared import KindRoutes
from testamur.api.batches.routes import batch_of, described
from testamur.api.identity import CallerRequest
from testamur.api.learners import HeldLearner, held_learner
from testamur.api.schemas import Finding
from testamur.batches import queries as ledger
from testamur.learners import queries as learners
from testamur.learners.rules import Code, Flag

if TYPE_CHECKING:
    from testamur.batches.models import Batch


class Answers(bases.Members):
    answers: dict[str, int] = Field(
        description="Learners by the code of their answer.", examples=[{"WSVRC001": 97, "WSVRC005": 3}]
    )

    @classmethod
    def of_batch(cls, batch: Batch, asked: None) -> Answers:
        return cls(answers=batch.effects)


class WithResults(bases.Members):
    results_href: str

    @classmethod
    def of_batch(cls, batch: Batch, asked: BaseModel | None) -> WithResults:
        return cls(results_href=address("list_verify_results", batch_id=batch.uuid))


class AskedResults(paging.Asked):
    code: Code | None = Field(None, description="Only learners with this answer.")
    rejected: bool | None = Field(
        None, description="Only records that could not be verified, or only those that were."
    )


class Searched(BaseModel):
    """A record as it came."""

    mis_identifier: str
    uln: str
    family_name: str
    given_name: str
    date_of_birth: str
    gender: str


class Result(BaseModel):
    """One record of the file with its answer."""

    record: int = Field(description="Counted from 1.")
    searched: Searched
    code: str = Field(
        description="The answer; WSRC0015 for a record that could not be verified, which `findings` explain."
    )
    flags: list[Flag]
    held: HeldLearner | None
    findings: list[Finding]


class ResultList(bases.Piece[Result]):
    pass


def _add_results(router: Router, routes: KindRoutes) -> None:
    @router.get(
        "/{uuid:batch_id}/results",
        response=ResultList,
        **described("list_verify_results", "List the results of a verify batch"),
    )
    def list_verify_results(
        request: CallerRequest, batch_id: uuid.UUID, asked: Query[AskedResults]
    ) -> ResultList:
        """Every record with its answer, in the order of the file. Empty until the batch is `done`."""
        batch = batch_of(routes, request, batch_id)
        rows = ledger.rows_of(batch, effect=asked.code, rejected=asked.rejected)
        if batch.state != ledger.BatchState.DONE:
            rows = rows.none()
        found, cursor = paging.piece(rows, asked, order=["line"])
        items = [_result(row) for row in learners.verified_rows(batch, found)]
        return ResultList(items=items, next=cursor)


def _result(row: learners.VerifiedRow) -> Result:
    return Result(
        record=row.line,
        searched=Searched(
            mis_identifier=row.mis_identifier,
            uln=row.searched_uln,
            family_name=row.searched_family_name,
            given_name=row.searched_given_name,
            date_of_birth=row.searched_date_of_birth,
            gender=row.searched_gender,
        ),
        code=row.code,
        flags=list(row.flags),
        held=held_learner(row.held),
        findings=[shown.finding(each) for each in ledger.sentences("verify", row.findings, line=row.line)],
    )


VERIFY = KindRoutes(
    kind="verify",
    noun="verify",
    path="/verify-batches",
    tag="Learner verification",
    one="a verify batch",
    many="verify batches",
    content="The request `SubmitVerifyBatch` of the LRS web service, or CSV with the same names as headings. Read its "
    "results once the batch is `done`.",
    in_lists=Answers,
    in_full=WithResults,
    lists_findings=False,
    addition=_add_results,
)
