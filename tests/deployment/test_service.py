"""A day in the life of a service of several processes: a batch from the page to the record, and a stop."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from deployment.conftest import Deployment
from deployment.visitor import Visitor
from faults.service import wait_until


def logged_in(service: Deployment, facts: dict[str, Any]) -> Visitor:
    """The batch user of the awarding organisation, at home."""
    visitor = service.visitor().go("/account/login/")
    return visitor.send(login=facts["user"], password=facts["password"])


def submitted(visitor: Visitor, data: str, name: str) -> Visitor:
    """Send a batch; the page of the batch is what one comes to."""
    visitor.go("/batches/submit/")
    visitor.send({"file": (name, data.encode())}, when_checked="at_once")
    assert re.search(r"/batches/[0-9a-f-]{36}/$", visitor.address), visitor.words
    return visitor


def the_batch(service: Deployment, visitor: Visitor) -> int:
    """The number of the batch whose page this is."""
    uuid = visitor.address.rstrip("/").rsplit("/", 1)[-1]
    return int(service.one("select id from batches_batch where uuid = %(uuid)s", uuid=uuid))


@pytest.mark.requirement("ACH-01")
@pytest.mark.requirement("ACH-02")
@pytest.mark.requirement("XC-02")
def test_batch_of_ten_thousand_goes_from_the_page_to_the_record(
    running: Deployment, facts: dict[str, Any]
) -> None:
    visitor = submitted(logged_in(running, facts), facts["file"], "results.xml")
    page = visitor.address
    wait_until(lambda: "Successful" in visitor.go(page).words, why=lambda: running.words() + visitor.words)
    batch = the_batch(running, visitor)
    ((accepted, rejected),) = running.ask(
        "select accepted, rejected from batches_batch where id = %(id)s", {"id": batch}
    )
    assert (accepted + rejected, rejected > 300) == (10_000, True)
    assert f"{accepted:,} of 10,000 records were accepted" in visitor.words

    findings = next(visitor.fetch(link) for link in visitor.links("/files/") if "findings.csv" in link)
    rows = list(csv.DictReader(io.StringIO(findings.content.decode("utf-8-sig"))))
    assert len({row["Record"] for row in rows if row["Severity"] == "error"}) == rejected
    outcome = next(visitor.fetch(link) for link in visitor.links("/files/") if "outcome.xml" in link)
    assert outcome.headers["Content-Disposition"].startswith("attachment")
    assert outcome.content.count(b"</Achievement>") == 10_000

    assert str(batch) in visitor.go("/batches/").words
    visitor.go("/achievements/").send(uln=facts["uln"])
    assert "601/0001/1" in visitor.words
    assert "601/0002/3" in visitor.words
    visitor.go(next(link for link in visitor.links("/achievements/") if re.search(r"[0-9a-f-]{36}/$", link)))
    assert f"batch {batch}" in visitor.words.lower()  # its history says what wrote it


@pytest.mark.requirement("XC-02")
def test_same_file_again_shows_the_first_batch(running: Deployment, facts: dict[str, Any]) -> None:
    visitor = logged_in(running, facts)
    small = facts["small"]
    first = submitted(visitor, small, "small.xml").address
    visitor.go("/batches/submit/").send({"file": ("small.xml", small.encode())}, when_checked="at_once")
    assert visitor.address == f"{first}sent-before/"
    assert running.one("select count(*) from batches_batch where file_name = 'small.xml'") == 1


def test_static_files_have_hashed_names_and_may_be_kept_for_ever(running: Deployment) -> None:
    visitor = running.visitor().go("/account/login/")
    named = visitor.page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //link[@rel='icon']/@href")
    assert len(named) >= 3
    for address in named:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address), address
        response = visitor.fetch(address)
        assert "immutable" in response.headers["Cache-Control"]
        assert len(response.content) > 100


def test_machines_are_told_that_all_is_well(running: Deployment) -> None:
    visitor = running.visitor()
    assert visitor.fetch("/healthz").text == "ok\n"
    ready = visitor.fetch("/readyz").json()
    assert ready["status"] == "ready"
    assert ready["checks"]["workers"]["status"] == "ok"


@pytest.mark.requirement("XC-02")
def test_stop_in_the_midst_of_a_batch_loses_nothing(running: Deployment, facts: dict[str, Any]) -> None:
    """Every process ends when asked to, none leaves a job behind that it has not given back, and all goes on later."""
    visitor = submitted(logged_in(running, facts), facts["later"], "later.xml")
    batch = the_batch(running, visitor)
    running.wait_for("select state <> 'received' from batches_batch where id = %(batch)s", batch=batch)
    assert running.down() == [0, 0, 0]
    assert "Traceback" not in running.words()
    assert running.one("select count(*) from procrastinate_workers") == 0
    assert running.one("select count(*) from procrastinate_jobs where status in ('doing', 'failed')") == 0
    held = running.one("select count(*) from pg_stat_activity where datname = current_database()")
    assert held == 1, "only this test is still connected"

    running.up()
    assert running.wait_for_end(batch) == "done"
    running.wait_for_quiet()
    assert running.ask("select accepted, effects from batches_batch where id = %(id)s", {"id": batch}) == [
        (9_990, {"created": 9_990})
    ]
    assert "Successful" in logged_in(running, facts).go(visitor.address).words
