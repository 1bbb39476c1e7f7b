"""A connection: uvicorn's, with bounds on the head of a request, on silence, and on who does not take an answer."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from testamur.config.front import refusals
from testamur.config.front.crowd import Crowd
from testamur.plumbing.trouble import Trouble

HEAD_BYTES = 32 * 1024
HEADERS = 100


class HeadTooLarge(Exception):
    """Raised inside the parser, which ends with it."""


class FrontProtocol(HttpToolsProtocol):
    """Deadlines and bounds are class attributes, which the worker sets once it knows the settings."""

    head_seconds = 10.0
    stall_seconds = 30.0
    most_connections = 1000
    crowd = Crowd(100, [])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._in_head = True
        self._head_bytes = 0
        self._heads = 0
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None
        self._too_large = False
        self._peer: str | None = None
        self.url = b""
        self.headers: list[tuple[bytes, bytes]] = []

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        peer = self.client[0] if self.client else ""
        if len(self.connections) > self.most_connections or not self.crowd.enter(peer):
            transport.close()
            return
        self._peer = peer
        self._start_head_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_timers()
        if self._peer is not None:
            self.crowd.leave(self._peer)
            self._peer = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if all_head := self._in_head:
            self._start_head_timer()
        heads = self._heads
        super().data_received(data)
        if all_head and self._in_head and heads == self._heads and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(refusals.HEAD_TOO_LARGE)

    def on_message_begin(self) -> None:
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > HEAD_BYTES or len(self.headers) > HEADERS:
            self._too_large = True
            raise HeadTooLarge
        self._in_head = False
        self._head_bytes = 0
        self._heads += 1
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(refusals.HEAD_TOO_LARGE if self._too_large else refusals.NOT_READABLE)

    def pause_writing(self) -> None:
        """The client takes the answer more slowly than it comes; one that takes none of it is left."""
        super().pause_writing()
        self._stall_timer = self.loop.call_later(self.stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None
        super().resume_writing()

    def _start_head_timer(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.head_seconds, self._head_is_late)

    def _head_is_late(self) -> None:
        self._head_timer = None
        if self._head_bytes:
            self._refuse(refusals.HEAD_TOO_SLOW)
        else:
            self.transport.close()

    def _cancel_timers(self) -> None:
        for timer in (self._head_timer, self._stall_timer):
            if timer is not None:
                timer.cancel()
        self._head_timer = self._stall_timer = None

    def _refuse(self, met: Trouble) -> None:
        """Answer with what is known of the request so far: perhaps its address and some of its headers."""
        if self.transport.is_closing():
            return
        path = unquote(self.url.partition(b"?")[0].decode("latin-1")) or None
        headers, body = refusals.answer(met, self.headers, path)
        lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        self.transport.write(STATUS_LINE[met.status] + lines + b"\r\n" + body)
        self.transport.close()
