"""No room on the disk: a sentence, nothing half-done, no dead process; and all is well when there is room again."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.wsgi import get_wsgi_application

from faults.disk import full
from hostile.conftest import Front
from testamur.config.front import incoming
from testamur.config.front.incoming import Pace
from testamur.config.front.shell import Shell
from testamur.plumbing import bodies, figures, spool

UNHURRIED = Pace(seconds=600, bytes_per_second=1, silence=600)


@pytest.mark.requirement("XC-02")
def test_a_file_that_cannot_be_stored_is_refused_whole_and_taken_when_there_is_room(front: Front) -> None:
    stored = front.home / "var" / "files"
    content = {"file": ("late.xml", front.facts["file"].encode())}
    visitor = front.logged_in().go("/batches/submit/achievements/")
    before = _files(stored), front.one("select count(*) from batches_batch")
    (stored / "full").touch()
    try:
        answer = visitor.post(content, when_checked="at_once")
    finally:
        (stored / "full").unlink()
    assert answer.status_code == 507
    assert "There is no room to save this" in answer.text
    assert "Nothing was saved. Try again in a few minutes." in answer.text
    assert (_files(stored), front.one("select count(*) from batches_batch")) == before
    assert visitor.post(content, when_checked="at_once").status_code == 200
    assert front.one("select count(*) from batches_batch") == before[1] + 1


@pytest.mark.requirement("XC-02")
def test_a_batch_for_which_the_database_has_no_room_is_refused_whole_and_taken_when_there_is(
    front: Front,
) -> None:
    stored = front.home / "var" / "files"
    content = {"file": ("no-room.xml", f"{front.facts['file']}<!-- another -->".encode())}
    visitor = front.logged_in().go("/batches/submit/achievements/")
    before = _files(stored), front.one("select count(*) from batches_batch")
    with full(front, "batches_batch"):
        answer = visitor.post(content, when_checked="at_once")
    assert answer.status_code == 507
    assert "There is no room to save this" in answer.text
    assert "Nothing was saved. Try again in a few minutes." in answer.text
    assert (_files(stored), front.one("select count(*) from batches_batch")) == before
    assert visitor.post(content, when_checked="at_once").status_code == 200
    assert front.one("select count(*) from batches_batch") == before[1] + 1


@pytest.mark.requirement("XC-02")
def test_who_cannot_even_log_in_for_want_of_room_is_told_so(front: Front) -> None:
    visitor = front.visitor().go("/account/login/")
    with full(front, "access_attempts", "django_session", "plumbing_meter"):
        answer = visitor.post(login=front.facts["user"], password=front.facts["password"])
    assert answer.status_code == 507
    assert "There is no room to save this" in answer.text
    assert front.logged_in().go("/account/").words


def test_a_program_is_told_of_a_full_database_in_the_form_of_its_door(front: Front) -> None:
    address = f"http://127.0.0.1:{front.port}/api/v1/oauth/token"
    with full(front, "plumbing_meter"):
        answer = requests.post(address, {"grant_type": "client_credentials"}, timeout=60)
    assert answer.status_code == 507
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"].endswith("#no-room")


@pytest.mark.requirement("XC-02")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("/batches/submit/achievements/", "multipart/form-data; boundary=x", "There is no room to save this"),
        ("/LearnerServiceR9.svc", "text/xml", "WSEC0999"),
    ],
)
def test_a_spool_without_room_refuses_what_it_would_hold(
    monkeypatch: pytest.MonkeyPatch, path: str, kind: str, words: str
) -> None:
    monkeypatch.setattr(spool, "file", lambda: open("/dev/full", "w+b"))  # noqa: SIM115
    status, text = _sent(path, kind, b"x" * (4 * incoming.IN_MEMORY))
    assert (status, words in text) == (507, True), text
    status, text = _sent(path, kind, b"x" * incoming.IN_MEMORY)  # which is kept in memory
    assert status in (403, 500)
    assert words not in text


def test_figures_have_their_room_before_anything_is_counted(front: Front) -> None:
    """A hole in a mapped file ends the process that writes into it while the disk is full."""
    front.visitor().go("/account/login/")
    files = [path for path in (front.home / "var" / "metrics").rglob("*_*.db") if path.stat().st_size > 65536]
    assert len(files) >= len(figures.KINDS)
    for path in files:
        assert path.stat().st_blocks * 512 >= path.stat().st_size, path
    assert front.visitor().fetch("/metrics").text.count("django_http_requests") > 1


def test_without_room_for_figures_none_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    assert not figures.reserve(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _files(stored: Path) -> list[Path]:
    return sorted(path for path in stored.rglob("*") if path.is_file())


def _sent(path: str, kind: str, body: bytes) -> tuple[int, str]:
    """The answer of the shell around all of Django, without a network."""
    shell_answer: list[dict[str, Any]] = []
    pieces = [body[at : at + 65536] for at in range(0, len(body), 65536)]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: dict[str, Any]) -> None:
        shell_answer.append(message)

    headers = {"host": "localhost", "content-type": kind, "content-length": str(len(body))}
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }

    async def answered() -> None:
        shell = Shell(get_wsgi_application(), rule_at=bodies.rule_at, pace=UNHURRIED, threads=1)
        await shell(scope, receive, send)

    asyncio.run(answered())
    text = b"".join(message.get("body", b"") for message in shell_answer).decode()
    return int(shell_answer[0]["status"]), text
