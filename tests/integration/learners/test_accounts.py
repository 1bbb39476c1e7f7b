"""A learner's account: made by invitation, corrected while unused, and the learner's own from then on."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from testamur.access import actions as access
from testamur.access.models import User
from testamur.learners import actions, queries
from testamur.learners.actions import Invited
from testamur.learners.models import Learner, LearnerAccount
from testamur.notices.models import Notice
from world import World, make_learners, record, submit

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http\S+(/account/password/reset/key/\S+)")


def invite(world: World, learner: Learner, email: str = "robin@people.example", **more: object) -> Invited:
    given = {"organisation": world.provider, "by": world.provider_user, **more}
    return actions.invite(learner=learner, email=email, **given)  # type: ignore[arg-type]


def link_to(email: str) -> str:
    found = LINK.search(Notice.objects.filter(to=email).latest("pk").body)
    assert found is not None
    return found.group(1)


def works(address: str) -> bool:
    page = Client().get(address, follow=True).content.decode()
    return "Choose your password" in page


def test_letter_has_a_link_and_says_nothing_of_the_record(world: World) -> None:
    learner = world.learners[1]
    submit(world, [record(learner)])
    invited = invite(world, learner)
    assert queries.learner_of(invited.account.user) == learner
    assert not queries.has_account_in_use(learner)
    body = Notice.objects.get(to="robin@people.example").body
    assert "Riverside College has invited you" in body
    assert learner.uln not in body
    assert learner.family_name not in body
    assert works(link_to("robin@people.example"))


def test_wrong_address_is_corrected_and_its_link_ends(world: World) -> None:
    learner = world.learners[1]
    first = invite(world, learner, "wrong@people.example")
    old = link_to("wrong@people.example")
    second = invite(world, learner, "right@people.example")
    assert (second.again, second.account) == (True, first.account)
    assert not works(old)
    assert works(link_to("right@people.example"))
    assert not User.objects.filter(email="wrong@people.example").exists()


def test_account_that_is_used_is_the_learners_own(world: World) -> None:
    learner = world.learners[1]
    user = invite(world, learner).account.user
    access.set_password(user=user, password="correct horse battery staple", by=user)
    assert queries.has_account_in_use(learner)
    with pytest.raises(ValidationError, match="already has an account"):
        invite(world, learner, "somebody.else@people.example")


def test_address_of_somebody_else_is_refused(world: World) -> None:
    with pytest.raises(ValidationError, match="another account"):
        invite(world, world.learners[1], "Vera@people.example")
    assert not LearnerAccount.objects.filter(learner=world.learners[1]).exists()


@pytest.mark.parametrize("who", ["authority_user", "super_user", "operator", "support", "learner_user"])
def test_only_a_provider_invites(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        invite(world, world.learners[1], by=getattr(world, who))


def test_account_follows_the_learner_into_a_merger(world: World) -> None:
    linked, master = world.learners[0], make_learners(1, start=400_000_000)[0]
    actions.merge(learner=linked, master=master, reason="Registered twice", by=None)
    assert queries.learner_of(world.learner_user) == master
    with pytest.raises(ValidationError, match="already has an account"):
        invite(world, Learner.objects.get(pk=linked.pk))


def test_suspended_account_sees_nothing(world: World) -> None:
    world.learner_user.is_active = False
    assert queries.learner_of(world.learner_user) is None


NOBODY = "(SELECT 0 AS learner_id)"


def test_unused_number_is_deleted_and_is_nobodys(world: World) -> None:
    learner = world.learners[1]
    actions.delete(learner=learner, in_use=NOBODY, reason="Issued in error", by=world.operator)
    learner.refresh_from_db()
    assert learner.deleted_at is not None
    with pytest.raises(ValidationError, match="deleted"):
        invite(world, learner)
    with pytest.raises(ValidationError, match="deleted"):
        actions.merge(learner=learner, master=world.learners[2], reason="Same", by=None)


@pytest.mark.parametrize("who", ["super_user", "provider_user", "support"])
def test_only_the_records_service_deletes(world: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.delete(learner=world.learners[1], in_use=NOBODY, reason="Error", by=getattr(world, who))


def test_number_with_records_account_or_merger_is_kept(world: World) -> None:
    with_account, with_records, linked, master = world.learners[:4]
    in_use = f"(SELECT {with_records.pk} AS learner_id)"
    actions.merge(learner=linked, master=master, reason="Registered twice", by=None)
    for learner in (with_account, with_records, Learner.objects.get(pk=linked.pk), master):
        with pytest.raises(ValidationError):
            actions.delete(learner=learner, in_use=in_use, reason="Error", by=world.operator)
    assert not Learner.objects.filter(deleted_at__gt=dt.datetime(2000, 1, 1, tzinfo=dt.UTC)).exists()
