"""Where the processes of one `testamur web` count what `/metrics` adds up: files that a full disk cannot spoil.

prometheus_client maps files with holes into memory, and writing into a hole while the disk is full ends a process by
SIGBUS, again and again. So the room is reserved before a process counts; where there is none, it counts by itself.
"""

from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path

import psutil

from testamur.plumbing import paths

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
KINDS = ("counter", "histogram")
ROOM = 4 * 1024 * 1024
"""Bytes for a kind of figure: all addresses with all their methods and answers take less than half."""


def directory() -> Path:
    """A directory for the processes that this one will start; what was left by others that are gone is removed."""
    above = paths.private("metrics")
    for other in above.iterdir():
        if not other.name.isdigit() or not psutil.pid_exists(int(other.name)):
            shutil.rmtree(other, ignore_errors=True)
    return paths.private("metrics", str(os.getpid()))


def reserve(where: Path) -> bool:
    """Make the files of this process, with all the room they will need; ``False`` where there is none."""
    made = [where / f"{kind}_{os.getpid()}.db" for kind in KINDS]
    try:
        for path in made:
            with path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, ROOM)
    except OSError:
        for path in made:
            path.unlink(missing_ok=True)
        return False
    return True


def give_back(where: Path, process: int) -> None:
    """A process has ended: its figures stay, the room that it has not used does not."""
    for kind in KINDS:
        path = where / f"{kind}_{process}.db"
        if path.exists():
            with path.open("r+b") as file:
                (used,) = struct.unpack("i", file.read(4))
                file.truncate(max(used, 8))
