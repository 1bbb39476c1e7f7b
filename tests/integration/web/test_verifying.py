"""Learner verification on its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from integration.learners.verifying import claimed, submit_verify, verify_csv, verify_xml
from testamur.audit.queries import timeline
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.learners import actions as learners
from testamur.learners.models import Learner
from world import World, make_learners, record, submit, ulns

As = Callable[..., Client]


def text_of(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def filled(learner: Learner, **other: str) -> dict[str, str]:
    """The form, with the learner's own particulars; ``other`` replaces some."""
    born = learner.date_of_birth
    own = {"uln": learner.uln, "given_name": learner.given_name, "family_name": learner.family_name}
    date = dict(zip(("day", "month", "year"), (str(born.day), str(born.month), str(born.year)), strict=True))
    gender = {"gender": str(learner.gender)}
    return {**own, **{f"date_of_birth_{part}": text for part, text in date.items()}, **gender, **other}


def parts_of(response: Any, path: str) -> list[Any]:
    document: Any = html.fromstring(response.content)
    found: list[Any] = document.xpath(path)
    return found


def table_of(response: Any) -> list[list[str]]:
    """The rows of the comparison, each cell's text."""
    rows = parts_of(response, "//main//table/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def code_of(response: Any) -> str:
    found = parts_of(response, "//section//*[contains(@class, 'app-code')]/text()")
    return next(str(text) for text in found if text.startswith("WSVRC"))


def errors_of(response: Any) -> str:
    found = parts_of(response, "//*[contains(@class, 'govuk-error-summary')]")
    return " ".join(each.text_content() for each in found)


@pytest.mark.requirement("ACH-12")
def test_a_learners_own_particulars_match_and_are_shown(world: World, as_: As) -> None:
    learner = world.learners[0]
    answer = as_(world.verify_user).post("/verify/", filled(learner))
    assert code_of(answer) == "WSVRC001"
    assert {row[2] for row in table_of(answer)} == {"Matches"}
    assert table_of(answer)[1] == ["Family name", learner.family_name, "Matches", learner.family_name]


@pytest.mark.requirement("ACH-12")
def test_similar_names_say_which_part_is_not_the_same(world: World, as_: As) -> None:
    learner = world.learners[0]
    answer = as_(world.provider_user).post("/verify/", filled(learner, given_name=learner.given_name[:1]))
    assert code_of(answer) == "WSVRC003"
    assert [row[2] for row in table_of(answer)] == ["Similar, not the same", "Matches", "Matches", "Matches"]
    assert table_of(answer)[0][3] == learner.given_name


@pytest.mark.requirement("ACH-12")
def test_a_learner_who_does_not_match_is_not_disclosed(world: World, as_: As) -> None:
    learner = world.learners[0]
    answer = as_(world.verify_user).post(
        "/verify/", filled(learner, family_name="Someoneelse", date_of_birth_year="1999")
    )
    assert code_of(answer) == "WSVRC005"
    assert [row[2] for row in table_of(answer)] == ["Matches", "Differs", "Differs", "Matches"]
    assert {len(row) for row in table_of(answer)} == {3}
    assert learner.family_name not in text_of(answer)


@pytest.mark.requirement("ACH-12")
def test_a_merged_uln_gives_the_masters_number(world: World, as_: As) -> None:
    linked, master = world.learners[2], world.learners[1]
    learners.merge(learner=linked, master=master, reason="one person", by=None)
    answer = as_(world.verify_user).post("/verify/", filled(linked))
    assert code_of(answer) == "WSVRC002"
    assert master.uln in text_of(answer)


@pytest.mark.requirement("ACH-12")
def test_unknown_and_wrong_ulns_are_told_apart(world: World, as_: As) -> None:
    page, learner = as_(world.verify_user), world.learners[0]
    (nobody,) = ulns(1, start=900_000_000)
    assert code_of(page.post("/verify/", filled(learner, uln=nobody))) == "WSVRC006"
    assert "last digit does not match" in errors_of(page.post("/verify/", filled(learner, uln="1000000008")))
    assert "ten digits" in errors_of(page.post("/verify/", filled(learner, uln="12345")))
    assert "“ULN not known”. It does not belong to a learner" in errors_of(
        page.post("/verify/", filled(learner, uln="9999999999"))
    )


def test_what_is_not_entered_is_not_compared(world: World, as_: As) -> None:
    given = filled(world.learners[0])
    few = {name: given[name] for name in ("uln", "given_name", "family_name")}
    answer = as_(world.verify_user).post("/verify/", few)
    assert code_of(answer) == "WSVRC001"
    assert [row[2] for row in table_of(answer)[2:]] == ["Not compared", "Not compared"]


@pytest.mark.parametrize(("policy", "shown"), [("similar", True), ("exact", False), ("nothing", False)])
def test_a_similar_learner_is_disclosed_as_far_as_the_setting_says(
    world: World, as_: As, settings: Any, policy: str, shown: bool
) -> None:
    settings.VERIFY_DISCLOSES = policy
    learner = world.learners[0]
    answer = as_(world.verify_user).post("/verify/", filled(learner, family_name=f"{learner.family_name}x"))
    assert ("Learner details we hold" in text_of(answer)) is shown


@pytest.mark.requirement("XC-02")
def test_who_asked_is_noted_with_the_learner(world: World, as_: As) -> None:
    learner = world.learners[0]
    as_(world.verify_user).post("/verify/", filled(learner, family_name="Someoneelse"))
    latest = timeline(learner)[0]
    assert (latest.process, latest.by_name, latest.reason, latest.through) == (
        "learner.verified",
        "Viktor Tester",
        "Northern Board",
        "page",
    )
    assert latest.changes == ()


def test_particulars_are_not_taken_from_an_address(world: World, as_: As) -> None:
    answer = as_(world.verify_user).get("/verify/", filled(world.learners[0]))
    assert "WSVRC" not in text_of(answer)
    assert len(timeline(world.learners[0])) == 1


@pytest.mark.requirement("ACH-12")
def test_a_batch_is_sent_verified_and_its_answers_are_shown(world: World, as_: As) -> None:
    page, one, two = as_(world.verify_user), world.learners[0], world.learners[1]
    data = verify_csv([claimed(one), claimed(two, FamilyName="Someoneelse"), claimed(two, ULN="1000000008")])
    sent: Any = page.post("/verify/submit/", {"file": SimpleUploadedFile("autumn.csv", data)})
    batch = Batch.objects.get()
    assert sent.url == f"/batches/{batch.uuid}/"
    assert "Every learner in it will be compared" in text_of(page.get(sent.url))
    batches.advance(batch_id=batch.pk)
    shown = text_of(page.get(sent.url))
    assert "2 of 3 learners were compared" in shown
    assert "Does not match" in shown
    assert "Undo" not in shown
    assert "autumn.csv" in text_of(page.get("/verify/jobs/"))


def test_a_record_shows_its_answer_and_what_is_held(world: World, as_: As) -> None:
    page, one, two = as_(world.verify_user), world.learners[0], world.learners[1]
    batch = submit_verify(world, verify_xml([claimed(one), claimed(two, FamilyName="Someoneelse")]))
    first, second = (text_of(page.get(f"/batches/{batch.uuid}/records/{line}/")) for line in (1, 2))
    assert "Learner details we hold" in first
    assert "Learner details we hold" not in second
    assert two.family_name not in second
    assert "Does not match" in second


def test_a_batch_that_changes_nothing_cannot_be_undone(world: World, as_: As) -> None:
    batch = submit_verify(world, verify_xml([claimed(world.learners[0])]), by=world.super_user)
    page = as_(world.super_user)
    assert page.get(f"/batches/{batch.uuid}/undo/").status_code == 302
    told = text_of(page.post(f"/batches/{batch.uuid}/undo/", follow=True))
    assert "nothing to undo" in told
    assert Batch.objects.get().state == "done"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(
    world: World, as_: As, data: bytes, said: str
) -> None:
    page = as_(world.verify_user)
    answer = page.post("/verify/submit/", {"file": SimpleUploadedFile("v.csv", data)}, follow=True)
    for batch in Batch.objects.all():
        batches.advance(batch_id=batch.pk)
        answer = page.get(f"/batches/{batch.uuid}/")
    assert said in text_of(answer)


@pytest.mark.requirement("XC-03")
def test_a_verify_batch_of_another_organisation_is_not_there(world: World, as_: As) -> None:
    batch = submit_verify(world, verify_xml([claimed(world.learners[0])]))
    page = as_(world.stranger)
    assert page.get(f"/batches/{batch.uuid}/").status_code == 404
    assert "verify.xml" not in text_of(page.get("/verify/jobs/"))


def test_the_list_of_batches_can_be_narrowed_to_a_kind(world: World, as_: As) -> None:
    submit_verify(world, verify_xml([claimed(world.learners[0])]))
    submit(world, [record(world.learners[0])], name="summer.xml")
    page = as_(world.super_user)
    both = text_of(page.get("/batches/"))
    assert "verify.xml" in both
    assert "summer.xml" in both
    some = text_of(page.get("/batches/?kind=verify"))
    assert "verify.xml" in some
    assert "summer.xml" not in some


def test_sending_the_same_file_again_says_that_the_register_may_have_changed(world: World, as_: As) -> None:
    data = verify_xml([claimed(make_learners(1, start=500_000_000)[0])])
    batch = submit_verify(world, data)
    page = as_(world.verify_user)
    again = page.post("/verify/submit/", {"file": SimpleUploadedFile("verify.xml", data)}, follow=True)
    assert "the learner details we hold now" in text_of(again)
    page.post(f"/batches/{batch.uuid}/sent-before/", {"token": "7d1f5a57-1c1c-4c4a-9c43-6c9f1d3f9d8e"})
    assert Batch.objects.count() == 2
    assert not Batch.objects.latest("id").needs_confirmation
