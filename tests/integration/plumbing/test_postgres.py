"""The embedded server itself: started, shared, killed, brought back and stopped, as root and as anyone."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from testamur.plumbing.postgres.place import PostgresError
from testamur.plumbing.postgres.server import EmbeddedPostgres

START_AND_WAIT = """
import sys, time
from testamur.plumbing.postgres.server import EmbeddedPostgres
print(EmbeddedPostgres("test").start(), flush=True)
time.sleep(120)
"""


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place of the test's own, with a space in it, that the server's user can reach when root runs this."""
    above = Path(tempfile.mkdtemp(prefix="t ", dir="/tmp"))
    above.chmod(0o755)
    monkeypatch.setenv("TESTAMUR_STATE", str(above / "s"))
    monkeypatch.setenv("TESTAMUR_HOME", str(above / "check out"))
    yield above
    EmbeddedPostgres("test").destroy()
    shutil.rmtree(above)


def _ask(one: EmbeddedPostgres, query: str) -> object:
    with psycopg.connect(one.url("postgres"), autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchone()[0] if cursor.description else None


def _postmaster(one: EmbeddedPostgres) -> int:
    return int((one.place.data / "postmaster.pid").read_text().split()[0])


def _user() -> "subprocess.Popen[str]":
    """Another process that starts the server and goes on using it."""
    return subprocess.Popen([sys.executable, "-c", START_AND_WAIT], stdout=subprocess.PIPE, text=True)


def test_server_is_made_started_and_stopped() -> None:
    one = EmbeddedPostgres("test")
    assert not one.is_running()
    assert one.start() is True
    assert one.is_running()
    assert _ask(one, "show listen_addresses") == ""
    assert _ask(one, "show server_encoding") == "UTF8"
    assert _ask(one, "select datlocale from pg_database where datname = 'postgres'") == "C.UTF-8"
    assert one.create_database('it\'s "mine"') is True
    assert one.create_database('it\'s "mine"') is False
    assert one.stop() is True
    assert not one.is_running()


def test_server_in_use_by_another_is_left_running_until_the_last_leaves() -> None:
    first, second = EmbeddedPostgres("test"), EmbeddedPostgres("test")
    assert first.start() is True
    assert second.start() is False
    assert first.stop() is False
    assert second.is_running()
    assert second.stop() is True


def test_server_started_by_hand_stays_until_it_is_stopped_by_hand() -> None:
    command = [sys.executable, "-m", "testamur.plumbing.postgres"]
    subprocess.run([*command, "start", "--name", "test"], check=True, stdout=subprocess.PIPE)
    one = EmbeddedPostgres("test")
    assert one.start() is False
    assert one.stop() is False
    assert one.is_running()
    stopped = subprocess.run(
        [*command, "stop", "--name", "test"], check=True, stdout=subprocess.PIPE, text=True
    )
    assert stopped.stdout == "stopped\n"
    assert not one.is_running()


def test_two_that_start_at_once_start_it_once() -> None:
    users = [_user(), _user()]
    try:
        said = sorted(user.stdout.readline() for user in users if user.stdout)
        assert said == ["False\n", "True\n"]
        assert EmbeddedPostgres("test").is_running()
    finally:
        for user in users:
            user.kill()
            user.communicate()


def test_user_that_was_killed_has_no_claim() -> None:
    user = _user()
    assert user.stdout
    assert user.stdout.readline() == "True\n"
    user.kill()
    user.communicate()
    one = EmbeddedPostgres("test")
    assert one.start() is False
    assert one.stop() is True


def test_server_that_was_killed_comes_back_with_what_was_committed() -> None:
    one = EmbeddedPostgres("test")
    one.start()
    _ask(one, "create table kept as select 42 as answer")
    os.kill(_postmaster(one), signal.SIGKILL)
    assert one.start() is True
    assert _ask(one, "select answer from kept") == 42


def test_pid_file_that_names_another_process_is_not_believed() -> None:
    one = EmbeddedPostgres("test")
    one.start()
    one.stop()
    pid_file = one.place.data / "postmaster.pid"
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
    try:
        owner = one.place.data.stat()
        pid_file.write_text(f"{bystander.pid}\n{one.place.data}\n{int(time.time())}\n5432\n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        assert not one.is_running()
        assert one.start() is True
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_server_whose_socket_was_swept_away_is_started_again() -> None:
    one = EmbeddedPostgres("test")
    one.start()
    (one.place.socket / ".s.PGSQL.5432").unlink()
    assert one.start() is True
    assert one.is_running()


def test_wrong_password_is_refused() -> None:
    one = EmbeddedPostgres("test")
    one.start()
    password = one.place.password.read_text().strip()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(one.url("postgres").replace(password, "guess"))


def test_nothing_is_open_to_other_users_and_nothing_above_is_changed(state: Path) -> None:
    above = [state, *state.parents]
    before = [stat.S_IMODE(path.stat().st_mode) for path in above]
    one = EmbeddedPostgres("test")
    one.start()
    assert [stat.S_IMODE(path.stat().st_mode) for path in above] == before
    for path in (one.place.data, one.place.socket, one.place.log_directory):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(one.place.state.stat().st_mode) & 0o066 == 0
    assert one.place.data.stat().st_uid != 0


def test_data_of_another_major_version_are_left_alone_and_said() -> None:
    one = EmbeddedPostgres("test")
    one.start()
    one.stop()
    (one.place.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(PostgresError, match=r"made by PostgreSQL 12.*pg_upgrade"):
        one.start()


def test_half_made_data_of_a_killed_start_are_made_anew() -> None:
    one = EmbeddedPostgres("test")
    one.url()
    half = one.place.state / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert one.start() is True
    assert not half.exists()


def test_settings_that_do_not_start_are_told_in_the_servers_own_words() -> None:
    one = EmbeddedPostgres("test")
    one.start()
    one.stop()
    (one.place.data / "global" / "pg_control").unlink()
    with pytest.raises(PostgresError, match="pg_control"):
        one.start()


def test_password_that_is_lost_is_said_with_what_to_do() -> None:
    one = EmbeddedPostgres("test")
    one.start()
    one.stop()
    one.place.password.unlink()
    with pytest.raises(PostgresError, match="Put it back"):
        one.start()


def test_destroy_leaves_nothing(state: Path) -> None:
    one = EmbeddedPostgres("test")
    one.start()
    one.destroy()
    assert not one.place.state.exists()
    assert not one.place.socket.exists()
