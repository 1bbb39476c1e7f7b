"""Requests as no browser sends them, byte by byte."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass

PATIENCE = 60.0


@dataclass(frozen=True)
class Reply:
    status: int
    head: str
    body: str


class Wire:
    """A connection on which a test says every byte itself."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        """``source`` is the address from which this machine asks, one of those of its own."""
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE, (source, 0))

    def say(self, *lines: str, body: bytes = b"", end: bool = True) -> Wire:
        """The head of a request, and what follows it; without ``end`` the head is not finished."""
        head = "".join(f"{line}\r\n" for line in (lines[0], "Host: localhost", *lines[1:]))
        self.socket.sendall((head + ("\r\n" if end else "")).encode() + body)
        return self

    def post(self, path: str, *headers: str, body: bytes = b"") -> Wire:
        return self.say(f"POST {path} HTTP/1.1", *headers, body=body)

    def post_body(self, body: bytes) -> Wire:
        self.socket.sendall(body)
        return self

    def everything(self) -> bytes:
        """All that comes until the server closes the connection."""
        data = b""
        while piece := self.socket.recv(65536):
            data += piece
        return data

    def reply(self) -> Reply:
        """The next answer, whole."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        words = head.decode("latin-1")
        length = re.search(r"^content-length: *(\d+)", words, re.IGNORECASE | re.MULTILINE)
        assert length, words
        while len(body) < int(length[1]):
            body += self._more()
        return Reply(int(words.split()[1]), words, body.decode(errors="replace"))

    def is_held_open(self) -> bool:
        """Whether the server neither answered nor closed."""
        self.socket.setblocking(False)
        try:
            self.socket.recv(1)
        except BlockingIOError:
            return True
        finally:
            self.socket.settimeout(PATIENCE)
        return False

    def is_left(self) -> bool:
        """Wait until the server closes the connection, whatever it says before."""
        try:
            while self.socket.recv(65536):
                pass
        except ConnectionResetError:
            return True
        return True

    def close(self) -> None:
        self.socket.close()

    def _more(self) -> bytes:
        data = self.socket.recv(65536)
        assert data, "The server closed the connection without an answer."
        return data


def chunks(pieces: int, size: int = 64 * 1024) -> bytes:
    """A body in chunks, with its end."""
    return (b"%x\r\n" % size + b"x" * size + b"\r\n") * pieces + b"0\r\n\r\n"
