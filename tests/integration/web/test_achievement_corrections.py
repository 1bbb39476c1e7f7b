"""Edit the grade, delete, move to a new learner: the screens of event-data-challenges 4.2 to 4.5."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from integration.web.test_batches import text_of
from testamur.achievements import actions
from testamur.achievements.models import Achievement
from testamur.achievements.queries import history_of
from testamur.learners import actions as learners
from world import World, record, submit, the, ulns

As = Callable[..., Client]


def words_of(response: Any) -> str:
    return unescape(text_of(response))


def hidden(page: Client, address: str, **given: str) -> dict[str, str]:
    """The form at this address as a person opened it, filled in."""
    found = re.search(r'name="version" value="([^"]+)"', words_of(page.get(address)))
    assert found, "the page carries no version"
    return {"version": found[1], **given}


def held_by(world: World, place: int = 0, **fields: Any) -> Achievement:
    submit(world, [record(world.learners[place], **fields)])
    return the(world.learners[place])


def versions(held: Achievement) -> int:
    return len(history_of(held))


# --- from the ULN to the achievement ------------------------------------------------------------------------------


@pytest.mark.requirement("EDC-03")
@pytest.mark.requirement("ACH-12")
def test_manage_learner_achievements_leads_from_the_uln_to_the_summary(world: World, as_: As) -> None:
    learner, page = world.learners[0], as_(world.edc_user)
    submit(world, [record(learner, award_date=day) for day in ("2010-01-01", "2010-01-02", "2010-01-03")])
    start = words_of(page.get("/achievements/"))
    for link in ("Create achievement", "Withdraw achievement", "Reinstate achievement"):
        assert f">{link}</a>" in start
    assert "edit grades, delete achievements and transfer achievements between learners" in start

    shown = words_of(page.post("/achievements/", {"uln": learner.uln}, follow=True))
    assert f"Viewing learner: <strong>{learner}</strong>" in shown
    assert "1-3 of 3 results" in shown
    headings = re.findall(r'class="app-sort"[^>]*>([^<]+)<', shown)
    assert headings == ["Subject", "Reference number", "Type", "Level", "Grade", "Award date"]
    assert re.findall(r"\d Jan 2010", shown) == ["3 Jan 2010", "2 Jan 2010", "1 Jan 2010"]
    assert "Return to Manage learner achievements" in shown

    summary = words_of(page.get(f"/achievements/{the(learner, award_date='2010-01-03').uuid}/"))
    for label in (
        "Aim title",
        "Aim type",
        "Aim reference number",
        "Grade",
        "Level",
        "Achievement award date",
        "Language for assessment",
        "Provider UKPRN",
        "Back to list",
        "Edit grade",
        "Move to new learner",
        "Delete",
    ):
        assert label in summary
    assert "3 Jan 2010" in summary


@pytest.mark.requirement("EDC-03")
def test_manage_learner_achievements_shows_a_merged_learner_on_the_master(world: World, as_: As) -> None:
    linked, master = world.learners[:2]
    submit(world, [record(linked), record(master, reference="601/0002/3")])
    learners.merge(learner=linked, master=master, reason="the same person", by=None)
    shown = words_of(as_(world.viewer).post("/achievements/", {"uln": linked.uln}, follow=True))
    assert f"Viewing learner: <strong>{master}</strong>" in shown
    assert f"The ULN {linked.uln} has been merged into {master.uln}" in shown
    assert "1-2 of 2 results" in shown


# --- the grade ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("EDC-04")
@pytest.mark.requirement("XC-01")
def test_editing_the_grade_replaces_it_and_history_says_who_and_why(world: World, as_: As) -> None:
    held, page = held_by(world), as_(world.edc_user)
    address = f"/achievements/{held.uuid}/grade/"
    shown = words_of(page.get(address))
    assert "Edit grade" in shown
    assert "New grade" in shown
    done = words_of(
        page.post(address, hidden(page, address, grade="B", action_reason="re-marked"), follow=True)
    )
    held.refresh_from_db()
    assert held.grade == "B"
    assert "The grade has been saved" in done
    assert "Grade edited" in done
    assert "<del>A</del> → <ins>B</ins>" in done
    assert "by Edith Tester, on these pages" in done
    assert "Reason: re-marked" in done


@pytest.mark.requirement("XC-01")
def test_why_a_record_changes_is_asked_with_a_list_of_reasons(world: World, as_: As) -> None:
    held, page = held_by(world), as_(world.edc_user)
    for what in ("grade", "update", "move"):
        shown = words_of(page.get(f"/achievements/{held.uuid}/{what}/"))
        assert "Why are you changing the record?" in shown
        assert "A data challenge showed that the record was wrong" in shown
    address = f"/achievements/{held.uuid}/grade/"
    refused = words_of(page.post(address, hidden(page, address, grade="B", why="other")))
    assert "Enter why the record is being changed" in refused
    for grade, why, said, kept in (
        ("B", "1", "", "Reason: The result was reviewed or marked again"),
        ("C", "2", "a slip", "Reason: It was recorded incorrectly: a slip"),
        ("D", "other", "something else", "Reason: something else"),
    ):
        given = hidden(page, address, grade=grade, why=why, action_reason=said, step="confirm")
        assert kept in words_of(page.post(address, given, follow=True))
    held.refresh_from_db()
    assert (held.grade, held.action_reason) == ("D", "something else")


@pytest.mark.requirement("XC-01")
def test_why_an_achievement_is_updated_stays_in_its_history(world: World, as_: As) -> None:
    held, page = held_by(world), as_(world.edc_user)
    address = f"/achievements/{held.uuid}/update/"
    kept = {"provider_ukprn": held.provider_ukprn, "language": held.language}
    nothing = words_of(page.post(address, hidden(page, address, grade="A", why="1", **kept)))
    assert "You have not changed anything" in nothing
    given = hidden(page, address, grade="B", why="2", action_reason="a slip", **kept)
    assert "It was recorded incorrectly: a slip" in words_of(page.post(address, given))
    page.post(address, given | {"step": "confirm"})
    assert "Reason: It was recorded incorrectly: a slip" in words_of(page.get(f"/achievements/{held.uuid}/"))


@pytest.mark.requirement("EDC-04")
def test_editing_the_grade_adds_one_where_there_was_none(world: World, as_: As) -> None:
    held, page = held_by(world, grade=None), as_(world.batch_user)
    address = f"/achievements/{held.uuid}/grade/"
    page.post(address, hidden(page, address, grade="A*"))
    assert the(world.learners[0]).grade == "A*"


@pytest.mark.requirement("EDC-04")
@pytest.mark.parametrize(
    ("grade", "sentence"),
    [
        ("x" * 21, "has 21 characters"),
        ("", "Enter the new grade"),
        ("A", "The grade is already “A”"),
    ],
)
def test_editing_the_grade_refuses_at_the_field(world: World, as_: As, grade: str, sentence: str) -> None:
    held, page = held_by(world), as_(world.edc_user)
    address = f"/achievements/{held.uuid}/grade/"
    shown = words_of(page.post(address, hidden(page, address, grade=grade)))
    assert sentence in shown
    assert 'href="#id_grade"' in shown
    assert versions(held) == 1


@pytest.mark.requirement("EDC-04")
@pytest.mark.requirement("EDC-07")
def test_editing_to_a_grade_of_20_characters_off_the_scale_warns_and_waits_for_a_second_save(
    world: World, as_: As
) -> None:
    held, page = held_by(world), as_(world.edc_user)
    address = f"/achievements/{held.uuid}/grade/"
    given = hidden(page, address, grade="x" * 20)
    shown = words_of(page.post(address, given))
    assert "Check these first" in shown
    assert "B08" in shown
    assert versions(held) == 1
    assert "New grade" in words_of(page.post(address, {**given, "step": "change"}))
    page.post(address, {**given, "step": "confirm"})
    assert the(world.learners[0]).grade == "x" * 20


# --- delete -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("EDC-05")
def test_deleting_shows_the_record_and_takes_it_off_the_record_but_not_out_of_history(
    world: World, as_: As
) -> None:
    held, page = held_by(world), as_(world.edc_user)
    address = f"/achievements/{held.uuid}/delete/"
    shown = words_of(page.get(address))
    for part in ("Mathematics", "601/0001/1", "3 Jul 2019", "10000101", "Confirm delete", "Cancel"):
        assert part in shown
    assert versions(held) == 1
    done = page.post(address, hidden(page, address, action_reason="never completed"), follow=True)
    held.refresh_from_db()
    assert held.state == "deleted"
    assert done.redirect_chain == [(f"/achievements/learner/{world.learners[0].uuid}/", 302)]
    assert "The achievement has been deleted" in words_of(done)
    assert "0 results" in words_of(done)
    assert "One deleted achievement is not listed" in words_of(done)
    kept = words_of(page.get(f"/achievements/{held.uuid}/"))
    assert "Reason: never completed" in kept
    assert "cannot be reinstated" in kept
    listed = words_of(page.get(f"/achievements/learner/{world.learners[0].uuid}/?deleted=shown"))
    assert "1-1 of 1 results" in listed
    assert "Mathematics" in listed


@pytest.mark.requirement("EDC-05")
def test_deleted_achievement_cannot_be_reinstated_or_changed_and_can_be_created_anew(
    world: World, as_: As
) -> None:
    held, page = held_by(world), as_(world.edc_user)
    asked = words_of(page.post(f"/achievements/{held.uuid}/delete/", {"action_reason": " "}))
    held.refresh_from_db()
    assert (held.state, "This field is required" in asked or "Enter" in asked) == ("active", True)
    page.post(f"/achievements/{held.uuid}/delete/", {"action_reason": "never completed"})
    for what in ("reinstate", "update", "withdraw", "grade", "delete", "move"):
        response = page.post(f"/achievements/{held.uuid}/{what}/", {"grade": "B", "action_reason": "x"})
        assert response.headers["Location"] == f"/achievements/{held.uuid}/"
    held.refresh_from_db()
    assert held.state == "deleted"
    assert versions(held) == 2
    again = submit(world, [record(world.learners[0], action="reinstate"), record(world.learners[1])])
    assert again.state == "refused"
    submit(world, [record(world.learners[0], grade="B")])
    assert the(world.learners[0], state="active").pk != held.pk


# --- move ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("EDC-06")
@pytest.mark.requirement("XC-01")
def test_moving_shows_the_new_learners_name_and_moves_when_confirmed(world: World, as_: As) -> None:
    old, new = world.learners[:2]
    held, page = held_by(world), as_(world.edc_user)
    address = f"/achievements/{held.uuid}/move/"
    assert "New ULN" in words_of(page.get(address))
    given = hidden(page, address, uln=f"{new.uln[:5]} {new.uln[5:]}", action_reason="not theirs")
    shown = words_of(page.post(address, given))
    assert "Confirm transfer" in shown
    assert str(new) in shown
    assert new.uln in shown
    held.refresh_from_db()
    assert held.learner == old

    done = words_of(page.post(address, {**given, "step": "confirm"}, follow=True))
    held.refresh_from_db()
    assert (held.learner, held.uln, held.state) == (new, new.uln, "active")
    assert f"The achievement has been moved to {new}, ULN {new.uln}" in done
    assert "Moved to another learner" in done
    assert f"<del>{old.uln}</del> → <ins>{new.uln}</ins>" in done
    assert "Reason: not theirs" in done
    assert page.get(f"/achievements/learner/{old.uuid}/").status_code == 404


@pytest.mark.requirement("EDC-06")
def test_moving_refuses_with_a_sentence_at_the_uln(world: World, as_: As) -> None:
    held, page = held_by(world), as_(world.edc_user)
    submit(world, [record(world.learners[1])])
    linked, master, gone = world.learners[2:5]
    learners.merge(learner=linked, master=master, reason="the same person", by=None)
    learners.delete(learner=gone, in_use="(SELECT 0 AS learner_id)", reason="issued twice", by=None)
    unknown = ulns(1, start=900_000_000)[0]
    address = f"/achievements/{held.uuid}/move/"
    for uln, sentence in [
        ("", "Enter the new ULN"),
        ("12", "is not a ULN"),
        ("1234567890", "its last digit does not match"),
        (unknown, f"There is no learner with the ULN {unknown}"),
        (held.uln, "The achievement is already on this learner's record"),
        (linked.uln, f"The ULN {linked.uln} has been merged into {master.uln}"),
        (gone.uln, f"The ULN {gone.uln} has been deleted"),
        (world.learners[1].uln, "already has this achievement"),
    ]:
        for step in ("", "confirm"):
            given = hidden(page, address, uln=uln, step=step)
            shown = words_of(page.post(address, given))
            assert sentence in shown, uln
            assert 'href="#id_uln"' in shown
    assert versions(held) == 1


# --- cancel, two people, who may ----------------------------------------------------------------------------------


@pytest.mark.requirement("EDC-07")
@pytest.mark.parametrize("what", ["grade", "delete", "move", "update", "withdraw"])
def test_every_screen_can_be_cancelled_and_opening_it_changes_nothing(
    world: World, as_: As, what: str
) -> None:
    held, page = held_by(world), as_(world.edc_user)
    shown = words_of(page.get(f"/achievements/{held.uuid}/{what}/"))
    assert re.search(rf'href="/achievements/{held.uuid}/"[^>]*>Cancel<', shown)
    assert versions(held) == 1


@pytest.mark.requirement("EDC-07")
@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("grade", {"grade": "C"}),
        ("delete", {"action_reason": "x"}),
        ("move", {"uln": ""}),
        ("update", {"grade": "C", "provider_ukprn": "10000101", "language": "English", "step": "confirm"}),
        ("withdraw", {"action_reason": "x"}),
    ],
)
def test_second_of_two_people_is_told_who_was_faster_and_changes_nothing(
    world: World, as_: As, what: str, given: dict[str, str]
) -> None:
    held, page = held_by(world), as_(world.edc_user)
    address = f"/achievements/{held.uuid}/{what}/"
    if "uln" in given:
        given = {"uln": world.learners[1].uln, "step": "confirm"}
    opened = hidden(page, address, **given)
    actions.edit_grade(achievement=held, grade="B", through="page", by=world.batch_user)
    done = words_of(page.post(address, opened, follow=True))
    assert "This achievement has changed since you opened it. Bashir Tester changed it on" in done
    assert "Check it as it is now" in done
    held.refresh_from_db()
    assert (held.grade, held.state, held.learner) == ("B", "active", world.learners[0])
    assert versions(held) == 2


@pytest.mark.requirement("EDC-07")
def test_reinstating_what_somebody_else_reinstated_and_withdrew_meanwhile_is_told(
    world: World, as_: As
) -> None:
    held, page = held_by(world), as_(world.edc_user)
    submit(world, [record(world.learners[0], action="withdraw")])
    address = f"/achievements/{held.uuid}/reinstate/"
    opened = hidden(page, address, action_reason="x")
    submit(world, [record(world.learners[0], action="reinstate")])
    submit(world, [record(world.learners[0], action="withdraw", action_reason="again")])
    assert "has changed since you opened it" in words_of(page.post(address, opened, follow=True))
    held.refresh_from_db()
    assert held.state == "withdrawn"


@pytest.mark.requirement("XC-03")
def test_corrections_are_for_people_of_the_owner_who_may_change(world: World, as_: As) -> None:
    held = held_by(world)
    for what in ("grade", "delete", "move"):
        address, given = f"/achievements/{held.uuid}/{what}/", {"grade": "B", "uln": world.learners[1].uln}
        for user, status in [(world.viewer, 403), (world.support, 403), (world.stranger, 404)]:
            assert as_(user).post(address, {**given, "step": "confirm"}).status_code == status
    assert versions(held) == 1
