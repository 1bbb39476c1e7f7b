"""What a list does, on a list of the test's own: pages, counting, files, and acts on a selection."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from integration.web import own_lists
from integration.web.test_batches import text_of
from testamur.audit import actions as audit
from testamur.organisations import actions as organisations
from testamur.organisations.models import Organisation
from testamur.web.lists import reading
from world import World

As = Callable[..., Client]


@pytest.fixture
def page(world: World, as_: As, settings: Any) -> Iterator[Client]:
    settings.ROOT_URLCONF = "integration.web.own_lists"
    own_lists.RUN.clear()
    yield as_(world.viewer)
    own_lists.RUN.clear()


def rows_shown(response: Any) -> int:
    body = response.content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    return len(re.findall('<tr class="govuk-table__row"', body))


def more(count: int, name: str = "Alike") -> list[Organisation]:
    return [organisations.register(name=name, kind="provider", by=None) for _each in range(count)]


def sent(page: Client, query: str = "", **data: Any) -> Any:
    return page.post(f"/own/{query}", data)


def hidden(response: Any, name: str) -> list[str]:
    return re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', response.content.decode())


def confirmed(page: Client, asked: Any, query: str = "", **data: Any) -> Any:
    names = ("act", "which", "key", "mark", "token", "step")
    return page.post(
        f"/own/{query}", {name: hidden(asked, name) for name in names} | {"reason": "Tidy"} | data
    )


# --- pages and counting -------------------------------------------------------------------------------------------


def test_pages_of_rows_that_are_equal_repeat_none_and_leave_none_out(page: Client) -> None:
    more(20)
    seen: list[str] = []
    for number in range(1, 20):
        response = page.get(f"/own/?sort=kind&q=Alike&page={number}")
        seen += re.findall(r'name="shown" value="([^"]+)"', response.content.decode())
        if "Next" not in text_of(response):
            break
    assert len(seen) == len(set(seen)) == 20


def test_what_is_too_much_is_not_counted_nor_sorted_without_an_index(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    more(8)
    monkeypatch.setattr(reading, "MOST_COUNTED", 6)
    monkeypatch.setattr("testamur.web.lists.presenters.MOST_COUNTED", 6)
    with CaptureQueriesContext(connection) as asked:
        shown = page.get("/own/?q=Alike&sort=kind&order=descending")
    assert "More than 6 organisations" in text_of(shown)
    assert any("LIMIT 7" in query["sql"] and "COUNT" in query["sql"] for query in asked.captured_queries)
    assert "sort=number" in text_of(shown)
    assert "sort=name" not in text_of(shown)
    last = page.get("/own/?q=Alike&page=99")
    assert rows_shown(last) == 3
    assert 'aria-label="Page 2"' in text_of(last)
    assert 'aria-label="Page 3"' not in text_of(last)


def test_none_that_match_and_none_at_all_are_told_apart(page: Client) -> None:
    assert "None match." in text_of(page.get("/own/?q=qwxz"))
    assert "Show all organisations" in text_of(page.get("/own/?q=qwxz"))


# --- files --------------------------------------------------------------------------------------------------------


def exported(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_a_file_is_read_in_pieces_and_holds_no_formula(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    more(10, '=HYPERLINK("x")')
    monkeypatch.setattr(reading, "PIECE", 4)
    with CaptureQueriesContext(connection) as asked:
        _headings, *rows = exported(page.get("/own/?q=HYPERLINK&export=csv&page=2"))
    assert [row[0] for row in rows] == ['\'=HYPERLINK("x")'] * 10
    pieces = [
        query["sql"]
        for query in asked.captured_queries
        if '"organisations_organisation"."name"' in query["sql"]
    ]
    assert sum(" IN (" in sql for sql in pieces) >= 3


def test_a_file_keeps_the_order_of_the_page(page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    more(5)
    monkeypatch.setattr(reading, "PIECE", 2)
    _headings, *rows = exported(page.get("/own/?q=Alike&sort=number&order=descending&export=csv"))
    numbers = [int(row[2]) for row in rows]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 5


# --- acts ---------------------------------------------------------------------------------------------------------


def test_an_act_on_what_is_ticked_asks_first_and_then_runs_on_just_that(page: Client) -> None:
    one, two, _three = more(3)
    asked = sent(page, act="count", which="ticked", key=[str(one.uuid), str(two.uuid)])
    assert "Count 2?" in text_of(asked)
    assert not own_lists.RUN
    assert confirmed(page, asked).content == b"run"
    ((selection, names, answers),) = own_lists.RUN
    assert (selection.count, names, answers) == (2, ["Alike", "Alike"], {"reason": "Tidy"})
    assert set(selection.rows.values_list("pk", flat=True)) == {one.pk, two.pk}


def test_an_act_on_the_page_is_on_what_the_page_showed(page: Client) -> None:
    more(7)
    shown = page.get("/own/?q=Alike&sort=number&order=ascending")
    on_page = hidden(shown, "shown")
    asked = sent(page, "?q=Alike", act="count", which="page", shown=on_page)
    assert "Count 3?" in text_of(asked)
    confirmed(page, asked, "?q=Alike")
    assert own_lists.RUN[0][0].count == 3


def test_an_act_on_all_that_match_is_on_what_the_filters_say(page: Client) -> None:
    more(7)
    asked = sent(page, "?q=Alike&kind=provider", act="count", which="all")
    assert "Count 7?" in text_of(asked)
    assert confirmed(page, asked, "?q=Alike&kind=provider").content == b"run"
    assert own_lists.RUN[0][0].count == 7


def test_an_act_on_all_does_nothing_if_the_set_is_another_than_was_counted(page: Client) -> None:
    one, *_rest = more(3)
    asked = sent(page, "?q=Alike", act="count", which="all")
    more(1)
    again = confirmed(page, asked, "?q=Alike")
    assert again.status_code == 409
    assert "Count 4?" in text_of(again)
    assert "Your selection has changed" in text_of(again)
    assert not own_lists.RUN
    with audit.process("organisation.removed", by=None):
        Organisation.objects.filter(pk=one.pk).delete()  # as many as at first, but not the same
    assert confirmed(page, asked, "?q=Alike").status_code == 409
    assert not own_lists.RUN
    now = sent(page, "?q=Alike", act="count", which="all")
    assert confirmed(page, now, "?q=Alike").content == b"run"


def test_an_act_confirmed_twice_has_the_same_key_and_another_selection_has_not(page: Client) -> None:
    one, two = more(2)
    asked = sent(page, act="count", which="ticked", key=[str(one.uuid)])
    confirmed(page, asked)
    confirmed(page, asked)
    other = sent(page, act="count", which="ticked", key=[str(two.uuid)])
    confirmed(page, other)
    keys = [selection.key for selection, _names, _answers in own_lists.RUN]
    assert keys[0] == keys[1] != keys[2]


def test_an_act_whose_form_is_wrong_asks_again_with_the_selection(page: Client) -> None:
    (one,) = more(1)
    asked = sent(page, act="count", which="ticked", key=[str(one.uuid)])
    again = confirmed(page, asked, reason="")
    assert "Enter the reason" in text_of(again)
    assert not own_lists.RUN
    assert confirmed(page, again).content == b"run"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"which": "ticked"}, "Select at least one"),
        ({"which": "page"}, "Select at least one"),
        ({"which": "nonsense"}, "Select at least one"),
        ({"which": "ticked", "key": ["nonsense"]}, "Nothing that you selected exists any more"),
        ({"which": "all"}, "Select 40 or fewer at once"),
    ],
)
def test_a_selection_that_cannot_be_acted_on_is_refused_beside_the_list(
    page: Client, data: dict[str, Any], sentence: str
) -> None:
    more(45)
    shown = text_of(sent(page, act="count", **data))
    assert "There is a problem" in shown
    assert f'<a href="#id_key">{sentence}' in shown
    assert 'id="id_key"' in shown
    assert not own_lists.RUN


def test_an_act_that_is_none_or_not_the_persons_is_not_offered_and_not_done(page: Client) -> None:
    (one,) = more(1)
    assert "Never" not in text_of(page.get("/own/"))
    for name in ("never", "nonsense"):
        answer = sent(page, act=name, which="ticked", key=[str(one.uuid)], step="confirm")
        assert "Count them" in text_of(answer)
    assert not own_lists.RUN


def test_rows_out_of_sight_are_not_in_a_selection_whatever_is_sent(page: Client) -> None:
    (one,) = more(1)
    answer = sent(page, "?kind=operator", act="count", which="ticked", key=[str(one.uuid)])
    assert "Nothing that you selected exists any more" in text_of(answer)
