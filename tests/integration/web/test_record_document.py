"""A learner's record as a PDF to keep: who gets it, what it says, in which language, and that it is tagged."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from integration.web.test_learner_record import find
from testamur.access.models import User
from testamur.learners import queries
from testamur.plumbing import languages
from testamur.web.formats import short_date
from world import World, record, refuses, register, submit

As = Callable[[User], Client]


def pdf_of(response: Any) -> PdfReader:
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]
    return PdfReader(io.BytesIO(response.content))


def words_of(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.mark.requirement("ACH-15")
@pytest.mark.parametrize("language", ["en", "cy", "fr"])
def test_learner_keeps_the_record_in_their_own_language(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(languages, "is_whole", lambda code: True)
    learner = world.learners[0]
    register("601/0009/9", "Drawing #1 *and* $2$ @home")  # what would be markup to the typesetter is text
    submit(world, [record(learner), record(learner, reference="601/0009/9", grade="B")])
    client = as_(world.learner_user)
    client.post("/language/", {"language": language, "next": "/record/"})
    pdf = pdf_of(client.get("/record/pdf/"))
    words = words_of(pdf)
    with translation.override(language):
        awarded = short_date(dt.date(2019, 7, 3))
    for said in (learner.uln, str(learner), "Drawing #1 *and* $2$ @home", awarded, "2019"):
        assert said in words
    assert pdf.root_object["/Lang"] == language
    assert pdf.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]


def test_long_record_repeats_its_headings_on_every_page(world: World, as_: As) -> None:
    learner = world.learners[0]
    submit(
        world,
        [record(learner, award_date=f"2019-{month:02}-{day:02}") for month in (5, 6) for day in range(1, 29)],
    )
    pdf = pdf_of(as_(world.learner_user).get("/record/pdf/"))
    pages = [page.extract_text() for page in pdf.pages]
    assert len(pages) > 2
    assert all("Awarded by" in page for page in pages)
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, start=1))


def test_staff_get_it_like_the_page_and_it_counts_as_a_look(world: World, as_: As, settings: Any) -> None:
    learner = world.learners[0]
    submit(world, [record(learner)])
    client = as_(world.provider_user)
    address = find(client, learner).redirect_chain[-1][0]
    looks = len(queries.looks_at(learner))
    words = words_of(pdf_of(client.get(f"{address}pdf/")))
    assert f"Made for {world.provider_user}, {world.provider.name}" in words
    assert len(queries.looks_at(learner)) == looks + 1
    refuses(world, learner, settings)
    assert client.get(f"{address}pdf/").headers["Location"] == address
    assert len(queries.looks_at(learner)) == looks + 1
