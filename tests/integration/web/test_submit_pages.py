"""Every kind of batch has a page on which it is sent, and each person finds those that are theirs."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from integration.qualifications.files import file_of
from integration.web.test_batches import text_of
from testamur.access import queries as access
from testamur.access.models import User
from testamur.batches import registry
from testamur.batches.columns import Unreadable
from testamur.batches.columns.opening import open_file
from testamur.batches.models import Batch
from testamur.challenges import actions as challenges
from testamur.qualifications.kinds.register.kind import UnitRegister
from world import World, person, record, xml

As = Callable[[User], Client]


def heading(answer: Any) -> str:
    return str(html.fromstring(answer.content).xpath("string(//h1)")).strip()


def links(answer: Any) -> list[str]:
    found = html.fromstring(answer.content).xpath("//main//a/@href")
    return [address for address in found if address.startswith("/batches/submit/") and address.endswith("/")]


@pytest.mark.parametrize(
    ("name", "role", "words", "accept", "asks"),
    [
        ("achievements", "super_user", "XML or CSV, at most 6 MB and 10,000 records", ".xml", True),
        ("centre_records", "provider_user", "CSV, at most 6 MB and 10,000 records", ".csv", True),
        ("verify", "verify_user", "learners", ".xml", False),
        ("challenge_decisions", "edc_user", "An Excel workbook (.xlsx) or CSV", ".xlsx", False),
        ("registers", "operator", "CSV as the regulator publishes it", ".csv", False),
        ("units", "operator", "CSV as the regulator publishes it", ".csv", False),
    ],
)
def test_page_of_a_kind_says_its_limits_and_asks_what_the_kind_lets_be_chosen(
    world: World, as_: As, name: str, role: str, words: str, accept: str, asks: bool
) -> None:
    shown = as_(getattr(world, role)).get(f"/batches/submit/{name}/")
    assert shown.status_code == 200
    assert words in text_of(shown)
    page = html.fromstring(shown.content)
    assert accept in page.xpath("//input[@type='file']/@accept")[0].split(",")
    assert bool(page.xpath("//input[@name='when_checked']")) is asks
    assert bool(page.xpath("//input[@name='job_type']")) is (name == "achievements")
    assert len(page.xpath("//input[@name='kind']")) == (3 if name == "registers" else 0)


@pytest.mark.requirement("XC-03")
def test_page_of_a_kind_is_for_those_who_may_send_it(world: World, as_: As) -> None:
    for kind in registry.all_kinds():
        address = f"/batches/submit/{kind.name}/"
        if not kind.takes_files:
            assert as_(world.super_user).get(address).status_code == 404
            continue
        assert as_(world.viewer).get(address).status_code == 403
        assert as_(world.viewer).post(address, {}).status_code == 403
        assert Client().get(address).status_code == 302
    assert as_(world.super_user).get("/batches/submit/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("role", "title", "others"),
    [
        ("batch_user", "Submit achievements batch", []),
        ("super_user", "Submit achievements batch", ["challenge_decisions", "verify"]),
        ("verify_user", "Submit verify batch", []),
        ("operator", "Import a register", []),
        ("provider_user", "Submit a batch", ["centre_records", "verify"]),
    ],
)
def test_person_is_led_to_what_they_may_send(
    world: World, as_: As, role: str, title: str, others: list[str]
) -> None:
    shown = as_(getattr(world, role)).get("/batches/submit/")
    assert (shown.status_code, heading(shown)) == (200, title)
    assert sorted(links(shown)) == [f"/batches/submit/{name}/" for name in others]


@pytest.mark.parametrize(
    ("address", "role", "title"),
    [
        ("/verify/submit/", "verify_user", "Submit verify batch"),
        ("/centre-records/submit/", "provider_user", "Submit centre records"),
        ("/register/import/", "operator", "Import a register"),
    ],
)
def test_earlier_address_of_a_kind_is_its_page(
    world: World, as_: As, address: str, role: str, title: str
) -> None:
    assert heading(as_(getattr(world, role)).get(address)) == title


def test_file_is_sent_as_the_kind_of_its_page_and_waits_where_the_kind_says_so(world: World, as_: As) -> None:
    upload = SimpleUploadedFile("units.csv", file_of("units", {}))
    as_(world.operator).post("/batches/submit/units/", {"file": upload})
    batch = Batch.objects.get()
    assert (batch.kind, batch.needs_confirmation, batch.organisation) == ("units", True, world.service)


def test_shared_page_asks_what_the_file_holds(world: World, as_: As) -> None:
    upload = SimpleUploadedFile("units.csv", file_of("units", {}))
    shown = as_(world.operator).post("/batches/submit/registers/", {"file": upload})
    assert "Select what is in the file" in text_of(shown)
    assert 'href="#id_kind"' in shown.content.decode()
    assert not Batch.objects.exists()


def test_blank_file_and_example_of_each_kind_stand_beside_its_upload_and_the_example_is_accepted(
    world: World, as_: As
) -> None:
    """In every format that the kind takes. What is offered to be filled in is refused for no heading."""
    for kind in registry.all_kinds():
        user = next(user for user in world.people.values() if access.can(user, kind.submit_permission))
        page = as_(user)
        shown = page.get(f"/batches/submit/{kind.name}/").content.decode() if kind.takes_files else ""
        for ending in {"csv", "xlsx"} & set(kind.formats):
            blank, example = (
                f"/batches/submit/{kind.name}/{what}.{ending}" for what in ("template", "example")
            )
            for address in (blank, example):
                assert f'href="{address}"' in shown
                assert as_(world.viewer).get(address).status_code == 403
                assert page.get(address.replace(ending, "exe")).status_code == 404
            assert not _judged(kind, page, blank)
            (line,) = _judged(kind, page, example)
            assert (line.rejected, line.findings) == (False, []), address


def _judged(kind: Any, page: Client, address: str) -> list[Any]:
    """The lines of a file of ours, as the kind reads and judges them; none where it says only that there are none."""
    sent = b"".join(page.get(address).streaming_content)  # type: ignore[attr-defined]
    try:
        return list(open_file(io.BytesIO(sent), kind.form({"job_type": "final"})).lines)
    except Unreadable as refused:
        if [each.key for each in refused.findings] != [kind.layout.keys["none"]]:
            raise
        return []


def test_decisions_of_somebody_at_two_organisations_ask_which_is_meant(world: World, as_: As) -> None:
    both = person("gemma", (world.board, "ao_edc_user"), (world.other_board, "ao_edc_user"))
    report = challenges.make_weekly_report(organisation=world.board, week=dt.date(2026, 1, 5))
    asked = "//input[@name='organisation']"
    shown = as_(both).get("/batches/submit/challenge_decisions/")
    assert len(html.fromstring(shown.content).xpath(asked)) == 2
    known = as_(both).get(f"/weekly-reports/{report.uuid}/return/")
    assert html.fromstring(known.content).xpath(asked) == []


def test_new_kind_has_a_page_without_a_word_about_pages(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Plain(UnitRegister):
        name = "plain"
        title = "Qualifications"
        submit_page = None

    monkeypatch.setitem(registry._kinds, "plain", Plain())
    page = as_(world.operator)
    assert "/batches/submit/plain/" in links(page.get("/batches/submit/"))
    assert heading(page.get("/batches/submit/plain/")) == "Qualifications"
    page.post("/batches/submit/plain/", {"file": SimpleUploadedFile("plain.csv", file_of("units", {}))})
    assert Batch.objects.get().kind == "plain"


def test_home_page_leads_to_what_each_role_may_send(world: World, as_: As) -> None:
    expected = {
        "super_user": ["achievements", "verify"],
        "batch_user": ["achievements"],
        "verify_user": ["verify"],
        "provider_user": ["centre_records", "verify"],
        "operator": ["registers"],
        "register_user": ["registers"],
        "viewer": [],
        "support": [],
    }
    for role, names in expected.items():
        found = sorted(set(links(as_(getattr(world, role)).get("/"))))
        assert found == [f"/batches/submit/{name}/" for name in names], role


@pytest.mark.requirement("ACH-08")
def test_the_order_of_uln_is_recommended_where_a_batch_is_sent(world: World, as_: As) -> None:
    shown = as_(world.super_user).get("/batches/submit/achievements/")
    assert "We recommend ordering them by ULN" in text_of(shown)


def chosen(answer: Any) -> list[str]:
    return html.fromstring(answer.content).xpath("//input[@name='when_checked'][@checked]/@value")


@pytest.mark.requirement("XC-02")
def test_a_file_is_checked_first_unless_its_sender_chose_otherwise_the_last_time(
    world: World, as_: As
) -> None:
    page, address = as_(world.batch_user), "/batches/submit/achievements/"
    assert chosen(page.get(address)) == ["show_first"]
    for number, choice in enumerate(("at_once", "show_first", "at_once")):
        data = xml([record(world.learners[number])])
        token = str(html.fromstring(page.get(address).content).xpath("//input[@name='token']/@value")[0])
        sent = {
            "file": SimpleUploadedFile("x.xml", data),
            "when_checked": choice,
            "job_type": "",
            "token": token,
        }
        assert page.post(address, sent).status_code == 302
        assert Batch.objects.latest("id").needs_confirmation is (choice == "show_first")
        assert chosen(page.get(address)) == [choice]
    assert chosen(as_(world.super_user).get(address)) == ["show_first"]
