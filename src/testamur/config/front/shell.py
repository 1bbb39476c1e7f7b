"""A request from its first byte to its last: limit, body, thread, answer."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

from testamur.config.front import refusals
from testamur.config.front.incoming import Body, Pace, Receive, Verdict, drain, empty, read
from testamur.config.front.outgoing import Answer
from testamur.config.front.threads import (
    Application,
    Busy,
    Environ,
    NoRoom,
    Threads,
    answer_in_thread,
    environ_of,
)
from testamur.plumbing import bodies
from testamur.plumbing.trouble import Trouble

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]

HEALTH = "/healthz"

_HEALTHY = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"content-length", b"3"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


class Shell:
    """An ASGI application around a WSGI one. ``rule_at`` says what body a path takes."""

    def __init__(
        self,
        application: Application,
        *,
        rule_at: Callable[[str], bodies.Rule],
        pace: Pace,
        threads: int,
    ) -> None:
        self._application = application
        self._rule_at = rule_at
        self._pace = pace
        self.threads = Threads(threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == HEALTH and scope["method"] in ("GET", "HEAD"):
            # Asked of nobody: the process lives, since it answers. No thread, no Django, no database.
            await _say(send, 200, _HEALTHY, b"ok\n")
            return
        length, chunked = _announced(scope)
        if length == 0 and not chunked:
            await self._answer(scope, receive, send, environ_of(scope, empty().file, None))
            return
        rule = self._rule_at(scope["path"])
        if chunked and not rule.in_chunks:
            # What it is told is that it has to say how much it sends.
            await self._answer(scope, receive, send, environ_of(scope, empty().file, None), leave=True)
            return
        if length is not None and length > rule.limit:
            body = empty(Verdict.TOO_LARGE, length)
        else:
            body = await read(receive, rule.limit, self._pace)
        await self._with_body(scope, receive, send, body)

    async def _with_body(self, scope: Scope, receive: Receive, send: Send, body: Body) -> None:
        """Answer a request of which this was read. Whoever still sends is read to the end, and then left."""
        match body.verdict:
            case Verdict.GONE:
                return
            case Verdict.TOO_SLOW:
                await _refuse(scope, send, refusals.BODY_TOO_SLOW)
                return
            case Verdict.WHOLE:
                with body.file:
                    await self._answer(scope, receive, send, environ_of(scope, body.file, body.size))
            case Verdict.TOO_LARGE:
                # The size alone says it all: the door of this address refuses it in its own words.
                environ = environ_of(scope, empty().file, body.size)
                await self._answer(scope, receive, send, environ, leave=True)
            case Verdict.NO_ROOM:
                environ = environ_of(scope, NoRoom(), body.size) | {bodies.SPOOL_IS_FULL: True}
                await self._answer(scope, receive, send, environ, leave=True)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, environ: Environ, *, leave: bool = False
    ) -> None:
        """Have a thread answer, and send what it says. ``leave``: close the connection, but read on first."""
        try:
            await self.threads.take()
        except Busy:
            await _refuse(scope, send, refusals.BUSY)
            return
        answer = Answer(asyncio.get_running_loop())
        done = self.threads.run(functools.partial(answer_in_thread, self._application, environ, answer))
        done.add_done_callback(answer.over)
        try:
            await answer.pieces_begun()
            await self._send(scope, receive, send, answer, leave)
        finally:
            answer.leave()
            await asyncio.shield(done)  # the body that the thread reads is closed after this

    async def _send(self, scope: Scope, receive: Receive, send: Send, answer: Answer, leave: bool) -> None:
        headers = answer.headers
        if scope["http_version"] == "1.0" and not any(name == b"content-length" for name, _ in headers):
            await answer.wait_for_end()  # HTTP/1.0 has no other way to say where an answer ends
            headers = [*headers, (b"content-length", str(answer.whole_size()).encode())]
        if leave:
            headers = [*headers, (b"connection", b"close")]
        if answer.failed and not answer.status:
            await _refuse(scope, send, refusals.BROKEN)
            return
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        held = b""
        while (piece := await answer.take()) is not None:
            if held:
                await send({"type": "http.response.body", "body": held, "more_body": True})
            held = piece
        if answer.failed:
            raise ConnectionAbortedError("an answer that broke off is not ended as if it were whole")
        if leave:
            await send({"type": "http.response.body", "body": held, "more_body": True})
            await drain(receive)
            held = b""
        await send({"type": "http.response.body", "body": held, "more_body": False})


def _announced(scope: Scope) -> tuple[int | None, bool]:
    """The length that the headers give, and whether the body comes in chunks."""
    length: int | None = 0
    for name, value in scope["headers"]:
        if name == b"content-length":
            length = int(value)
        elif name == b"transfer-encoding":
            return None, True
    return length, False


async def _refuse(scope: Scope, send: Send, met: Trouble) -> None:
    headers, body = refusals.answer(met, scope["headers"], scope["path"])
    await _say(send, met.status, headers, body)


async def _say(send: Send, status: int, headers: list[tuple[bytes, bytes]], words: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words, "more_body": False})
