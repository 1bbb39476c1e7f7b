"""What every list has, held for each of them: sorting, sizes, files, sentences where there is nothing, few queries."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from python_calamine import CalamineWorkbook

from integration.access.scene import Scene, make_scene
from integration.web.lists import LISTS
from integration.web.test_batches import text_of
from integration.web.test_lists import rows_shown
from testamur.web.lists import List

QUERIES = 12


@pytest.fixture
def scene(db: None, settings: Any, tmp_path: Path) -> Scene:
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = str(tmp_path)
    (tmp_path / "sent.log").write_text("Subject: A batch has ended\nTo: ada@people.example\n\nIt has.\n")
    return make_scene()


def _declared(resolver: URLResolver | None = None) -> Iterator[tuple[str, List[Any, Any]]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _declared(pattern)
        elif isinstance(pattern, URLPattern) and (found := getattr(pattern.callback, "declared", None)):
            yield str(pattern.name), found


DECLARED = dict(_declared())


def address(scene: Scene, name: str) -> str:
    return reverse(name, kwargs=LISTS[name].arguments(scene))


def lines(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_every_list_has_its_row_in_the_table() -> None:
    assert set(DECLARED) == set(LISTS)


def test_every_list_sorts_by_each_heading_that_says_so(scene: Scene) -> None:
    for name, listed in LISTS.items():
        page, here = scene.person(listed.who), address(scene, name)
        rows = rows_shown(page.get(here))
        for column in DECLARED[name].columns:
            if not column.sort:
                continue
            for order in ("ascending", "descending"):
                sorted_by = page.get(here, {"sort": column.name, "order": order})
                assert rows_shown(sorted_by) == rows, (name, column.name)


def test_every_list_is_taken_away_whole_as_it_is_filtered(scene: Scene) -> None:
    for name, listed in LISTS.items():
        page, here = scene.person(listed.who), address(scene, name)
        for query in filter(None, ({}, listed.query)):
            shown = page.get(here, query | {"size": "100"})
            if not DECLARED[name].exports:
                assert page.get(here, {"export": "csv"}).headers["Content-Type"].startswith("text/html"), name
                continue
            taken = page.get(here, query | {"export": "csv"})
            assert taken.headers["Content-Disposition"].startswith("attachment"), name
            headings, *found = lines(taken)
            exported = [each for each in DECLARED[name].columns if each.exported is not None]
            assert len(headings) <= len(exported), name
            assert len(found) >= 1, name
            assert rows_shown(shown) >= len(found), name
            book = page.get(here, query | {"export": "xlsx"})
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(book.streaming_content)))
            cells = sheet.get_sheet_by_index(0).to_python()
            assert cells[0] == headings, name
            assert len(cells) == len(found) + 1, name


def test_every_list_takes_any_nonsense_in_its_address(scene: Scene) -> None:
    nonsense = {"page": "99", "size": "-1", "sort": "password", "order": "\0", "q": "\0", "export": "exe"}
    nonsense |= {"kind": "\0", "state": "x", "organisation": "x"}
    for name, listed in LISTS.items():
        response = scene.person(listed.who).get(address(scene, name), nonsense)
        assert response.status_code == 200, name
        assert "There is a problem" not in text_of(response), name


def test_every_list_that_is_searched_for_what_is_not_there_says_so(scene: Scene) -> None:
    for name, listed in LISTS.items():
        if not DECLARED[name].search:
            continue
        shown = text_of(scene.person(listed.who).get(address(scene, name), {"q": "qwxz"}))
        assert 'class="app-empty"' in shown, name
        assert str(DECLARED[name].show_all) in shown, name


def test_every_list_asks_few_questions_however_much_it_shows(scene: Scene) -> None:
    asked = {}
    for name, listed in LISTS.items():
        page, here = scene.person(listed.who), address(scene, name)
        page.get(here)
        with CaptureQueriesContext(connection) as captured:
            page.get(here)
        asked[name] = len(captured)
    assert {name: number for name, number in asked.items() if number > QUERIES} == {}, asked


def test_a_list_takes_only_what_it_is_asked_by_get(scene: Scene) -> None:
    for name, listed in LISTS.items():
        if not DECLARED[name].acts:
            answer = scene.person(listed.who).post(address(scene, name), {"act": "all"})
            assert answer.status_code == 405, name


def test_filters_sorting_and_size_are_kept_from_link_to_link(scene: Scene) -> None:
    shown = scene.person("super_user").get("/batches/?state=done&sort=file&order=ascending&size=50")
    text = text_of(shown)
    assert '<input type="hidden" name="sort" value="file">' in text
    assert '<input type="hidden" name="size" value="50">' in text
    assert "?state=done&amp;size=50&amp;sort=number&amp;order=ascending" in text
    assert "?state=done&amp;sort=file&amp;order=ascending&amp;export=csv" in text
