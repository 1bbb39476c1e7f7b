"""Before a batch is confirmed its page shows what each record would change; afterwards, what it has changed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from integration.qualifications.files import confirmed, imported, submitted
from integration.web.test_batches import text_of
from testamur.batches import queries as ledger
from testamur.batches.models import Batch, BatchRow
from world import World, carried_out, record, submit

As = Callable[..., Client]
Fields = list[tuple[str, str | None, str | None]]


def changes(batch: Batch) -> dict[int, Fields]:
    found = ledger.changes_of(batch, list(BatchRow.objects.filter(batch=batch)))
    return {
        line: [(each.label, each.before, each.after) for each in said.fields] for line, said in found.items()
    }


@pytest.fixture
def changing(world: World) -> Batch:
    """Six records: one to be created, one updated, one withdrawn, one promoted, one warned of and one rejected."""
    learners = world.learners
    submit(world, [record(learners[0]), record(learners[1])])
    submit(world, [record(learners[2])], job_type="provisional")
    return submit(
        world,
        [
            record(learners[0], action="update", grade="B"),
            record(learners[1], action="withdraw"),
            record(learners[2], action="update", grade="C"),
            record(learners[3]),
            record(learners[4], grade="Z"),
            record(learners[5], uln="1234567890"),
        ],
        confirm_first=True,
    )


def test_what_is_foreseen_is_what_comes_to_pass(world: World, changing: Batch) -> None:
    assert changing.state == "ready"
    foreseen = changes(changing)
    assert foreseen[1] == [("Grade", "A", "B")]
    assert foreseen[2] == [("State", "On record", "Withdrawn")]
    assert foreseen[3] == [("Grade", "A", "C"), ("Status", "Provisional", "Final")]
    assert ("Grade", None, "A") in foreseen[4]
    assert 6 not in foreseen
    done = carried_out(changing, by=world.super_user)
    became = changes(done)
    assert {line: became[line] for line in (1, 2, 3)} == {line: foreseen[line] for line in (1, 2, 3)}
    assert set(foreseen[4]) <= set(became[4])


def test_foreseen_changes_of_a_register_and_of_organisations(world: World) -> None:
    imported(world, "register", {})
    batch = submitted(world, "register", [{"grades": "Pass/Fail", "level": "Level 4"}, {"title": "Botany"}])
    foreseen = changes(batch)
    assert foreseen[1] == [("Level", "Level 3", "Level 4"), ("Grades", "A*, A, B", "PASS, FAIL")]
    assert ("Level", None, "Level 3") in foreseen[2]
    assert changes(confirmed(world, batch))[1] == foreseen[1]
    imported(world, "organisations", {})
    batch = submitted(world, "organisations", [{"name": "East Board"}])
    assert changes(batch)[1] == [("Name", "Eastern Board", "East Board")]
    assert changes(confirmed(world, batch))[1] == [("Name", "Eastern Board", "East Board")]


@pytest.mark.requirement("BEY-02")
def test_page_before_and_after_shows_the_rows_and_its_figures_open_them(
    world: World, changing: Batch, as_: As
) -> None:
    page, address = as_(world.super_user), f"/batches/{changing.uuid}/"
    ready = page.get(address).content.decode()
    assert "Records that will change" in ready
    assert "To be withdrawn" in ready
    for query in ("?verdict=rejected", "?verdict=warned", "?effect=updated", "?effect=created"):
        assert f'href="{address}records/{query}"' in ready
    shown = text_of(page.get(f"{address}records/?effect=updated"))
    words = " ".join(re.sub("<[^>]*>", " ", shown).split())
    assert "Grade: A → becomes B" in words
    assert "1 record" in shown
    assert "2 records" not in shown
    assert "Warned" in text_of(page.get(f"{address}records/?verdict=warned"))
    carried_out(changing, by=world.super_user)
    after = page.get(address).content.decode()
    assert "What became of the records" in after
    assert "To be withdrawn" not in after
    assert "1 record" in text_of(page.get(f"{address}records/?effect=withdrawn"))


@pytest.mark.requirement("BEY-02")
def test_record_shows_its_changes_and_files_have_them_too(world: World, changing: Batch, as_: As) -> None:
    page, address = as_(world.super_user), f"/batches/{changing.uuid}/records/"
    assert "What changes" in text_of(page.get(f"{address}1/"))
    exported = b"".join(page.get(f"{address}?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "Grade: A → B" in exported


@pytest.mark.requirement("BEY-02")
@pytest.mark.parametrize("where", ["records", "findings"])
def test_records_and_findings_are_searched_by_uln(world: World, changing: Batch, as_: As, where: str) -> None:
    page, address = as_(world.super_user), f"/batches/{changing.uuid}/{where}/"
    for said in ("1234567890", "123 456 7890"):  # rejected: only what came in has it
        shown = text_of(page.get(address, {"q": said})).split("<table")[1]
        assert "/records/6/" in shown
        assert "/records/5/" not in shown
    uln = world.learners[4].uln
    shown = text_of(page.get(address, {"q": uln})).split("<table")[1]
    assert "/records/5/" in shown
    assert "/records/6/" not in shown


@pytest.mark.requirement("BEY-01")
def test_undoing_says_what_is_put_back_and_what_stays(world: World, changing: Batch, as_: As) -> None:
    done = carried_out(changing, by=world.super_user)
    submit(world, [record(world.learners[0], action="update", grade="A*")])
    shown = text_of(as_(world.super_user).get(f"/batches/{done.uuid}/undo/"))
    assert "What undoing puts back" in shown
    assert "Changed since" in shown
    assert "Provisional" in shown
