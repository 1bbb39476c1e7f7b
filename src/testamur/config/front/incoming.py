"""A body as it is read: counted against the limit of its address, held to a deadline, kept in memory or spooled."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import IO, Any

from testamur.plumbing import spool

Receive = Callable[[], Awaitable[dict[str, Any]]]

IN_MEMORY = 128 * 1024
"""Bytes of a body that are kept in memory; a larger one is written in pieces of this size."""
DRAINED_BYTES, DRAINED_SECONDS = 64 * 1024 * 1024, 10.0
"""How much of a refused body is still read, and for how long: most programs read an answer once they have sent all."""


class Verdict(Enum):
    WHOLE = auto()
    TOO_LARGE = auto()
    TOO_SLOW = auto()
    GONE = auto()
    NO_ROOM = auto()


@dataclass(slots=True)
class Body:
    """What came of reading: all of it in ``file``, or why not. ``size`` counts what was read."""

    verdict: Verdict
    size: int
    file: IO[bytes]


@dataclass(frozen=True, slots=True)
class Pace:
    """How slowly a body may come: ``seconds`` for any, more for what has come at this rate; no long silence."""

    seconds: float
    bytes_per_second: int
    silence: float

    def deadline(self, began: float, now: float, size: int) -> float:
        return min(began + self.seconds + size / self.bytes_per_second, now + self.silence)


def empty(verdict: Verdict = Verdict.WHOLE, size: int = 0) -> Body:
    return Body(verdict, size, io.BytesIO())


class _Kept:
    """The pieces so far, in memory while they are few. The disk is written beside the event loop."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._pending = 0
        self._file: IO[bytes] | None = None

    async def add(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._pending += len(piece)
        if self._pending > IN_MEMORY:
            await asyncio.to_thread(self._write)

    async def whole(self) -> IO[bytes]:
        if self._file is None:
            return io.BytesIO(b"".join(self._pieces))
        await asyncio.to_thread(self._write)
        self._file.seek(0)
        return self._file

    def drop(self) -> None:
        self._pieces.clear()
        if self._file is not None:
            self._file.close()

    def _write(self) -> None:
        if self._file is None:
            self._file = spool.file()
        self._file.write(b"".join(self._pieces))
        self._file.flush()
        self._pieces.clear()
        self._pending = 0


async def read(receive: Receive, limit: int, pace: Pace) -> Body:
    """The whole body, or why there is none; no more than ``limit`` bytes of it are ever kept."""
    kept, size, verdict = _Kept(), 0, Verdict.WHOLE
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        more = True
        while more:
            async with asyncio.timeout_at(pace.deadline(began, loop.time(), size)):
                message = await receive()
            if message["type"] == "http.disconnect":
                verdict = Verdict.GONE
                break
            piece, more = message["body"], message["more_body"]
            size += len(piece)
            if size > limit:
                verdict = Verdict.TOO_LARGE
                break
            if piece:
                await kept.add(piece)
        else:
            return Body(verdict, size, await kept.whole())
    except TimeoutError:
        verdict = Verdict.TOO_SLOW
    except OSError:
        verdict = Verdict.NO_ROOM
    kept.drop()
    return empty(verdict, size)


async def drain(receive: Receive) -> None:
    """Read on what nobody wants, within bounds, so that the answer is not lost on the way to who still sends."""
    size = 0
    try:
        async with asyncio.timeout(DRAINED_SECONDS):
            while size < DRAINED_BYTES:
                message = await receive()
                if message["type"] == "http.disconnect" or not message["more_body"]:
                    return
                size += len(message["body"])
    except TimeoutError:
        return
