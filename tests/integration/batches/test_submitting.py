"""Receiving a batch: once, however often it is sent, unless it is sent again on purpose."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from testamur.achievements.kinds.achievements.writing import texts_of, write_csv
from testamur.batches import actions as batches
from testamur.batches.actions import Submission
from testamur.batches.columns import Unreadable
from testamur.batches.models import Batch
from testamur.batches.queries import BatchState
from world import World, record, submit, xml

pytestmark = pytest.mark.django_db


def send(world: World, data: bytes | None = None, **more: Any) -> Submission:
    given = {"organisation": world.board, "file_name": "batch.xml", "through": "page", "by": world.batch_user}
    data = xml([record(world.learners[0])]) if data is None else data
    return batches.submit(kind="achievements", file=io.BytesIO(data), **{**given, **more})


def test_same_file_twice_gives_the_first_batch_back(world: World) -> None:
    first, second = send(world), send(world, file_name="under another name.xml")
    assert (first.is_new, second.is_new) == (True, False)
    assert second.batch == first.batch
    assert Batch.objects.count() == 1
    assert default_storage.listdir("batches")[0] == [str(first.batch.uuid)]


def test_same_file_sent_again_on_purpose_is_a_batch_of_its_own(world: World) -> None:
    first, second = send(world), send(world, send_again=True)
    assert second.is_new
    assert second.batch != first.batch
    assert (first.batch.sent_again, second.batch.sent_again) == (False, True)
    assert send(world).batch == first.batch


@pytest.mark.parametrize("state", ["cancelled", "undone"])
def test_same_file_after_a_batch_that_came_to_nothing_is_new(world: World, state: str) -> None:
    first = send(world)
    Batch.objects.update(state=state)
    assert send(world).batch != first.batch


def test_same_file_with_another_type_of_job_or_organisation_is_new(world: World) -> None:
    batches = {
        send(world).batch.pk,
        send(world, options={"job_type": "final"}).batch.pk,
        send(world, organisation=world.other_board, by=world.stranger).batch.pk,
    }
    assert len(batches) == 3


def test_same_key_gives_the_first_batch_back_to_the_same_sender_only(world: World) -> None:
    first = send(world, idempotency_key="k1")
    assert send(world, idempotency_key="k1", send_again=True).batch == first.batch
    assert send(world, idempotency_key="k2", send_again=True).batch != first.batch
    assert send(world, idempotency_key="k1", send_again=True, by=world.super_user).is_new


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("more", [{}, {"idempotency_key": "double click", "send_again": True}])
def test_double_click_makes_one_batch(world: World, more: dict[str, Any]) -> None:
    """Two requests at the same instant, each with a connection of its own."""
    data, together = xml([record(world.learners[0])]), threading.Barrier(2)
    submissions: list[Submission] = []

    def click() -> None:
        together.wait(60)
        submissions.append(send(world, data, **more))

    _in_threads(click, click)
    assert sorted(each.is_new for each in submissions) == [False, True]
    assert Batch.objects.count() == 1


def _in_threads(*work: Callable[[], None]) -> None:
    def run(each: Callable[[], None]) -> None:
        try:
            each()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


@pytest.mark.parametrize("person", ["viewer", "stranger", "outsider"])
def test_without_the_right_nothing_is_stored(world: World, person: str) -> None:
    with pytest.raises(PermissionDenied):
        send(world, by=getattr(world, person))
    assert Batch.objects.count() == 0
    assert not default_storage.exists("batches")


def test_file_of_a_wrong_size_is_refused_before_it_is_stored(world: World, settings: Any) -> None:
    settings.ACHIEVEMENT_BATCH_MAX_BYTES = 1000
    for data, key in ((b"", "J04.empty"), (b"x" * 1001, "J01.too_large")):
        with pytest.raises(Unreadable) as refused:
            send(world, data)
        assert [finding.key for finding in refused.value.findings] == [key]
    assert Batch.objects.count() == 0
    assert not default_storage.exists("batches")


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\passwd", "/etc/passwd"])
def test_only_the_last_part_of_a_file_name_is_kept(world: World, name: str) -> None:
    batch = send(world, file_name=name).batch
    assert batch.file_name == "passwd"
    assert batch.file == f"batches/{batch.uuid}/submitted"


def test_disk_that_is_full_leaves_no_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    with pytest.raises(OSError, match="No space left"):
        send(world)
    assert Batch.objects.count() == 0


@pytest.mark.parametrize("form", ["xml", "csv"])
def test_outcome_file_that_is_corrected_and_sent_back_is_taken_although_it_has_grown(
    world: World, settings: Any, form: str
) -> None:
    """What we have written into it is no part of what is submitted."""
    wrong = "A grade that is much too long"
    records = [record(each, grade=wrong) for each in world.learners[:4]]
    header = {"job_type": "Final"}
    table = b"".join(write_csv([texts_of(each) for each in records], header=header))
    data = xml(records) if form == "xml" else table
    batch = submit(world, data, name=f"batch.{form}")
    (name,) = [each for each in batch.reports if each.endswith(f"outcome.{form}")]
    with default_storage.open(batch.reports[name]["path"]) as file:
        grown = file.read()
    corrected = grown.replace(wrong.encode(), b"B")
    settings.ACHIEVEMENT_BATCH_MAX_BYTES = len(data)
    settings.BATCH_MAX_FILE_BYTES = len(corrected)
    assert len(corrected) > len(data)
    again = submit(world, corrected, name=f"again.{form}")
    assert (again.state, again.total) == (BatchState.DONE, 4)
    settings.ACHIEVEMENT_BATCH_MAX_BYTES = 100
    with pytest.raises(Unreadable):
        send(world, corrected, send_again=True)
