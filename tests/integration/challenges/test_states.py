"""A page and a returned report decide a challenge in the same states, and in no others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now

from integration.challenges.test_returned_report import report_of, send, workbook
from testamur.audit import actions as audit
from testamur.challenges import actions
from testamur.challenges.models import Challenge
from testamur.challenges.states import CHALLENGE_LIFE, Event, State
from world import World

pytestmark = pytest.mark.django_db

DECISIONS = {Event.ACCEPT: "Accept", Event.REJECT: "Reject"}
EFFECTS = {Event.ACCEPT: "accepted", Event.REJECT: "rejected"}


def by_page(world: World, challenge: Challenge, event: Event) -> bool:
    """Whether the page's action does it; it leaves nothing behind."""
    said = {"challenge": challenge, "through": "page", "by": world.edc_user}
    try:
        with transaction.atomic():
            if event is Event.ACCEPT:
                actions.accept(**said)
            else:
                actions.reject(**said, reason="It is right.")
            transaction.set_rollback(True)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("event", DECISIONS)
@pytest.mark.parametrize("state", State)
def test_page_and_report_decide_in_the_same_states(
    world: World, raise_one: Callable[..., Challenge], state: State, event: Event
) -> None:
    challenge = raise_one()
    report = report_of(world)
    with audit.process("challenge.put_into_a_state", by=None):
        Challenge.objects.update(state=state, decision_reason="It was right.", resolved_at=Now())
    decided = by_page(world, challenge, event)
    batch = send(world, workbook(report, {challenge.reference: (DECISIONS[event], "It is right.")}))
    effects = set(batch.rows.values_list("effect", flat=True))
    assert decided is CHALLENGE_LIFE.may(event, state)
    assert (EFFECTS[event] in effects) is decided
