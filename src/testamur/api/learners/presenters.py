"""Answers as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from testamur.api.learners.schemas import (
    HeldLearner,
    Verified,
)
from testamur.learners.rules.verifying import MEANINGS

if TYPE_CHECKING:
    from testamur.learners import queries as learners


def verified(answer: learners.Verified) -> Verified:
    meaning = MEANINGS[answer.code]
    return Verified.model_validate(
        {
            "code": answer.code,
            "label": _(meaning.label),
            "sentence": _(meaning.sentence),
            "flags": list(answer.flags),
            "parts": {name: how.value for name, how in answer.parts.items()},
            "master_substituted": answer.master_substituted,
            "held": held_learner(answer.held),
        }
    )


def held_learner(held: learners.Disclosed | None) -> HeldLearner | None:
    if held is None:
        return None
    return HeldLearner(
        uln=held.uln,
        given_name=held.given_name or None,
        family_name=held.family_name or None,
        date_of_birth=held.date_of_birth,
        gender=held.gender,
    )
