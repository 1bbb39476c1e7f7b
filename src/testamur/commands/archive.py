"""What lies in the directory of a backup, and whether it is still what was put there.

    database.dump     the database, in the custom format of pg_dump
    files/            the file storage, by the names that the ledger gives its files
    manifest.json     written last: version, migrations, counts, and the size and SHA-256 of everything above

Keys are never in it. They are kept apart, so that whoever gets hold of the one has not got the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

FORMAT = 1
DUMP = "database.dump"
FILES = "files"
MANIFEST = "manifest.json"
KEY = "secret-key"


class NotWhole(Exception):
    """A backup that cannot be trusted; the message says why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of the backup."""

    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What a backup holds. ``key`` tells whether a key is the one that was in use, and not what it is."""

    made_at: str
    version: str
    postgresql: int
    migrations: list[str]
    counts: dict[str, int]
    key: str
    database: Kept
    files: dict[str, Kept] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, directory: Path) -> None:
        text = json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False)
        (directory / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def measure(path: Path) -> Kept:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Kept(file.tell(), digest.hexdigest())


def read(directory: Path) -> Manifest:
    """The manifest of a backup of which every byte is as it was written; :class:`NotWhole` otherwise."""
    try:
        said = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotWhole(
            f"There is no {MANIFEST} in {directory}: it is no backup, or not a whole one."
        ) from error
    except ValueError as error:
        raise NotWhole(f"{MANIFEST} cannot be read.") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise NotWhole(f"{MANIFEST} is of a format that this version does not know.")
    try:
        manifest = Manifest(**said)
        manifest.database = Kept(**said["database"])
        manifest.files = {name: Kept(**kept) for name, kept in said["files"].items()}
    except (TypeError, KeyError, AttributeError) as error:
        raise NotWhole(f"{MANIFEST} does not say all that it should.") from error
    for problem in _problems(directory, manifest):
        raise NotWhole(problem)
    return manifest


def _problems(directory: Path, manifest: Manifest) -> Iterator[str]:
    """The first of these is enough: nothing is put back from a backup of which a part is missing or changed."""
    expected: dict[str, Any] = {DUMP: manifest.database}
    for name, kept in manifest.files.items():
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            yield f"{MANIFEST} names {name}, which is outside of the backup."
        expected[f"{FILES}/{name}"] = kept
    for name, kept in expected.items():
        path = directory / name
        if not path.is_file() or path.is_symlink():
            yield f"{name} is missing from the backup."
        elif measure(path) != kept:
            yield f"{name} is not what was backed up: its size or its SHA-256 differs."
