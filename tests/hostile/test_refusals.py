"""What the front refuses by itself is said as the service says things: a page, in the language of its reader."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application

from hostile.conftest import Front
from hostile.wire import Reply, Wire
from testamur.config.front import refusals, threads
from testamur.config.front.incoming import Pace
from testamur.config.front.shell import Shell
from testamur.plumbing import bodies, languages
from testamur.plumbing.trouble import Trouble

HASTY = Pace(seconds=0, bytes_per_second=10**9, silence=600)
MEANT_FOR_PEOPLE = ["/account/login/", "/nowhere/"]
MEANT_FOR_PROGRAMS = ["/api/v1/me", "/LearnerServiceR9.svc"]


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every catalogue has been declared whole."""
    monkeypatch.setattr(languages, "is_whole", lambda code: True)


def said(met: Trouble, path: str | None, *headers: tuple[bytes, bytes]) -> tuple[dict[bytes, bytes], str]:
    found, body = refusals.answer(met, list(headers), path)
    assert dict(found)[b"content-length"] == str(len(body)).encode()
    return dict(found), body.decode()


@pytest.mark.parametrize("met", [value for value in vars(refusals).values() if isinstance(value, Trouble)])
@pytest.mark.parametrize("path", MEANT_FOR_PEOPLE)
def test_pages_are_refused_with_a_page(met: Trouble, path: str) -> None:
    headers, body = said(met, path)
    assert headers[b"content-type"] == b"text/html; charset=utf-8"
    assert "app-header__name" in body
    assert f"{met.title}</h1>" in body
    assert str(met.remedy) in body
    assert headers[b"cache-control"] == b"no-store, private"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert b"default-src 'none'" in headers[b"content-security-policy"]


def test_over_tls_a_refusal_binds_to_it_as_well(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    headers, _body = said(refusals.BUSY, "/")
    assert headers[b"strict-transport-security"] == b"max-age=31536000; includeSubDomains"
    settings.SECURE_HSTS_SECONDS = 0
    assert b"strict-transport-security" not in said(refusals.BUSY, "/")[0]


@pytest.mark.parametrize("path", MEANT_FOR_PROGRAMS)
def test_programs_are_refused_with_a_sentence(path: str) -> None:
    headers, body = said(refusals.BUSY, path)
    assert headers[b"content-type"] == b"text/plain; charset=utf-8"
    assert body == f"{refusals.BUSY}\n"
    assert headers[b"retry-after"] == b"60"


def test_who_does_not_get_as_far_as_an_address_is_told_what_they_can_read() -> None:
    browser, _body = said(refusals.HEAD_TOO_SLOW, None, (b"accept", b"text/html,*/*"))
    program, _body = said(refusals.HEAD_TOO_SLOW, None)
    assert browser[b"content-type"].startswith(b"text/html")
    assert program[b"content-type"].startswith(b"text/plain")


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ([], "en"),
        ([(b"cookie", b"a=b; language=cy")], "cy"),
        ([(b"accept-language", b"fr-FR,fr;q=0.9,en;q=0.5")], "fr"),
        ([(b"cookie", b"language=cy"), (b"accept-language", b"fr")], "cy"),
        ([(b"cookie", b"language=tlh"), (b"accept-language", b"xx")], "en"),
    ],
)
def test_language_is_the_one_that_was_chosen(
    whole: None, headers: list[tuple[bytes, bytes]], language: str
) -> None:
    found, body = said(refusals.BUSY, "/", *headers)
    assert f'<html lang="{language}"' in body
    assert found[b"content-language"] == language.encode()


def test_language_that_no_page_speaks_yet_is_not_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "is_whole", lambda code: code == "en")
    assert '<html lang="en"' in said(refusals.BUSY, "/", (b"cookie", b"language=cy"))[1]


async def _from_shell(shell: Shell, messages: list[dict[str, Any]], *, busy: bool = False) -> tuple[int, str]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else await asyncio.Event().wait()  # type: ignore[return-value]

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"cookie", b"language=cy")]
    if not busy:
        headers.append((b"content-length", b"10"))
    scope = {"type": "http", "method": "POST", "path": "/account/login/", "raw_path": b"/account/login/"}
    scope |= {"query_string": b"", "http_version": "1.1", "scheme": "http", "headers": headers}
    if busy:
        await shell.threads.take()
    await shell(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent).decode()


def test_who_finds_no_thread_is_told_so_in_their_language(
    whole: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "WAITING", 0)

    async def answered() -> tuple[int, str]:
        shell = Shell(get_wsgi_application(), rule_at=bodies.rule_at, pace=HASTY, threads=1)
        return await _from_shell(shell, [], busy=True)

    status, text = asyncio.run(answered())
    assert (status, '<html lang="cy"' in text) == (503, True)


def test_who_sends_too_slowly_is_told_so_in_their_language(whole: None) -> None:
    async def answered() -> tuple[int, str]:
        shell = Shell(get_wsgi_application(), rule_at=bodies.rule_at, pace=HASTY, threads=1)
        return await _from_shell(shell, [{"type": "http.request", "body": b"x", "more_body": True}])

    status, text = asyncio.run(answered())
    assert (status, '<html lang="cy"' in text) == (408, True)


def test_each_is_a_page_on_the_wire(front: Front, hasty: int) -> None:
    """The heads of these are never finished, too large, or no heads at all."""
    large = (f"X-{number}: {'x' * 1000}" for number in range(60))
    found: dict[int, Reply] = {
        408: Wire(hasty).say("GET /account/login/ HTTP/1.1", end=False).reply(),
        431: Wire(front.port).say("GET /account/login/ HTTP/1.1", *large).reply(),
        400: Wire(front.port).say("GET /account/login/ HTTP/1.1", "Content-Length: -5").reply(),
    }
    assert {status: reply.status for status, reply in found.items()} == {408: 408, 431: 431, 400: 400}
    for reply in found.values():
        assert "content-type: text/html; charset=utf-8" in reply.head
        assert "app-header__name" in reply.body
