"""Child processes that are started, watched and stopped together."""

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from testamur.plumbing.processes import Child, Children, Signals

SLEEPS = [sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)\n"
    "time.sleep(60)\n",
]


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    all_of_them = Children(tmp_path / "log")
    yield all_of_them
    all_of_them.stop(seconds=0)


def _wait_for_words(child: Child) -> str:
    deadline = time.monotonic() + 30
    while not child.last_words() and time.monotonic() < deadline:
        time.sleep(0.02)
    return child.last_words()


def test_child_writes_to_its_log_and_is_stopped(children: Children) -> None:
    child = children.start("one of two", SLEEPS)
    assert _wait_for_words(child) == "awake"
    assert child.log.name == "one-of-two.log"
    assert children.dead() is None
    children.stop()
    assert child.process.returncode is not None


def test_child_that_ends_by_itself_is_noticed(children: Children) -> None:
    children.start("well", SLEEPS)
    ill = children.start("ill", [sys.executable, "-c", "import sys; print('alas'); sys.exit(3)"])
    ill.process.wait(30)
    assert children.dead() is ill
    assert ill.process.returncode == 3
    assert "alas" in ill.last_words()


def test_child_that_will_not_end_is_killed_with_its_own_children(children: Children) -> None:
    child = children.start("stubborn", STUBBORN)
    grandchild = psutil.Process(int(_wait_for_words(child)))
    children.stop(seconds=0.2)
    assert child.process.returncode == -9
    psutil.wait_procs([grandchild], timeout=30)
    assert not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE


def test_log_that_grew_large_is_set_aside(children: Children) -> None:
    children.logs.mkdir()
    old = children.logs / "web.log"
    with old.open("wb") as file:
        file.truncate(11 * 1024 * 1024)
    child = children.start("web", SLEEPS)
    assert _wait_for_words(child) == "awake"
    assert (children.logs / "web.log.1").stat().st_size == 11 * 1024 * 1024


def test_child_that_will_not_end_is_not_waited_for_in_a_hurry(children: Children) -> None:
    child = children.start("stubborn", STUBBORN)
    _wait_for_words(child)
    children.stop(seconds=3600, hurry=lambda: True)
    assert child.process.returncode == -9


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_is_noted_and_raised_when_asked_for(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with Signals() as signals:
        signals.check()
        signal.raise_signal(number)
        with pytest.raises(KeyboardInterrupt):
            signals.check()
        assert not signals.again()
        signal.raise_signal(number)
        assert signals.again()
    assert signal.getsignal(number) is before


def test_signal_breaks_off_a_long_step_and_nothing_after_it() -> None:
    with Signals() as signals:
        with pytest.raises(KeyboardInterrupt), signals.at_once():
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        assert signals.again()
