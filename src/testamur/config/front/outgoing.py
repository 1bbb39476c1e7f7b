"""An answer on its way from the thread that makes it to the client, for whom the thread does not wait."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from typing import IO

from testamur.plumbing import spool

PIECE = 64 * 1024
IN_MEMORY = 1024 * 1024
"""Bytes that may wait in memory; more wait in the spool."""

Header = tuple[bytes, bytes]


class ClientGone(ConnectionError):
    """Raised in the thread that makes an answer which nobody takes any more."""


class Answer:
    """Status, headers and pieces. ``put`` and ``end`` are the thread's, ``begun`` and ``take`` the event loop's."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.status = 0
        self.headers: list[Header] = []
        self.failed = False
        self._loop = loop
        self._changed = asyncio.Event()
        self._lock = threading.Lock()
        self._pieces: deque[bytes] = deque()
        self._waiting = 0
        self._file: IO[bytes] | None = None
        self._read = self._written = 0
        self._told = self._ended = self._gone = False

    # --- in the thread

    def put(self, piece: bytes) -> None:
        """Add a piece; it never waits. Raises :class:`ClientGone`, and ``OSError`` where the spool is full."""
        with self._lock:
            if self._gone:
                raise ClientGone
            if self._written > self._read or self._waiting > IN_MEMORY:
                self._spool(piece)
            else:
                self._pieces.append(piece)
                self._waiting += len(piece)
            tell = not self._told and self._waiting >= PIECE
            self._told |= tell
        if tell:
            self._tell()

    def end(self, *, failed: bool = False) -> None:
        """Nothing follows. ``failed``: something should have. The end of the thread's work tells it (``over``)."""
        with self._lock:
            self.failed = failed
            self._ended = True

    def _tell(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._changed.set)
        except RuntimeError as error:  # the loop is closed: this process ends
            raise ClientGone from error

    def _spool(self, piece: bytes) -> None:
        if self._file is None:
            self._file = spool.file()
        self._file.seek(self._written)
        self._file.write(piece)
        self._written += len(piece)

    # --- in the event loop

    def over(self, done: object) -> None:
        """The thread has done its work."""
        self._changed.set()

    async def pieces_begun(self) -> None:
        """Wait until there is something worth sending, or all of it."""
        await self._changed.wait()

    def whole_size(self) -> int | None:
        """How long the answer is, once it has been made to its end."""
        with self._lock:
            return self._waiting + self._written - self._read if self._ended else None

    async def wait_for_end(self) -> None:
        while self.whole_size() is None:
            self._changed.clear()
            with self._lock:
                self._told = True  # only the end is of interest
            if self.whole_size() is None:
                await self._changed.wait()

    async def take(self) -> bytes | None:
        """What is there to send now; ``None`` after the last."""
        while True:
            with self._lock:
                if (piece := self._next()) is not None:
                    return piece
                if self._ended:
                    return None
                self._changed.clear()
                self._told = False
            await self._changed.wait()

    def _next(self) -> bytes | None:
        if self._pieces:
            taken = b"".join(self._pieces)
            self._pieces.clear()
            self._waiting = 0
            return taken
        if self._file is not None and self._read < self._written:
            self._file.seek(self._read)
            taken = self._file.read(PIECE)
            self._read += len(taken)
            if self._read == self._written:
                self._file.seek(0)
                self._file.truncate()
                self._read = self._written = 0
            return taken
        return None

    def leave(self) -> None:
        """Nobody takes the rest."""
        with self._lock:
            self._gone = True
            self._pieces.clear()
            if self._file is not None:
                self._file.close()
                self._file, self._read, self._written = None, 0, 0
