"""ClamAV's daemon for tests: one that speaks its protocol and knows EICAR alone, and Debian's own if there is one."""

from __future__ import annotations

import shutil
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-" + b"STANDARD-" + b"ANTIVIRUS-" + rb"TEST-FILE!$H+H*"
"""The file by which scanners are tested. Put together here, so that no scanner finds it in a file of ours."""

_DAEMON = """
LocalSocket {socket}
DatabaseDirectory {database}
Foreground yes
LogFile {log}
User {user}
"""


class _Conversation(socketserver.StreamRequestHandler):
    """zINSTREAM, blocks with their lengths, and an answer that ends with NUL."""

    def handle(self) -> None:
        if self.rfile.read(len(b"zINSTREAM\0")) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(length)
            if len(content) > self.server.longest:  # type: ignore[attr-defined]
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def pretended(path: Path, *, longest: int = 1 << 25) -> Iterator[str]:
    """The address of a daemon that knows EICAR, and takes no more than ``longest`` bytes."""
    with _Server(str(path), _Conversation) as server:
        server.longest = longest  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield str(path)
        finally:
            server.shutdown()
            thread.join()


def is_installed() -> bool:
    return shutil.which("clamd") is not None


@contextmanager
def real(folder: Path) -> Iterator[str]:
    """The address of Debian's clamd with one signature, of EICAR, so that no download is needed."""
    database, path = folder / "database", folder / "clamd.sock"
    database.mkdir()
    (database / "eicar.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n", encoding="ascii")
    said = {"socket": path, "database": database, "log": folder / "clamd.log", "user": folder.owner()}
    (folder / "clamd.conf").write_text(_DAEMON.format_map(said), encoding="utf-8")
    command = ["clamd", f"--config-file={folder / 'clamd.conf'}"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not path.exists():
            assert running.poll() is None, (folder / "clamd.log").read_text(encoding="utf-8")
            time.sleep(0.05)
        yield str(path)
    finally:
        running.terminate()
        running.wait(30)
