"""The page of an organisation: its own people see theirs, the records service any."""

from __future__ import annotations

import pytest
from lxml import html

from integration.access.scene import Scene, make_scene
from integration.web.test_home import listed
from plugins.databases import prepared

pytestmark = pytest.mark.django_db
scene = prepared(make_scene)


def test_page_says_who_looks_after_people_and_counts_what_its_links_list(scene: Scene) -> None:
    address = f"/organisations/{scene.world.board.uuid}/"
    for who in ("super_user", "viewer", "verify_user", "operator", "support"):
        client = scene.person(who)
        page = html.fromstring(client.get(address).content)
        said = page.text_content()
        assert "RN0001" in said
        assert scene.world.super_user.email in said
        assert (scene.contact_in_force.email in said) == (who in ("super_user", "viewer", "support"))
        for tile in page.xpath("//a[contains(@class, 'app-tile')]"):
            (count,) = tile.xpath("./*[@class='app-tile__number']/text()")
            assert listed(client.get(tile.get("href"))) == int(count), (who, tile.get("href"))
        for href in page.xpath("//main//a/@href[starts-with(., '/')]"):
            assert client.get(href).status_code == 200, (who, href)


def test_search_opens_an_organisation_by_its_numbers_and_only_those_in_reach(scene: Scene) -> None:
    board, other = scene.world.board, scene.world.other_board
    for who, words, opened in (
        ("viewer", "rn0001", board),
        ("operator", "10000001", board),
        ("support", str(other.ukprn), other),
        ("viewer", str(other.ukprn), None),
    ):
        answer = scene.person(who).post("/search/", {"q": words}, follow=True)
        assert (
            (answer.redirect_chain[-1][0] == f"/organisations/{opened.uuid}/")
            if opened
            else (other.name not in answer.content.decode())
        )
