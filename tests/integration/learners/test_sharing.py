"""Whether a record is shared: who changes it, why, and what stays of it (ACH-11)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from testamur.learners import actions, queries
from testamur.learners.models import Learner
from testamur.learners.states import Sharing
from world import World

pytestmark = pytest.mark.django_db


def by_centre(world: World, learner: Learner, to: Sharing, **more: Any) -> Sharing:
    given = {"reason": "Asked at enrolment", "notice_given": True, "by": world.provider_user, **more}
    return actions.set_sharing(learner=learner, to=to, organisation=world.provider, **given)


def loaded_with_refusal(learner: Learner, to: Sharing = Sharing.REFUSES) -> Learner:
    """A refusal from before May 2018, as it came with the learner."""
    actions.register_many(
        learners=[
            {
                "uln": "1000099994",
                "given_name": "Old",
                "family_name": "Refusal",
                "date_of_birth": learner.date_of_birth,
                "ability_to_share": to.value,
            }
        ],
        by=None,
    )
    return Learner.objects.get(uln="1000099994")


def test_centre_says_that_the_notice_was_seen(world: World) -> None:
    learner = world.learners[1]
    assert by_centre(world, learner, Sharing.SHARES) is Sharing.NOT_SEEN
    assert queries.sharing_of(Learner.objects.get(pk=learner.pk)) is Sharing.SHARES


def test_history_says_who_when_and_why(world: World, settings: Any) -> None:
    settings.SHARING_OPT_OUT_ALLOWED = True
    learner = world.learners[0]
    by_centre(world, learner, Sharing.REFUSES, reason="A letter from the parents", through="page")
    actions.set_sharing(learner=learner, to=Sharing.SHARES, reason="", by=world.learner_user, through="page")
    lifted, refused = queries.sharing_history(learner)
    assert (refused.before, refused.after) == (Sharing.NOT_SEEN, Sharing.REFUSES)
    assert (refused.by_name, refused.reason) == ("Priya Tester", "A letter from the parents")
    assert (lifted.before, lifted.after) == (Sharing.REFUSES, Sharing.SHARES)
    assert lifted.by_name == "Lena Tester"


def test_new_refusals_are_not_taken_since_may_2018(world: World) -> None:
    with pytest.raises(ValidationError, match="25 May 2018") as refused:
        by_centre(world, world.learners[1], Sharing.REFUSES)
    assert refused.value.code == "WSRC0014"


def test_a_centre_takes_refusals_where_its_settings_say_so(world: World, settings: Any) -> None:
    settings.SHARING_OPT_OUT_CENTRES = ["10000099"]
    with pytest.raises(ValidationError, match="25 May 2018"):
        by_centre(world, world.learners[1], Sharing.REFUSES)
    settings.SHARING_OPT_OUT_CENTRES = ["10000099", world.provider.ukprn]
    assert by_centre(world, world.learners[1], Sharing.REFUSES) is Sharing.NOT_SEEN


def test_old_refusal_stays_and_a_centre_that_gave_the_notice_lifts_it(world: World) -> None:
    learner = loaded_with_refusal(world.learners[1])
    assert queries.sharing_of(learner) is Sharing.REFUSES
    with pytest.raises(ValidationError, match="privacy notice"):
        by_centre(world, learner, Sharing.SHARES, notice_given=False)
    with pytest.raises(ValidationError, match="why"):
        by_centre(world, learner, Sharing.SHARES, reason=" ")
    assert by_centre(world, learner, Sharing.SHARES) is Sharing.REFUSES


def test_notice_cannot_be_unseen(world: World) -> None:
    learner = world.learners[1]
    by_centre(world, learner, Sharing.SHARES)
    with pytest.raises(ValidationError, match="cannot be changed") as refused:
        by_centre(world, learner, Sharing.NOT_SEEN)
    assert refused.value.code == "WSRC0014"
    with pytest.raises(ValidationError) as refused:
        by_centre(world, learner, Sharing.SHARES)
    assert refused.value.code == "WSRC0020"


@pytest.mark.parametrize("who", ["authority_user", "super_user", "operator", "support", "learner_user"])
def test_only_a_centre_sets_it(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        by_centre(world, world.learners[1], Sharing.SHARES, by=getattr(world, who))


@pytest.mark.parametrize("who", ["provider_user", "operator", "outsider", "learner_user"])
def test_only_the_learner_speaks_as_the_learner(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_sharing(learner=world.learners[1], to=Sharing.SHARES, reason="", by=getattr(world, who))


def test_refusal_under_one_number_is_the_refusal_of_the_person(world: World) -> None:
    linked, master = loaded_with_refusal(world.learners[1]), world.learners[1]
    actions.merge(learner=linked, master=master, reason="Registered twice", by=None)
    for each in Learner.objects.filter(pk__in=[linked.pk, master.pk]):
        assert queries.sharing_of(each) is Sharing.REFUSES
    by_centre(world, Learner.objects.get(pk=linked.pk), Sharing.SHARES)
    assert queries.sharing_of(Learner.objects.get(pk=master.pk)) is Sharing.SHARES
    assert [change.after for change in queries.sharing_history(Learner.objects.get(pk=linked.pk))] == [
        Sharing.SHARES,
        Sharing.REFUSES,
    ]
