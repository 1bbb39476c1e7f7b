"""A lost machine: the backup is put back elsewhere, agrees byte for byte, and the service goes on from there."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from faults.service import Service, database, prepared
from testamur.plumbing.postgres.server import EmbeddedPostgres

pytestmark = pytest.mark.requirement("XC-02")

EMPTY_IN_A_BACKUP = {"django_session", "usersessions_usersession", "plumbing_cache"}
_TABLES = "select table_name from information_schema.tables where table_schema = 'public' order by table_name"
_NUMBERS = (
    "select sequencename, last_value from pg_sequences where schemaname = 'public' order by sequencename"
)
_RULES = """
select 'trigger', tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal
 union all select 'constraint', conrelid::regclass::text, conname from pg_constraint
 union all select 'index', tablename, indexname from pg_indexes where schemaname = 'public'
 order by 1, 2, 3
"""


@dataclass(frozen=True)
class BackedUp:
    service: Service
    backup: Path
    keys: Path
    old: str


def held(service: Service) -> dict[str, Any]:
    """Every row of every table, the numbers given so far, and what the database holds its rows to."""
    found: dict[str, Any] = {"numbers": service.ask(_NUMBERS), "rules": service.ask(_RULES)}
    for (table,) in service.ask(_TABLES):
        if table not in EMPTY_IN_A_BACKUP:
            found[table] = service.ask(f'select held::text from "{table}" as held order by 1')
    return found


def files(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def backed_up(server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BackedUp]:
    """A service with a past, backed up, with the key kept apart."""
    home = tmp_path_factory.mktemp("years")
    with prepared(server, "years", home) as ready, Service(server.url(ready.name), home) as service:
        service.ask(
            "insert into django_session (session_key, session_data, expire_date) values ('k', '', now())"
        )
        service.ask(
            "insert into usersessions_usersession"
            " (user_id, session_key, ip, user_agent, data, created_at, last_seen_at)"
            " select id, 'k', '127.0.0.1', '', '{}', now(), now() from access_user limit 1"
        )
        backup, keys = home / "backup", home / "apart" / "keys"
        answer = service.command("backup", str(backup), "--keys", str(keys))
        assert answer.returncode == 0, answer.stderr
        yield BackedUp(service, backup, keys, str(ready.facts["old"]))


@pytest.fixture
def elsewhere(server: EmbeddedPostgres, tmp_path: Path) -> Iterator[Service]:
    """Another database and another home, with nothing in them."""
    with database(server, "elsewhere", template="template0") as url, Service(url, tmp_path) as service:
        yield service


def test_backup_restored_elsewhere_agrees_in_every_row_and_byte_and_the_service_goes_on(
    backed_up: BackedUp, elsewhere: Service
) -> None:
    answer = elsewhere.command("restore", str(backed_up.backup))
    assert answer.returncode == 0, answer.stderr
    there, here = held(backed_up.service), held(elsewhere)
    assert [name for name in there if there[name] != here.get(name)] == []
    assert len(here["batches_batch"]) == 5
    assert here["achievements_achievementevent"]
    stored = files(elsewhere.home / "var" / "files")
    assert stored == files(backed_up.service.home / "var" / "files")
    assert len(stored) > 10
    for table in EMPTY_IN_A_BACKUP:
        assert elsewhere.ask(f"select count(*) from {table}") == [(0,)]

    assert elsewhere.command("migrate", "--check").returncode == 0
    assert elsewhere.run("gone_on", backed_up.old) == {"further": {"created": 1}, "undone": 6}
    elsewhere.worker()
    waiting = elsewhere.one("select id from batches_batch where file_name = 'waiting.xml'")
    assert elsewhere.wait_for_end(waiting) == "done"


def test_backup_is_closed_to_others_and_has_neither_key_nor_log_in(backed_up: BackedUp) -> None:
    for place in (backed_up.backup, backed_up.keys):
        for path in (place, *place.rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    key = (backed_up.keys / "secret-key").read_text(encoding="utf-8").strip()
    assert key == "for tests alone"
    assert not any(key.encode() in content for content in files(backed_up.backup).values())
    manifest = json.loads((backed_up.backup / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"]["batches_batch"] == 5
    assert not EMPTY_IN_A_BACKUP & set(manifest["counts"])


def test_nothing_is_put_back_over_what_is_there_or_from_what_was_changed(
    backed_up: BackedUp, elsewhere: Service
) -> None:
    elsewhere.ask("create table somebodys (id integer)")
    answer = elsewhere.command("restore", str(backed_up.backup), "--replace")
    assert answer.returncode == 1
    assert "Someone else is connected" in answer.stderr
    elsewhere.hang_up()
    answer = elsewhere.command("restore", str(backed_up.backup))
    assert answer.returncode == 1
    assert "The database is not empty" in answer.stderr

    name = next(path for path in (backed_up.backup / "files").rglob("submitted"))
    content = name.read_bytes()
    name.write_bytes(content.replace(b"A", b"B", 1))
    try:
        answer = elsewhere.command("restore", str(backed_up.backup), "--replace")
    finally:
        name.write_bytes(content)
    assert answer.returncode == 1
    assert "is not what was backed up" in answer.stderr
    assert elsewhere.ask(_TABLES) == [("somebodys",)]
    assert not (elsewhere.home / "var" / "files").exists()
    elsewhere.hang_up()

    answer = elsewhere.command("restore", str(backed_up.backup), "--replace")
    assert answer.returncode == 0, answer.stderr
    assert held(elsewhere) == held(backed_up.service)


def test_database_that_cannot_be_put_back_leaves_what_was_there(
    backed_up: BackedUp, elsewhere: Service, tmp_path: Path
) -> None:
    """Its list of contents can be read and its manifest agrees; its rows break off."""
    assert elsewhere.command("restore", str(backed_up.backup)).returncode == 0
    before = held(elsewhere)
    elsewhere.hang_up()
    broken = tmp_path / "broken"
    shutil.copytree(backed_up.backup, broken)
    dump = broken / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-200])
    manifest = json.loads((broken / "manifest.json").read_text(encoding="utf-8"))
    content = dump.read_bytes()
    manifest["database"] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (broken / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    answer = elsewhere.command("restore", str(broken), "--replace")
    assert answer.returncode == 1
    assert "The database is as it was before." in answer.stderr
    assert "pg_restore failed" in answer.stderr
    assert held(elsewhere) == before
    elsewhere.hang_up()
    assert elsewhere.command("restore", str(backed_up.backup), "--replace").returncode == 0


def test_key_comes_back_from_where_it_was_kept(backed_up: BackedUp, elsewhere: Service) -> None:
    elsewhere.environment["TESTAMUR_SECRET_KEY"] = ""
    answer = elsewhere.command("restore", str(backed_up.backup), "--keys", str(backed_up.backup))
    assert "does not have the key of this backup" in answer.stderr
    answer = elsewhere.command("restore", str(backed_up.backup), "--keys", str(backed_up.keys))
    assert answer.returncode == 0, answer.stderr
    path = elsewhere.home / "var" / "secrets" / "secret-key"
    assert path.read_text(encoding="utf-8").strip() == "for tests alone"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
