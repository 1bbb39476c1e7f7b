"""What is only passing through lies in a directory of its own, and nothing of it outlives its process."""

from __future__ import annotations

import os
import signal
import stat
import time
from pathlib import Path

import pytest

from faults.service import PATIENCE, wait_until
from hostile.conftest import Front
from hostile.wire import Wire
from testamur.plumbing import figures, spool

UPLOAD = ("Content-Type: application/xml", "Content-Length: 5000000")


@pytest.mark.requirement("XC-02")
def test_nothing_is_left_of_an_upload_when_its_process_is_killed(front: Front) -> None:
    web, port = front.web("killed")
    (worker,) = front.workers(web)
    wire = Wire(port).post("/api/v1/achievement-batches", *UPLOAD, body=b"<" * 1_000_000)
    held = wait_until(lambda: _spooled(worker, front), why=front.words)
    assert held
    assert list((front.home / "var" / "spool").iterdir()) == []  # it has no name from the beginning
    os.kill(worker, signal.SIGKILL)
    assert wire.is_left()
    assert list((front.home / "var" / "spool").iterdir()) == []
    wait_until(lambda: front.workers(web) not in ([], [worker]), why=front.words)
    assert front.visitor(port).fetch("/healthz").text == "ok\n"
    front.stop(web)


def test_spool_and_figures_are_for_nobody_else(front: Front) -> None:
    for name in ("spool", "metrics"):
        assert stat.S_IMODE((front.home / "var" / name).stat().st_mode) == 0o700


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TESTAMUR_HOME", str(tmp_path))
    return tmp_path


def test_what_is_old_is_removed_and_what_is_new_is_not(home: Path) -> None:
    old, new = spool.directory() / "old", spool.directory() / "new"
    old.mkdir()
    (old / "part").touch()
    new.touch()
    os.utime(old, (0, time.time() - 2 * spool.OLD))
    assert spool.clean() == 1
    assert list(spool.directory().iterdir()) == [new]


def test_a_directory_that_others_could_look_into_is_closed_to_them(home: Path) -> None:
    (home / "var" / "spool").mkdir(parents=True, mode=0o755)
    assert stat.S_IMODE(spool.directory().stat().st_mode) == 0o700


def test_figures_of_processes_that_are_gone_are_removed(home: Path) -> None:
    gone = home / "var" / "metrics" / "999999999"
    gone.mkdir(parents=True)
    own = figures.directory()
    assert figures.reserve(own)
    assert sorted((home / "var" / "metrics").iterdir()) == [own]
    figures.give_back(own, os.getpid())
    assert sum(path.stat().st_size for path in own.iterdir()) < figures.ROOM


def _spooled(process: int, front: Front) -> list[str]:
    """The files in the spool that a process has open."""
    opened = [os.readlink(link) for link in Path(f"/proc/{process}/fd").iterdir() if link.is_symlink()]
    return [name for name in opened if str(front.home / "var" / "spool") in name and "wgunicorn" not in name]


@pytest.mark.requirement("XC-03")
def test_mail_can_be_read_by_nobody_else(front: Front) -> None:
    address = front.one("select email from access_user where username = %(name)s", name=front.facts["user"])
    mail = front.home / "var" / "mail"
    before = set(mail.iterdir())  # written by the test's own process
    front.visitor().go("/account/password/reset/").send(email=address)
    sender = front.start("sender", "worker", "--once")
    assert sender.process.wait(PATIENCE) == 0, front.words()
    front.children.running.remove(sender)
    assert stat.S_IMODE(mail.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in set(mail.iterdir()) - before} == {0o600}
