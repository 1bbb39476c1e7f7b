"""Learner verification by keyboard and eye: one learner, then a batch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from integration.learners.verifying import claimed, verify_csv
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.learners import actions as learners
from world import World, ulns

SignIn = Callable[..., Page]


@pytest.mark.requirement("ACH-12")
@pytest.mark.requirement("XC-05")
def test_one_learner_is_verified_corrected_and_found(
    page: Page, world: World, look: Look, sign_in: SignIn
) -> None:
    one, master, linked = world.learners[:3]
    learners.merge(learner=linked, master=master, reason="one person", by=None)
    sign_in(world.verify_user)
    page.goto("/")
    look("home-verify-user")
    page.get_by_label("Service").get_by_role("link", name="Records").click()
    look("verify-one")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the ULN")
    look("verify-one-errors")

    page.get_by_label("ULN").fill(f"{one.uln[:4]} {one.uln[4:]}")
    page.get_by_label("Given name").fill(one.given_name)
    page.get_by_label("Family name").fill("Someoneelse")
    page.get_by_label("Day").fill(str(one.date_of_birth.day))
    page.get_by_label("Month").fill(str(one.date_of_birth.month))
    page.get_by_label("Year").fill(str(one.date_of_birth.year))
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("heading", name="Does not match")).to_be_visible()
    expect(page.get_by_role("row", name="Family name")).to_contain_text("Differs")
    look("verify-one-no-match")

    page.get_by_label("Family name").fill(f"{one.family_name}n")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("heading", name="Similar", exact=True)).to_be_visible()
    look("verify-one-similar")

    page.get_by_role("link", name="Clear the form").click()
    page.get_by_label("ULN").fill(linked.uln)
    page.get_by_label("Given name").fill(linked.given_name)
    page.get_by_label("Family name").fill(linked.family_name)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("heading", name="Match, merged ULN")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(master.uln)
    assert linked.uln not in page.url
    look("verify-one-merged")


@pytest.mark.requirement("ACH-12")
@pytest.mark.requirement("XC-05")
def test_a_batch_is_sent_and_its_answers_are_read(
    page: Page, world: World, look: Look, sign_in: SignIn, tmp_path: Path
) -> None:
    one, two, three, four = world.learners
    (nobody,) = ulns(1, start=900_000_000)
    claims = [
        claimed(one),
        claimed(two),
        claimed(three, GivenName="G"),
        claimed(four, FamilyName="Someoneelse"),
        claimed(four, ULN=nobody),
        claimed(four, ULN="1000000008", Gender="F"),
    ]
    file = tmp_path / "entries-2026.csv"
    file.write_bytes(verify_csv(claims))
    sign_in(world.super_user)
    page.goto("/verify/")
    page.get_by_role("link", name="Submit batch job").click()
    look("verify-submit")
    page.get_by_label("Batch file").set_input_files(str(file))
    page.get_by_role("button", name="Submit batch job").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Batch")
    look("verify-batch-received")

    batch = Batch.objects.get()
    batches.advance(batch_id=batch.pk)
    expect(page.get_by_role("heading", name="5 of 6 learners were compared")).to_be_visible()
    look("verify-batch-done")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the result").or_(
            page.get_by_role("button", name="Download the result")
        ).first.click()
    assert "WSVRC005" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    page.goto(f"/batches/{batch.uuid}/findings/")
    look("verify-batch-findings")
    page.goto(f"/batches/{batch.uuid}/records/1/")
    look("verify-batch-record")
    page.goto(f"/batches/{batch.uuid}/records/6/")
    look("verify-batch-record-rejected")
    page.goto("/verify/jobs/")
    expect(page.get_by_role("table")).to_contain_text("entries-2026.csv")
    look("verify-jobs")


@pytest.mark.requirement("XC-05")
def test_a_file_with_wrong_headings_is_refused_with_the_right_ones(
    page: Page, world: World, look: Look, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in(world.verify_user)
    broken = tmp_path / "broken.csv"
    broken.write_text("ULN,Name\n1,2\n", encoding="utf-8")
    page.goto("/verify/submit/")
    page.get_by_label("Batch file").set_input_files(str(broken))
    page.get_by_role("button", name="Submit batch job").click()
    page.wait_for_url("**/batches/**")
    refused = Batch.objects.latest("id")
    batches.advance(batch_id=refused.pk)
    expect(page.get_by_role("main")).to_contain_text("GivenName")
    look("verify-batch-refused")
