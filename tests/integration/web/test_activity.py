"""The activity log: who reads what of it, filtered how, and that nothing in it reaches further than the records do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from lxml import html

from integration.access.scene import Scene, assigned, make_scene
from plugins.databases import prepared
from testamur.access import actions as access_actions
from testamur.access.models import Membership
from testamur.achievements.models import Achievement
from testamur.challenges.models import Challenge
from testamur.plumbing import clock
from testamur.web import declared
from testamur.web.logs import Log, kinds_for

pytestmark = pytest.mark.django_db
scene = prepared(make_scene)

ALL = {str(log.name) for log in declared.everywhere("log", "LOG")}
KINDS = {
    "viewer": {"achievements", "challenges", "contacts", "organisations"},
    "verify_user": {"organisations"},
    "provider_user": {"challenges", "organisations"},
    "register_user": {"organisations", "register"},
    "support": {"achievements", "challenges", "contacts", "organisations"},
    "operator": ALL - {"challenges", "contacts"},
    "super_user": ALL - {"accounts", "register"},
    "learner": set(),
    "outsider": set(),
}


def table(scene: Scene, who: str, **query: Any) -> list[list[str]]:
    page = html.fromstring(scene.person(who).get("/activity/", query).content)
    rows = page.xpath("//main//table/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./*")] for row in rows]


def day(name: str, offset: int) -> dict[str, int]:
    when = clock.today() + timedelta(days=offset)
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


def logs(scene: Scene, who: str) -> dict[str, Any]:
    return {log.name: versions for log, versions in kinds_for(scene.user(who))}


@pytest.mark.parametrize("who", KINDS)
def test_everybody_has_just_the_kinds_whose_records_they_have(scene: Scene, who: str) -> None:
    assert set(logs(scene, who)) == KINDS[who]


def test_each_kind_tells_of_the_model_that_it_names(scene: Scene) -> None:
    found = [
        each for who in ("super_user", "operator", "register_user") for each in kinds_for(scene.user(who))
    ]
    told: dict[str, Log] = {log.of: log for log, _versions in found}
    assert len(told) == len(ALL)
    for log, versions in found:
        assert versions.model.pgh_tracked_model._meta.label == log.of


@pytest.mark.parametrize(
    "who", ["viewer", "stranger", "support", "operator", "provider_user", "authority_user"]
)
def test_an_entry_is_read_just_where_the_record_is_seen(scene: Scene, who: str) -> None:
    """Of achievements and challenges, whoever it was that acted on them."""
    user, found = scene.user(who), logs(scene, who)
    for name, model in (("achievements", Achievement), ("challenges", Challenge)):
        seen = set(model.objects.visible_to(user).values_list("pk", flat=True))  # type: ignore[attr-defined]
        told = set(found[name].values_list("pgh_obj_id", flat=True)) if name in found else set()
        assert told == (seen if name in found else set())
    assert Achievement.objects.exclude(pk__in=Achievement.objects.visible_to(scene.user("stranger"))).exists()


def test_the_log_says_who_what_which_record_and_through_which_batch(scene: Scene) -> None:
    newest = table(scene, "viewer")[0]
    assert newest[1] == scene.world.super_user.get_full_name() or newest[1] == str(scene.world.batch_user)
    applied = table(scene, "viewer", q=str(scene.done.pk))
    assert {row[2] for row in applied} == {"Created by a batch"}
    assert {row[4] for row in applied} == {f"Batch {scene.done.pk}"}
    page = scene.person("viewer").get("/activity/", {"q": scene.done.pk}).content.decode()
    assert f"/batches/{scene.done.uuid}/" in page
    assert f"/achievements/{scene.active.uuid}/" in page


def test_filters_leave_out_what_they_say(scene: Scene) -> None:
    everything = len(table(scene, "viewer"))
    assert everything
    name = table(scene, "viewer")[0][1]
    assert {row[1] for row in table(scene, "viewer", q=name.upper())} == {name}
    assert table(scene, "viewer", q="Nobody of this name") == []
    assert (
        len(table(scene, "viewer", **day("first", 0)))
        == everything
        == len(table(scene, "viewer", **day("last", 0)))
    )
    assert table(scene, "viewer", **day("first", 1)) == [] == table(scene, "viewer", **day("last", -1))


def test_a_batch_that_somebody_may_not_see_is_neither_named_nor_found(scene: Scene) -> None:
    """The provider reads that its challenge was assigned, and not by which batch of the board."""
    asked = {"kind": "challenges"}
    number = str(assigned(scene.world, scene.challenge, to=str(scene.world.edc_user.uuid)).pk)
    assert any(number in row[4] for row in table(scene, "edc_user", **asked))
    theirs = table(scene, "provider_user", **asked)
    assert theirs
    assert not any(row[4] for row in theirs)
    assert table(scene, "provider_user", q=number, **asked) == []
    assert table(scene, "edc_user", q=number, **asked)


def test_a_role_that_was_taken_away_is_still_told_to_its_organisation_alone(scene: Scene) -> None:
    world = scene.world
    access_actions.set_roles(user=world.viewer, organisation=world.board, roles=set(), by=world.super_user)
    assert not Membership.objects.filter(user=world.viewer, organisation=world.board).exists()
    newest = table(scene, "super_user", kind="memberships")[0]
    assert newest[2] == "Removed"
    assert str(world.viewer) in newest[3]
    page = scene.person("super_user").get("/activity/", {"kind": "memberships"}).content.decode()
    assert f"/people/{world.viewer.uuid}/" not in page
    found = logs(scene, "super_user")["memberships"]
    assert set(found.values_list("organisation_id", flat=True)) == {world.board.pk}


def test_every_link_of_the_log_opens(scene: Scene) -> None:
    for who in ("super_user", "operator", "provider_user", "register_user"):
        client = scene.person(who)
        for name in logs(scene, who):
            page = html.fromstring(client.get("/activity/", {"kind": name}).content)
            for href in set(page.xpath("//main//table//a/@href")):
                assert client.get(href).status_code == 200, (who, href)
