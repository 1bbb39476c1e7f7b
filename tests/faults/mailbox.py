"""A mail server for tests, on this machine only, and the lack of one."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes


@contextmanager
def nobody_there() -> Iterator[int]:
    """A port at which every connection is refused, and that nobody else can take meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@contextmanager
def mail_server() -> Iterator[tuple[int, Counter[str]]]:
    """A mail server: its port, and what was handed over, counted by its Message-ID."""
    received: Counter[str] = Counter()
    lock = threading.Lock()

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say(220)
            while line := self.rfile.readline():
                word = line[:4].upper().strip()
                if word == b"QUIT":
                    return self._say(221)
                if word == b"DATA":
                    self._say(354)
                    self._take()
                self._say(250)
            return None

        def _take(self) -> None:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            time.sleep(0.02)  # long enough for a second worker to come along
            with lock:
                received[str(message_from_bytes(b"".join(lines))["Message-ID"])] += 1

        def _say(self, number: int) -> None:
            self.wfile.write(b"%d so be it\r\n" % number)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Conversation) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1], received
        finally:
            server.shutdown()
