"""No room for files or in the database: nothing is claimed that is not so, and it goes on when there is room again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faults.disk import full
from faults.outcome import outcome_files
from faults.service import Prepared


@pytest.mark.requirement("XC-02")
def test_disk_full_leaves_nothing_half_done_and_the_batch_ends_when_there_is_room(
    small: Prepared, tmp_path: Path
) -> None:
    batch = small.facts["batch"]
    stored = tmp_path / "var" / "files"
    storage = {
        "TESTAMUR_FILE_STORAGE": "faults.storage.FullDisk",
        "TESTAMUR_FILE_STORAGE_OPTIONS": json.dumps({"location": str(stored), "allow_overwrite": True}),
    }
    with small.copy("full", tmp_path, **storage) as service:
        (stored / "full").touch()
        service.worker()
        service.wait_for("select attempts > 0 from batches_batch where id = %(batch)s", batch=batch)
        told = service.ask("select state, last_error, reports, ended_at, effects from batches_batch")
        assert told == [("applied", "OSError", {}, None, {"created": 20})]
        assert service.one("select count(*) from notices_notice") == 0
        lying = [
            path.name for path in (stored / "batches" / small.facts["uuid"]).rglob("*") if path.is_file()
        ]
        assert lying == ["submitted"]

        (stored / "full").unlink()
        assert service.wait_for_end(batch) == "done"
        service.wait_for_quiet()
        assert service.ask("select attempts, last_error from batches_batch") == [(0, "")]
        assert set(outcome_files(service, batch)) == {
            "job-result.json",
            "small-outcome.xml",
            "small-findings.csv",
        }
        assert service.ask("select count(*), count(sent_at) from notices_notice") == [(1, 1)]


@pytest.mark.requirement("XC-02")
@pytest.mark.parametrize(
    ("table", "state"),
    [
        ("batches_batchrow", "received"),
        ("achievements_achievement", "staged"),
        ("notices_notice", "applied"),
    ],
)
def test_database_without_room_leaves_nothing_half_done_and_the_batch_ends_when_there_is_room(
    small: Prepared, tmp_path: Path, table: str, state: str
) -> None:
    batch = small.facts["batch"]
    with small.copy(f"full_{table}", tmp_path) as service:
        before = service.one("select count(*) from achievements_achievement")
        with full(service, table):
            worker = service.worker()
            service.wait_for("select attempts > 0 from batches_batch where id = %(batch)s", batch=batch)
            ((held, error, ended),) = service.ask("select state, last_error, ended_at from batches_batch")
            assert (held, ended) == (state, None)
            assert error in ("DiskFull", "OperationalError")
            assert service.one("select count(*) from notices_notice") == 0
            written = service.one("select count(*) from achievements_achievement") - before
            assert written == (20 if state == "applied" else 0)
            assert worker.process.poll() is None
        assert service.wait_for_end(batch) == "done"
        service.wait_for_quiet()
        assert service.ask("select attempts, last_error, effects from batches_batch") == [
            (0, "", {"created": 20})
        ]
        assert service.one("select count(*) from achievements_achievement") == before + 20
        assert service.ask("select count(*), count(sent_at) from notices_notice") == [(1, 1)]
