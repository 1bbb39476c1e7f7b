"""The embedded server's places, settings and sentences; no server is started here."""

import os
import stat
import subprocess
from pathlib import Path

import environ
import psycopg
import pytest

from testamur.plumbing.postgres import chosen, place, server
from testamur.plumbing.postgres.place import PostgresError
from testamur.plumbing.postgres.server import EmbeddedPostgres


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    base = tmp_path / "state"
    monkeypatch.setenv("TESTAMUR_STATE", str(base))
    monkeypatch.setenv("TESTAMUR_HOME", str(tmp_path / "checkout"))
    return base


def test_binaries_are_those_of_the_wheel() -> None:
    found = place.directory()
    assert {"initdb", "pg_ctl", "postgres"} <= {path.name for path in found.iterdir()}
    assert int(place.major_version(found)) >= 15


def test_binaries_not_installed_are_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "PACKAGE", "no_such_package")
    with pytest.raises(PostgresError, match="make setup"):
        place.directory()


def test_binaries_out_of_reach_are_copied_once_a_version_and_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = place.directory()
    monkeypatch.setattr(place, "_can_run", lambda folder, owner: folder != installed)
    owner = place.Account("someone", 12345, 12345)

    copy = place.directory_for(owner, tmp_path)
    marker = copy / "marker"
    marker.touch()

    assert copy.is_relative_to(tmp_path)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o755
    assert (
        "initdb" in subprocess.run([copy / "initdb", "-V"], capture_output=True, text=True, check=True).stdout
    )
    assert place.directory_for(owner, tmp_path) == copy
    assert marker.exists()


def test_place_of_another_checkout_or_name_is_another(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = {place.find("run").state, place.find("test").state}
    monkeypatch.setenv("TESTAMUR_HOME", "/somewhere/else")
    assert len(places | {place.find("run").state}) == 3


@pytest.mark.parametrize("folder", ["x" * 120, "one, two"])
def test_socket_that_no_address_could_name_lies_in_tmp(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESTAMUR_STATE", str(tmp_path / folder))
    found = place.find("run")
    assert found.socket.parent == Path("/tmp")
    assert len(os.fsencode(found.socket / place.SOCKET_NAME)) <= place.LONGEST_SOCKET_PATH
    assert found.data.is_relative_to(tmp_path)


def test_prepare_makes_closed_directories_and_leaves_those_above_as_they_were(state: Path) -> None:
    state.parent.chmod(0o700)
    found = place.find("run")
    place.prepare(found, None)
    try:
        modes = {
            path: stat.S_IMODE(path.stat().st_mode)
            for path in (found.state, found.socket, found.log_directory)
        }
        assert set(modes.values()) == {0o700}
        assert stat.S_IMODE(state.parent.stat().st_mode) == 0o700
    finally:
        found.socket.rmdir()


def test_prepare_refuses_a_socket_directory_that_is_open_to_others(state: Path) -> None:
    found = place.find("run")
    found.socket.mkdir(parents=True)
    found.socket.chmod(0o755)
    try:
        with pytest.raises(PostgresError, match="not closed to other users"):
            place.prepare(found, None)
    finally:
        found.socket.rmdir()


def test_prepare_in_a_place_that_cannot_be_made_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TESTAMUR_STATE", str(tmp_path / "file" / "state"))
    with pytest.raises(PostgresError, match="TESTAMUR_STATE"):
        place.prepare(place.find("run"), None)


def test_account_of_root_is_an_unprivileged_one(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    account = place.account(place.find("run"))
    assert account is not None
    assert account.uid != 0


def test_account_of_anyone_else_is_their_own(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert place.account(place.find("run")) is None


def test_account_on_a_machine_without_service_users_is_refused(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(place, "SERVICE_USERS", ("no-such-user",))
    with pytest.raises(PostgresError, match="does not run as root"):
        place.account(place.find("run"))


def test_settings_quote_a_place_with_spaces_and_quotes() -> None:
    odd = place.Place(state=Path("/a b/o'clock"), socket=Path("/a b/o'clock/socket"))
    text = place.render(odd, durable=True, parallel=True)
    assert """unix_socket_directories = '"/a b/o''clock/socket"'""" in text
    assert "listen_addresses = ''" in text
    assert "fsync" not in text


def test_settings_of_a_test_server_trade_safety_from_power_loss_only() -> None:
    found = place.Place(state=Path("/s"), socket=Path("/s/socket"))
    text = place.render(found, durable=False, parallel=False)
    assert "fsync = 'off'" in text
    assert "synchronous_commit = 'on'" in text
    assert "max_parallel_workers = '0'" in text


def test_url_is_read_alike_by_libpq_and_django(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESTAMUR_STATE", str(tmp_path / "Some Where"))
    one = EmbeddedPostgres("run")
    url = one.url("the-database")
    for_libpq = psycopg.conninfo.conninfo_to_dict(url)
    for_django = environ.Env.db_url_config(url)
    password = one.place.password.read_text(encoding="utf-8").strip()
    assert for_libpq == {
        "user": "testamur",
        "password": password,
        "dbname": "the-database",
        "host": str(one.place.socket),
    }
    assert for_django["OPTIONS"] == {"host": str(one.place.socket)}
    assert (for_django["NAME"], for_django["USER"]) == ("the-database", "testamur")
    assert (for_django["PASSWORD"], for_django["HOST"]) == (password, "")
    one.destroy()


def test_password_is_for_its_owner_alone(state: Path) -> None:
    one = EmbeddedPostgres("run")
    one.url()
    assert stat.S_IMODE(one.place.password.stat().st_mode) == 0o600
    one.destroy()


def test_failure_is_explained_by_the_gravest_line() -> None:
    words = "starting\nFATAL:  could not write: No space left on device\npg_ctl: see the log\n"
    told = server._explain("pg_ctl", words, Path("/x.log"))
    assert "could not write" in told
    assert "make room" in told
    assert "/x.log" in told


def test_database_that_does_not_answer_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PostgresError) as told:
        chosen._check_given("postgresql://me:geheim@127.0.0.1:1/none")
    assert "127.0.0.1" in str(told.value)
    assert "geheim" not in str(told.value)


def test_address_that_is_none_is_said_to_be_none() -> None:
    with pytest.raises(PostgresError, match="not an address"):
        chosen._check_given("postgresql://a b c=?")
