"""Keys that an installation makes for itself, once, and keeps under `var/secrets` for its owner alone."""

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from testamur.plumbing import paths

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def get_or_create(name: str, *, make: Callable[[], str] | None = None) -> str:
    """The secret called `name` from `var/secrets/<name>`, made on first use.

    Two processes that ask for the first time at once are given the same value: the file is written
    aside and linked into place, and the one who comes second reads what the first one left.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"A secret's name is of small letters, digits, hyphens and underscores; {name!r} is not."
        )
    path = paths.var("secrets", name)
    with contextlib.suppress(FileNotFoundError):
        return _read(path)
    value = make() if make else secrets.token_urlsafe(48)
    create_private(path, value)
    return _read(path)


def create_private(path: Path, value: str) -> None:
    """Write `value` to a file that its owner alone can read, whole or not at all; an existing file stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{value}\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        os.unlink(temporary)


def _read(path: Path) -> str:
    value = path.read_text(encoding="utf-8").strip()
    if not value:
        raise RuntimeError(
            f"The secret in {path} is empty. Delete that file; the next start makes a new one."
        )
    return value
