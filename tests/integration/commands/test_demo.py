"""`testamur demo`: the demo world comes in through the doors that everybody uses, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from integration.commands.running import call
from plugins.databases import prepared
from testamur.access import queries as access
from testamur.access.models import User
from testamur.access.rules import ROLES, Role
from testamur.achievements import queries as achievements
from testamur.achievements.models import Achievement
from testamur.audit.queries import timeline
from testamur.batches import queries as ledger
from testamur.batches.models import Batch
from testamur.challenges.models import Challenge
from testamur.demo import learner, loading
from testamur.demo.people import HARROWMERE, PASSWORD, PEOPLE
from testamur.demo.records import Planned, World
from testamur.learners.models import Learner
from testamur.organisations.models import Organisation
from testamur.qualifications.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


LEARNERS = 4_500


@contextmanager
def smaller() -> Iterator[None]:
    """The demo world with fewer learners and a smaller first batch."""
    whole = loading.load

    def load(tell: loading.Teller) -> bool:
        return whole(tell, learner_count=LEARNERS, big=400)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "load", load)
        yield


@pytest.fixture
def small() -> Iterator[None]:
    with smaller():
        yield


def load_demo() -> str:
    with smaller():
        answer = call("demo")
    assert answer.exit_code == 0
    return answer.output


loaded = prepared(load_demo)


def test_world_has_everything_that_there_is_to_see(loaded: str) -> None:
    assert Counter(Organisation.objects.values_list("kind", flat=True)) == {
        "awarding_organisation": 3,
        "provider": 5,
        "local_authority": 1,
        "operator": 1,
    }
    assert Learner.objects.count() == LEARNERS
    assert Learner.objects.filter(master__isnull=False).count() == 40
    assert Counter(Entry.objects.values_list("kind", flat=True)) == {"qualification": 124, "unit": 80}
    assert Entry.objects.filter(batch__isnull=True).count() == 0
    states = Counter(Batch.objects.filter(kind="achievements").values_list("state", flat=True))
    assert states == {"done": 4, "refused": 2, "ready": 1, "cancelled": 1, "undone": 1}
    assert {ledger.batch_sentences(batch)[0].code for batch in Batch.objects.filter(state="refused")} == {
        "RS005",
        "WSEC0001",
    }
    statuses = set(Achievement.objects.values_list("status", "state"))
    assert {("final", "active"), ("provisional", "active"), ("final", "withdrawn")} <= statuses
    held = {role for person in PEOPLE for _, role in person.roles}
    assert held == {role for role in Role if not ROLES[role].for_systems}

    raised = Counter(Challenge.objects.values_list("state", flat=True))
    assert raised == dict.fromkeys(["new", "in_progress"], 2) | dict.fromkeys(
        ["accepted", "corrected", "rejected", "closed"], 1
    )
    own = achievements.own_record(User.objects.get(email=learner.EMAIL))
    assert own is not None
    assert {event.source for event in own.events} == {"AO", "QCFU", "ILR"}
    assert any(event.is_provisional for event in own.events)
    assert any(event.superseded_by for event in own.events)
    assert len(own.events) >= 15

    operator = User.objects.get(username="operator")
    assert all(user.check_password(PASSWORD) for user in User.objects.all())
    assert access.holds_everywhere(operator, access.Permission.SERVICE_OPERATE)

    main = Batch.objects.get(idempotency_key="demo:main")
    assert main.organisation.ukprn == HARROWMERE.ukprn
    assert main.total == 400
    assert 0 < main.rejected < 40
    assert main.warned > 0
    reinstated = Batch.objects.get(idempotency_key="demo:reinstated").rows.filter(effect="reinstated").first()
    assert reinstated is not None
    versions = timeline(Achievement.objects.get(pk=reinstated.record))
    assert [{c.field: c.after for c in version.changes}.get("state") for version in versions] == [
        "active",
        "withdrawn",
        "active",
    ]


def test_challenges_stand_in_every_state_that_is_not_taken_back(loaded: str) -> None:
    raised = Counter(Challenge.objects.values_list("state", flat=True))
    several, one = ("new", "in_progress"), ("accepted", "corrected", "rejected", "closed")
    assert raised == {**dict.fromkeys(several, 2), **dict.fromkeys(one, 1)}


def test_loading_prints_outcomes_and_log_ins_and_the_second_time_only_log_ins(
    loaded: str, small: None
) -> None:
    for batch in Batch.objects.all():
        assert f"Batch {batch.pk}, {batch.file_name}: {ledger.meaning(batch).label}." in loaded
    for person in PEOPLE:
        assert f"  {person.username} " in loaded
    assert f"  {learner.EMAIL}: " in loaded
    assert PASSWORD in loaded

    before = Batch.objects.count(), Learner.objects.count(), User.objects.count()
    answer = call("demo")
    assert answer.exit_code == 0
    assert "Nothing was loaded" in answer.output
    assert "Log in with the password" in answer.output
    assert (Batch.objects.count(), Learner.objects.count(), User.objects.count()) == before


def test_interrupted_loading_goes_on_where_it_was(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = loading._submit

    def until_the_fourth(plan: Planned, world: World, tell: loading.Teller) -> None:
        if Batch.objects.filter(kind="achievements").count() == 3:
            raise KeyboardInterrupt
        whole(plan, world, tell)

    with monkeypatch.context() as patched:
        patched.setattr(loading, "_submit", until_the_fourth)
        with pytest.raises(KeyboardInterrupt):
            loading.load_if_empty()
    first = list(Batch.objects.order_by("id").values_list("pk", "state"))
    assert loading.load_if_empty()
    after = list(Batch.objects.order_by("id").values_list("pk", "state"))
    assert after[: len(first)] == first
    assert len(after) == 13


def test_database_of_somebody_else_is_left_alone(small: None) -> None:
    from testamur.organisations import actions as organisations

    organisations.register(name="Somebody", kind="provider", by=None)
    answer = call("demo")
    assert "Nothing was loaded" in answer.output
    assert PASSWORD not in answer.output
    assert Organisation.objects.count() == 1
    assert User.objects.count() == 0
