"""A backup is put back only if every byte of it is what was backed up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from testamur.commands import archive
from testamur.commands.archive import Kept, Manifest, NotWhole


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    (tmp_path / "files" / "batches").mkdir(parents=True)
    (tmp_path / "files" / "batches" / "submitted").write_bytes(b"what was sent")
    (tmp_path / "database.dump").write_bytes(b"rows")
    manifest = Manifest(
        made_at="2026-11-26T08:00:00+00:00",
        version="1",
        postgresql=18,
        migrations=["batches.0001_initial"],
        counts={"batches_batch": 1},
        key="k",
        database=archive.measure(tmp_path / "database.dump"),
        files={"batches/submitted": archive.measure(tmp_path / "files" / "batches" / "submitted")},
    )
    manifest.write(tmp_path)
    return tmp_path


def said(backup: Path, **changes: object) -> None:
    path = backup / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def test_manifest_says_what_was_written(backup: Path) -> None:
    manifest = archive.read(backup)
    assert manifest.database == Kept(4, hashlib.sha256(b"rows").hexdigest())
    assert (manifest.counts, list(manifest.files)) == ({"batches_batch": 1}, ["batches/submitted"])


def link(backup: Path) -> None:
    (backup / "database.dump").rename(backup / "elsewhere")
    (backup / "database.dump").symlink_to(backup / "elsewhere")


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (lambda b: (b / "manifest.json").unlink(), "is no backup, or not a whole one"),
    "no JSON": (lambda b: (b / "manifest.json").write_text("{"), "cannot be read"),
    "a list": (lambda b: (b / "manifest.json").write_text("[]"), "format that this version does not know"),
    "another format": (lambda b: said(b, format=2), "format that this version does not know"),
    "something unknown": (lambda b: said(b, more=1), "does not say all that it should"),
    "no sizes": (lambda b: said(b, database={}), "does not say all that it should"),
    "no dump": (lambda b: (b / "database.dump").unlink(), "database.dump is missing"),
    "a link": (link, "database.dump is missing"),
    "another dump": (lambda b: (b / "database.dump").write_bytes(b"ROWS"), "database.dump is not what was"),
    "a shorter file": (
        lambda b: (b / "files/batches/submitted").write_bytes(b"what"),
        "submitted is not what was",
    ),
    "no file": (lambda b: (b / "files/batches/submitted").unlink(), "submitted is missing"),
    "a way out": (lambda b: said(b, files={"../x": {"size": 1, "sha256": ""}}), "outside of the backup"),
    "from the root": (
        lambda b: said(b, files={"/etc/x": {"size": 1, "sha256": ""}}),
        "outside of the backup",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_backup_that_is_not_whole_is_refused_with_what_is_wrong(backup: Path, what: str) -> None:
    spoil, sentence = WRONG[what]
    spoil(backup)
    with pytest.raises(NotWhole, match=sentence):
        archive.read(backup)
