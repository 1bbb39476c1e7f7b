"""The directory of what is only passing through: bodies that are being read, answers that wait for their client.

A file here has no name while it is used (``TemporaryFile``), so that a killed process leaves nothing. What does need
a name, of a library that asks for one, is removed at the start of the web and by a job once it is old.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from testamur.plumbing import paths

OLD = 3600.0
"""Seconds after which nothing here is in use: every request has ended long before."""


def directory() -> Path:
    """``var/spool``, which nobody else may look into."""
    return paths.private("spool")


def prepare() -> None:
    """Have this process and its children write here whatever is temporary, and nobody else look at what is kept."""
    os.environ["TMPDIR"] = str(directory())
    clean()
    for name in ("mail", "secrets"):
        paths.private(name)


def file() -> IO[bytes]:
    """A file without a name, for as long as it is open."""
    return tempfile.TemporaryFile(dir=directory())


def clean(*, older_than: float = OLD) -> int:
    """Remove what was last written so many seconds ago; returns how many there were."""
    removed = 0
    for path in directory().iterdir():
        with suppress(FileNotFoundError):
            if time.time() - path.lstat().st_mtime < older_than:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
            removed += 1
    return removed
