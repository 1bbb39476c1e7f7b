"""Verifying one learner, below ``/learners``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from ninja import Router

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.api import problems
from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.api.learners import presenters
from testamur.api.learners.schemas import Claim, Verified
from testamur.batches.findings import Severity, in_words
from testamur.learners import actions
from testamur.learners.findings import CATALOGUE
from testamur.learners.rules.lines import FIELD_OF_NAME, claim_of, judge_line
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.api.problems import Problem
    from testamur.learners.rules.lines import JudgedLine

router = Router(tags=["Learner verification"])


@router.post(
    "/verify",
    url_name="verify_learner",
    operation_id="verifyLearner",
    auth=Bearer(READ),
    response=Verified,
    summary="Verify a learner",
)
def verify_learner(request: CallerRequest, asked: Claim) -> Verified:
    """Whether a ULN belongs to the learner you mean. Names may be spelt a little differently.

    What is not given is not compared. That you asked is noted in the history of the learner. What cannot be a ULN, a
    name, a date or a gender answers 422 with findings.
    """
    caller = request.auth
    access.check_can(caller.user, Permission.LEARNER_VERIFY, caller.organisation)
    given = asked.model_dump()
    judged = judge_line(
        {name: given.get(field.key) for name, field in FIELD_OF_NAME.items()}, today=clock.today()
    )
    if judged.rejected:
        raise _rejected(judged)
    answer = actions.verify_learner(
        claim=claim_of(judged.payload), organisation=caller.organisation, through="api", by=caller.user
    )
    return presenters.verified(answer)


def _rejected(judged: JudgedLine) -> Problem:
    said = [in_words(finding, CATALOGUE, translate=gettext) for finding in judged.findings]
    errors = [
        {"pointer": f"#/{FIELD_OF_NAME[each.field].key}", "detail": each.what}
        for each in said
        if each.severity is Severity.ERROR
    ]
    return problems.with_findings("record-rejected", said, errors=errors)
