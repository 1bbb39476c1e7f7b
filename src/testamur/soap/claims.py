"""From the texts of a request to a claim about a learner, by the rules that hold for pages and files."""

from __future__ import annotations

from collections.abc import Mapping

from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.learners.rules import Claim
from testamur.learners.rules.verifying import claim_of
from testamur.soap.codes import Code
from testamur.soap.refusals import Refusal

_ABOUT_ULN = "V11."


class ImpossibleUln(Exception):
    """Nobody can have this ULN: its shape or its check digit is wrong."""


def claim_from(texts: Mapping[str, str]) -> Claim:
    """``texts`` by the names ULN, GivenName, FamilyName, DateOfBirth and Gender; what is empty is not said."""
    kind = registry.named("verify")
    judged = kind.judge_item({field.key: texts.get(field.name) for field in kind.layout.fields})
    said = ledger.sentences("verify", judged.findings)
    about_uln = [finding.key.startswith(_ABOUT_ULN) for finding in judged.findings]
    others = [
        sentence for sentence, of_uln in zip(said, about_uln, strict=True) if not of_uln and judged.rejected
    ]
    if others:
        raise Refusal(Code.INVALID_REQUEST, f"{others[0].field}: {others[0].what}")
    if any(about_uln):
        raise ImpossibleUln
    return claim_of(judged.payload)
