"""What people print is right on A4: all of its matter, nothing to press, who printed it and when."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from world import World, a_challenge, record, submit, the

SignIn = Callable[..., Page]
A4 = (595, 842)


def printed(page: Page, path: str) -> list[str]:
    """The text of each sheet."""
    page.goto(path)
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in pdf.pages} == {A4}
    return [" ".join(sheet.extract_text().split()) for sheet in pdf.pages]


@pytest.mark.requirement("XC-05")
def test_what_people_print_has_its_matter_and_nothing_to_press(
    world: World, page: Page, sign_in: SignIn
) -> None:
    wrong = [record(learner, given_name="", grade="") for learner in world.learners[:2]]
    days = [record(world.learners[0], award_date=f"2019-05-{day:02}") for day in range(1, 31)]
    batch = submit(world, [*wrong, *days], confirm_first=True)
    submit(world, [record(world.learners[0])])
    challenge = a_challenge(world, the(world.learners[0]))
    sign_in(world.super_user)
    matter = {
        f"/batches/{batch.uuid}/": "Records that will change",
        f"/batches/{batch.uuid}/records/": "Outcome",
        f"/challenges/{challenge.uuid}/": "What is wrong",
        "/reports/uploads/": "Records submitted each month",
    }
    for path, words in matter.items():
        sheets = printed(page, path)
        text = " ".join(sheets)
        assert words in text, path
        assert re.search(
            rf"Printed by {world.super_user}, \d{{1,2}} \w+ \d{{4}}, \d{{1,2}}:\d\d(am|pm)", text
        ), path
        for pressed in (
            "Log off",
            "Skip to main content",
            "Confirm and apply",
            "Filter",
            "Rows on a page",
            "http",
        ):
            assert pressed not in text, f"{pressed}: {path}"
        for number, sheet in enumerate(sheets, start=1):
            assert f"{number} / {len(sheets)}" in sheet
    listed = printed(page, f"/batches/{batch.uuid}/records/?size=50")
    assert len(listed) > 1
    assert all("Outcome" in sheet for sheet in listed), "the headings stand on every sheet"
