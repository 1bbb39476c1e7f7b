"""Verifying one learner, below ``/learners``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja import Router

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.api import problems
from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.api.learners import presenters
from testamur.api.learners.schemas import Claim, Verified
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import Severity
from testamur.learners import actions as learner_actions
from testamur.learners.rules.verifying import claim_of

if TYPE_CHECKING:
    from testamur.api.problems import Problem
    from testamur.batches.columns.judging import Judged

router = Router(tags=["Learner verification"])


@router.post("/verify", auth=Bearer(READ), response=Verified, summary="Verify a learner")
def verify_learner(request: CallerRequest, asked: Claim) -> Verified:
    """Whether a ULN belongs to the learner you mean. Names may be spelt a little differently.

    What is not given is not compared. That you asked is noted in the history of the learner. What cannot be a ULN, a
    name, a date or a gender answers 422 with findings.
    """
    caller = request.auth
    access.check_can(caller.user, Permission.LEARNER_VERIFY, caller.organisation)
    judged = registry.named("verify").judge_item(asked.model_dump())
    if judged.rejected:
        raise _rejected(judged)
    answer = learner_actions.verify_learner(
        claim=claim_of(judged.payload), organisation=caller.organisation, through="api", by=caller.user
    )
    return presenters.verified(answer)


def _rejected(judged: Judged) -> Problem:
    sentences = ledger.sentences("verify", judged.findings)
    errors = [
        {"pointer": f"#/{registry.named('verify').layout.of_name[each.field].key}", "detail": each.what}
        for each in sentences
        if each.severity is Severity.ERROR
    ]
    return problems.with_findings("record-rejected", sentences, errors=errors)
