"""The register of qualifications and units comes in through the batch engine, as a whole or not at all."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integration.qualifications.files import confirmed, file_of, imported, keys, submitted
from testamur.access.rules import Role
from testamur.achievements import samples
from testamur.audit.queries import timeline
from testamur.batches import actions as batches
from testamur.notices.models import Notice
from testamur.plumbing.delimited import Rows
from testamur.plumbing.text import decode
from testamur.qualifications import queries
from testamur.qualifications.models import Entry
from world import World, keys_of, record
from world import submit as submit_achievements

pytestmark = pytest.mark.django_db


def test_file_is_checked_first_and_changes_nothing_before_somebody_confirms(world: World) -> None:
    before = Entry.objects.count()
    batch = submitted(world, "register", [{}, {"title": "Arboriculture"}])
    assert batch.state == "ready"
    assert batch.planned == {"created": 2}
    assert Entry.objects.count() == before


def test_new_differing_and_equal_lines_have_their_effects(world: World) -> None:
    imported(world, "register", {}, {"title": "Arboriculture"})
    batch = submitted(
        world, "register", [{}, {"title": "Arboriculture", "grades": "A/B"}, {"title": "Botany"}]
    )
    assert batch.planned == {"created": 1, "updated": 1, "unchanged": 1}
    batch = confirmed(world, batch)
    assert batch.state == "done"
    assert batch.effects == {"created": 1, "updated": 1, "unchanged": 1}
    lines = dict(batch.rows.values_list("line", "effect"))
    assert lines == {1: "unchanged", 2: "updated", 3: "created"}
    assert all(Entry.objects.filter(pk=row.record).exists() for row in batch.rows.all())


def test_history_keeps_every_version_and_says_which_batch_and_line_wrote_it(world: World) -> None:
    first = imported(world, "register", {"title": "Other"}, {})
    second = imported(world, "register", {"grades": "Pass/Fail"})
    entry = Entry.objects.get(reference="600/1166/X", title="Horticulture")
    assert entry.grades == ["PASS", "FAIL"]
    assert (entry.batch_id, entry.batch_line) == (second.pk, 1)
    versions = timeline(entry)
    assert [(version.process, version.batch) for version in versions] == [
        ("batch.applied", second.pk),
        ("batch.applied", first.pk),
    ]
    assert [(change.field, change.before, change.after) for change in versions[0].changes] == [
        ("grades", ["A*", "A", "B"], ["PASS", "FAIL"])
    ]


def test_line_that_changes_nothing_writes_no_version(world: World) -> None:
    first = imported(world, "register", {})
    imported(world, "register", {})
    entry = Entry.objects.get(reference="600/1166/X")
    assert entry.batch_id == first.pk
    assert len(timeline(entry)) == 1


def test_one_rejected_line_refuses_the_whole_register(world: World) -> None:
    before = Entry.objects.count()
    batch = submitted(world, "register", [{}, {"title": "Botany", "starts_on": "never"}])
    assert batch.state == "refused"
    assert [found["key"] for found in batch.findings] == ["Q04.rejected"]
    assert keys(batch, 2) == ["Q12.date"]
    assert Entry.objects.count() == before


def test_same_number_and_title_twice_is_an_error_and_another_title_is_a_pathway(world: World) -> None:
    batch = submitted(world, "register", [{}, {"title": "Horticulture: Trees"}, {"credits": "9"}])
    assert batch.state == "refused"
    assert [keys(batch, line) for line in (1, 2, 3)] == [[], [], ["Q20.repeated"]]
    assert batch.rows.get(line=3).findings[0]["params"]["first"] == 1

    imported(world, "register", {}, {"title": "Horticulture: Trees", "grades": "Pass"})
    assert [entry.title for entry in queries.entries("600/1166/X")] == ["Horticulture", "Horticulture: Trees"]


def test_number_of_several_qualifications_takes_the_grades_of_each(world: World) -> None:
    imported(world, "register", {"grades": "A*/A"}, {"title": "Horticulture: Trees", "grades": "Pass/Fail"})
    graded = [
        record(learner, reference="600/1166/X", grade=grade)
        for learner, grade in zip(world.learners, ("A*", "pass", "B"), strict=False)
    ]
    batch = submit_achievements(world, graded)
    assert batch.accepted == 3
    assert [keys_of(batch, line) for line in (1, 2, 3)] == [[], [], ["B08.grade_scale"]]


def test_what_may_go_wrong_later_is_said_before_confirming(world: World) -> None:
    imported(world, "register", {"title": "Old title"}, {"reference": "500/1522/9", "title": "Botany"})
    batch = submitted(
        world,
        "register",
        [
            {"title": "New title"},
            {"reference": "500/1522/9", "title": "Botany", "owner_number": "RN0002"},
            {"reference": "610/7539/5", "title": "Zoology", "owner_number": "RN0099"},
        ],
    )
    assert batch.state == "ready"
    assert [keys(batch, line) for line in (1, 2, 3)] == [
        ["Q23.other_title"],
        ["Q22.owner_changes"],
        ["Q21.unknown_owner"],
    ]
    assert batch.warned == 3


@pytest.mark.parametrize(("written", "framework"), [("QCF", "QCF"), ("GCE A Level", "NQF")])
def test_framework_follows_the_types_of_the_settings(world: World, written: str, framework: str) -> None:
    imported(world, "register", {"type": written})
    assert Entry.objects.get(reference="600/1166/X").framework == framework


def test_types_of_the_qcf_are_a_setting(world: World, settings: object) -> None:
    settings.QCF_QUALIFICATION_TYPES = ["gce a level"]  # type: ignore[attr-defined]
    imported(world, "register", {})
    assert Entry.objects.get(reference="600/1166/X").framework == "QCF"


def test_units_come_in_by_their_own_layout(world: World) -> None:
    batch = imported(world, "units", {"shared": "Yes"}, {"reference": "A/601/6517", "title": "Sowing peas"})
    assert batch.effects == {"created": 2}
    unit = Entry.objects.get(reference="K/501/5773")
    assert (unit.kind, unit.framework, unit.shared, unit.credits) == ("unit", "QCF", True, 4)


def test_file_of_the_other_register_is_refused_by_its_headings(world: World) -> None:
    batch = submitted(world, "units", file_of("register", {}))
    assert batch.state == "refused"
    assert [found["key"] for found in batch.findings] == ["Q03.headings"]


@pytest.mark.parametrize("role", [Role.AO_SUPER_USER, Role.AO_BATCH_USER, Role.AO_VIEWER])
@pytest.mark.parametrize("kind", ["register", "units", "organisations"])
def test_only_an_operator_may_import_a_register(world: World, role: Role, kind: str) -> None:
    for organisation in (world.board, world.service):
        with pytest.raises(PermissionDenied):
            batches.submit(
                kind=kind,
                organisation=organisation,
                file=io.BytesIO(file_of(kind, {})),
                file_name="x.csv",
                through="page",
                by=world.people[role],
            )


def test_outcome_is_the_own_file_with_findings_and_the_findings_by_themselves(world: World) -> None:
    batch = submitted(world, "register", [{"title": "=Formula"}, {"reference": "x"}])
    with default_storage.open(batch.reports["register-outcome.csv"]["path"]) as file:
        text = decode(file.read()).text
    rows = list(Rows(text, separators=(",",), rank=len))
    assert rows[0][0] == "Qualification Number"
    assert rows[0][-1] == "Findings"
    assert rows[1][1] == "'=Formula"
    assert rows[1][-1] == ""
    assert rows[2][-1].startswith("Q11 error: “x” is not a qualification number,")
    with default_storage.open(batch.reports["register-findings.csv"]["path"]) as file:
        found = list(Rows(decode(file.read()).text, separators=(",",), rank=len))
    assert [[row[0], *row[3:7]] for row in found[1:]] == [["2", "Qualification Number", "x", "Q11", "error"]]


def test_corrected_outcome_file_can_be_sent_back_as_it_is(world: World) -> None:
    refused = submitted(world, "register", [{}, {"title": "Botany", "credits": "many"}])
    with default_storage.open(refused.reports["register-outcome.csv"]["path"]) as file:
        returned = file.read().replace(b",many,", b",12,")
    batch = confirmed(world, submitted(world, "register", returned))
    assert batch.effects == {"created": 2}


def test_submitter_is_told_by_e_mail_what_became_of_the_file(world: World) -> None:
    batch = imported(world, "register", {})
    (notice,) = Notice.objects.filter(dedupe__startswith=f"batch:{batch.uuid}")
    assert notice.to == world.operator.email
    assert "Successful" in notice.subject
    assert "Created: 1" in notice.body
    assert "register.csv" in notice.body
    assert f"/batches/{batch.uuid}/" in notice.body


def test_number_of_statements_does_not_grow_with_the_register(world: World) -> None:
    def statements(rows: int, first: int) -> list[int]:
        made = [
            {"reference": samples.qualification_reference(number), "title": "Same"}
            for number in range(first, first + rows)
        ]
        counts = []
        for data in (made, [{**row, "grades": "Pass"} for row in made]):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                batch = imported(world, "register", *data)
            assert sum(batch.effects.values()) == rows
            counts.append(len(captured))
        with CaptureQueriesContext(connection) as captured:
            batches.undo(batch=batch, by=world.operator)
            batches.advance(batch_id=batch.pk)
        return [*counts, len(captured)]

    statements(2, 0)
    assert statements(10, 100) == statements(500, 200)
