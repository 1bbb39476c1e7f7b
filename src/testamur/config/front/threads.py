"""The threads that answer: they stay, so that each keeps its connection to the database; and Django in one of them."""

from __future__ import annotations

import asyncio
import errno
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any
from urllib.parse import unquote_to_bytes

import structlog

from testamur.config.front.outgoing import Answer, ClientGone

log = structlog.get_logger(__name__)

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

WAITING = 200
"""Requests of a process that may wait for a thread; more are told to come back."""
SECONDS_TO_WAIT = 30.0


class Busy(Exception):
    """There is no thread for this request, nor will there be one soon."""


class NoRoom:
    """What is read instead of a body for which the spool had no room."""

    def read(self, size: int = -1) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    readline = read


class Threads:
    """So many threads, and a line of requests before them."""

    def __init__(self, number: int) -> None:
        self._executor = ThreadPoolExecutor(number, thread_name_prefix="answers")
        self._free = asyncio.Semaphore(number)
        self._number = number
        self._waiting = 0
        self._running: dict[asyncio.Future[None], float] = {}

    async def take(self) -> None:
        """Wait for a thread. Raises :class:`Busy`."""
        if not self._free.locked():
            await self._free.acquire()
            return
        if self._waiting >= WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with asyncio.timeout(SECONDS_TO_WAIT):
                await self._free.acquire()
        except TimeoutError:
            raise Busy from None
        finally:
            self._waiting -= 1

    def run(self, work: Callable[[], None]) -> asyncio.Future[None]:
        """Do this in the thread that was taken, which is free again once it is done."""
        future = asyncio.get_running_loop().run_in_executor(self._executor, work)
        self._running[future] = time.monotonic()
        future.add_done_callback(self._done)
        return future

    def _done(self, work: asyncio.Future[None]) -> None:
        del self._running[work]
        self._free.release()

    def stuck_for(self) -> float:
        """For how many seconds every thread has been at one and the same request; 0 if one is free."""
        if len(self._running) < self._number:
            return 0.0
        return time.monotonic() - max(self._running.values())


def environ_of(scope: dict[str, Any], body: IO[bytes] | NoRoom, size: int | None) -> Environ:
    """The request as WSGI has it. ``size`` is that of its body; ``None`` leaves what the headers say of it.

    A header with an underscore is left out: Django could not tell it from the one with a hyphen that a proxy sets.
    """
    server, client = scope.get("server") or ("", 0), scope.get("client")
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": client[0] if client else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text = value.decode("latin-1")
        joined = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joined}{text}" if key in environ else text
    if size is not None:
        environ["CONTENT_LENGTH"] = str(size)
        environ.pop("HTTP_TRANSFER_ENCODING", None)  # it has been put together
    return environ


def answer_in_thread(application: Application, environ: Environ, answer: Answer) -> None:
    """Have Django answer, in this thread, from the first statement to the last piece."""

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        answer.status = int(status[:3])
        answer.headers = [
            (name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers
        ]
        return answer.put

    failed, pieces = True, None
    try:
        pieces = application(environ, start_response)
        for piece in pieces:
            if piece:
                answer.put(piece)
        failed = False
    except ClientGone:
        pass
    except Exception:
        log.exception("answer.failed")
    finally:
        _close(pieces)
        answer.end(failed=failed)


def _close(pieces: Iterable[bytes] | None) -> None:
    """Let Django tidy up after its answer."""
    try:
        if close := getattr(pieces, "close", None):
            close()
    except Exception:
        log.exception("answer.not_closed")
