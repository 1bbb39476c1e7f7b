"""A centre's records: what makes one, what later returns do to it, and what is said of the rest."""

from __future__ import annotations

import datetime as dt

import pytest

from integration.achievements.returns import aim, csv, send
from testamur.achievements.models import Achievement
from testamur.batches import actions as batches
from testamur.batches import queries
from testamur.batches.models import Batch
from testamur.learners import actions as learners
from world import World, keys_of, record, submit, the, ulns

pytestmark = pytest.mark.django_db


def test_achieved_aim_becomes_the_centres_record_under_its_canonical_reference(world: World) -> None:
    batch = send(world, [aim(world.learners[0])])
    assert (batch.state, batch.effects) == ("done", {"created": 1})
    held = the(world.learners[0])
    assert (held.source, held.state, held.status, held.organisation) == (
        "ILR",
        "active",
        "final",
        world.provider,
    )
    assert (held.reference, held.award_date, held.grade) == ("601/0001/1", dt.date(2019, 7, 3), "B")
    assert (held.collection_type, held.return_number, held.provider_ukprn) == ("W", "02", "10000101")
    assert (held.participation_start, held.participation_end) == (dt.date(2018, 9, 1), dt.date(2019, 6, 30))
    assert (held.mis_identifier, held.batch_id, held.batch_line) == ("R-1", batch.pk, 1)


def test_what_was_not_achieved_makes_no_record_and_says_so(world: World) -> None:
    one = world.learners[0]
    batch = send(
        world,
        [
            aim(one, Outcome="3"),
            aim(one, Outcome="8", AchDate=""),
            aim(one, AchDate=""),
            aim(one, LearnAimRef="Z0007834"),
        ],
    )
    assert (batch.state, batch.rejected, batch.effects) == ("done", 0, {"skipped": 4})
    assert [keys_of(batch, line) for line in range(1, 5)] == [
        ["I06.not_achieved"],
        ["I06.not_achieved"],
        ["I06.no_date"],
        ["I06.class_code"],
    ]
    assert not Achievement.objects.exists()


def test_later_return_updates_the_grade_and_leaves_what_is_the_same(world: World) -> None:
    one, two = world.learners[:2]
    send(world, [aim(one), aim(two)])
    later = send(world, [aim(one, OutGrade="A"), aim(two)], number="3")
    assert later.effects == {"unchanged": 1, "updated": 1}
    assert (the(one).grade, the(one).return_number, the(one).batch_id) == ("A", "03", later.pk)
    assert (the(two).return_number, Achievement.objects.count()) == ("02", 2)


def test_return_that_leaves_the_grade_out_does_not_take_it_away(world: World) -> None:
    send(world, [aim(world.learners[0])])
    assert send(world, [aim(world.learners[0], OutGrade="")]).effects == {"unchanged": 1}
    assert the(world.learners[0]).grade == "B"


def test_rules_beside_learners_and_register(world: World) -> None:
    one, two, linked, master, gone = world.learners[:5]
    learners.merge(learner=linked, master=master, reason="the same person", by=None)
    learners.delete(learner=gone, in_use="(SELECT 0 AS learner_id)", reason="issued twice", by=None)
    unknown = ulns(1, start=900_000_000)[0]
    batch = send(
        world,
        [
            aim(one, ULN=unknown),
            aim(one, FamilyName="Somebody"),
            aim(one, DateOfBirth="1999-01-01", AchDate="2019-07-05"),
            aim(one, Sex="F" if one.gender == 1 else "M", AchDate="2019-07-06"),
            aim(gone),
            aim(linked),
            aim(two, LearnAimRef="60199990"),
            aim(two),
            aim(two),
            aim(two, CompStatus="1", AchDate="2019-07-04"),
            *(aim(each) for each in world.learners[5:25]),
        ],
    )
    assert batch.state == "done"
    found = {line: keys_of(batch, line) for line in range(1, 11)}
    assert found[1] == ["L01.unknown_uln"]
    assert found[2] == ["L02.name_mismatch"]
    assert found[3] == ["L02.date_of_birth"]
    assert found[4] == ["L02.gender"]
    assert found[5] == ["L01.deleted_uln"]
    assert found[6] == ["L03.merged"]
    assert "I08.unknown_aim" in found[7]
    assert found[8] == []
    assert found[9] == ["B07.duplicate"]
    assert found[10] == ["I07.not_completed"]
    assert (batch.rejected, batch.effects["created"]) == (6, 24)
    assert the(linked).state == "active"


def test_file_of_another_centre_is_refused(world: World) -> None:
    for ukprn, key in [("10000001", "J08.other_organisation"), ("10099999", "J08.unknown_organisation")]:
        batch = send(world, [aim(world.learners[0])], ukprn=ukprn)
        assert (batch.state, [found["key"] for found in batch.findings]) == ("refused", [key])


def test_more_than_the_threshold_of_rejected_records_refuses_the_whole_file(world: World) -> None:
    batch = send(world, [aim(world.learners[0]), aim(world.learners[1], ULN="1")])
    assert (batch.state, [found["key"] for found in batch.findings]) == ("refused", ["J02.threshold"])
    assert not Achievement.objects.exists()


def test_what_would_happen_is_foreseen_before_a_person_confirms(world: World) -> None:
    one, two, three = world.learners[:3]
    submit(world, [record(two)])
    send(world, [aim(three)])
    batch = send(world, [aim(one), aim(two), aim(three), aim(one, Outcome="3")], confirm_first=True)
    assert (batch.state, batch.planned) == (
        "ready",
        {"created": 1, "superseded": 1, "unchanged": 1, "skipped": 1},
    )
    assert not Achievement.objects.filter(learner=one).exists()
    batches.confirm(batch=batch, by=world.provider_user)
    batches.advance(batch_id=batch.pk)
    assert Batch.objects.get(pk=batch.pk).effects == batch.planned


def test_undo_takes_back_what_was_created_and_restores_what_was_updated(world: World) -> None:
    one, two = world.learners[:2]
    first = send(world, [aim(one)])
    second = send(world, [aim(one, OutGrade="A", LearnActEndDate="2019-07-01"), aim(two)], number="3")
    batches.undo(batch=second, by=world.provider_user)
    batches.advance(batch_id=second.pk)
    undone = Batch.objects.get(pk=second.pk)
    assert (undone.state, undone.undo_result["put_back"], undone.undo_result["left"]) == ("undone", 2, 0)
    assert (the(one).grade, the(one).return_number, the(one).batch_id) == ("B", "02", first.pk)
    assert the(one).participation_end == dt.date(2019, 6, 30)
    assert the(two).state == "withdrawn"
    again = send(world, [aim(two)], number="4")
    assert again.effects == {"created": 1}


def test_outcome_file_is_read_again_as_it_is(world: World) -> None:
    batch = send(world, [aim(world.learners[0], OutGrade="-"), aim(world.learners[1], Outcome="3")])
    name = next(name for name in batch.reports if name.endswith("-outcome.csv"))
    kept = queries.report_file(batch, name)
    assert kept is not None
    again = send(world, kept[1].read())
    assert again.effects == {"skipped": 1, "unchanged": 1}
    assert the(world.learners[0]).grade == "-"


def test_workbook_and_xml_are_refused_with_what_to_do(world: World) -> None:
    for data in (b"<a/>", b"PK\x03\x04" + b"x" * 100):
        batch = send(world, data)
        assert (batch.state, batch.findings[0]["key"]) == ("refused", "I01.not_csv")
    assert send(world, csv([])).findings[0]["key"] == "J01.none"
