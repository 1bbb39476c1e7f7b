"""Help: open to everybody, complete where it follows from declarations, and every link in it leads somewhere."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from testamur.batches import registry
from testamur.web.help.presenters import PAGES

pytestmark = pytest.mark.django_db


def page_of(client: Client, address: str, **query: str) -> html.HtmlElement:
    answer = client.get(address, query)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content)


def test_every_page_is_linked_and_each_of_its_anchors_stands_once(client: Client) -> None:
    home = page_of(client, "/help/")
    linked = home.xpath("//main//a/@href[starts-with(., '/help/')]")
    assert linked == [f"/help/{page.name}/" for page in PAGES]
    for address in linked:
        page = page_of(client, address)
        anchors = page.xpath("//main//@id")
        assert len(anchors) == len(set(anchors)), address
        assert {each.removeprefix("#") for each in page.xpath("//main//a/@href[starts-with(., '#')]")} <= set(
            anchors
        )
        for href in page.xpath("//main//a/@href[starts-with(., '/')]"):
            assert client.get(href).status_code in (200, 302), (address, href)


def test_formats_have_every_column_and_findings_every_code(client: Client) -> None:
    columns = {each.text_content() for each in page_of(client, "/help/file-formats/").xpath("//tbody/tr/th")}
    codes = {each.text_content() for each in page_of(client, "/help/findings/").xpath("//tbody/tr/th")}
    for kind in registry.all_kinds():
        assert not kind.formats or set(kind.layout.names) <= columns, kind.name
        assert {each.code for each in kind.catalogue.values()} <= codes, kind.name


def test_no_placeholder_of_a_sentence_is_shown(client: Client) -> None:
    assert not {"{", "}"} & set(page_of(client, "/help/findings/").xpath("string(//main)"))


@pytest.mark.parametrize(
    ("words", "first", "page"),
    [
        ("rs005", "RS005", "findings"),
        ("undo a batch", "Undo a batch", "batches"),
        ("ULN", "ULN", "words"),
    ],
)
def test_search_leads_to_the_place_itself(client: Client, words: str, first: str, page: str) -> None:
    hits = page_of(client, "/help/", q=words).xpath("//main//ul[contains(@class, 'app-help__hits')]/li/a")
    assert hits[0].text == first
    address, _, anchor = hits[0].get("href").partition("#")
    assert address == f"/help/{page}/"
    assert page_of(client, address).xpath("//*[@id=$anchor]", anchor=anchor)


def test_all_words_have_to_be_there_and_nothing_found_is_said(client: Client) -> None:
    found = page_of(client, "/help/", q="undo batch zebra <b>")
    assert not found.xpath("//ul[contains(@class, 'app-help__hits')]")
    assert "Nothing in the help has “undo batch zebra <b>”." in found.text_content()
    assert client.get("/help/nothing-of-this-name/").status_code == 404
