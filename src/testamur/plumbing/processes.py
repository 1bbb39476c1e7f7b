"""Child processes that are started together, watched, and stopped together."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

SECONDS_TO_STOP = 15
LARGEST_LOG = 10 * 1024 * 1024


@dataclass(frozen=True)
class Child:
    """A process with a name for the person and a file for its words."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    log_begins_at: int

    def last_words(self, lines: int = 15) -> str:
        """The end of what it has written to its log."""
        with self.log.open("rb") as log_file:
            log_file.seek(self.log_begins_at)
            text = log_file.read().decode("utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])


class Children:
    """Processes, each in a group of its own, so that Ctrl-C reaches them only through `stop`."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.running: list[Child] = []

    def start(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str] | None = None
    ) -> Child:
        """Start a child that writes to `<logs>/<name>.log`."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name.replace(' ', '-')}.log"
        with suppress(FileNotFoundError):
            if log.stat().st_size > LARGEST_LOG:
                log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as log_file:
            begins_at = log_file.tell()
            process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=log_file,
                stderr=subprocess.STDOUT,
                env=dict(os.environ) | dict(environment or {}),
                start_new_session=True,
            )
        child = Child(name, process, log, begins_at)
        self.running.append(child)
        return child

    def dead(self) -> Child | None:
        """The first child that has ended by itself, if any."""
        return next((child for child in self.running if child.process.poll() is not None), None)

    def stop(self, *, seconds: float = SECONDS_TO_STOP, hurry: Callable[[], bool] = lambda: False) -> None:
        """Ask all to end, wait for that until `hurry` says not to, and kill those that have not ended."""
        for child in self.running:
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while any(child.process.poll() is None for child in self.running):
            if hurry() or time.monotonic() > deadline:
                break
            time.sleep(0.02)
        for child in self.running:
            if child.process.poll() is None:
                _signal(child, signal.SIGKILL, group=True)
                child.process.wait()
        self.running.clear()


class Signals:
    """Ctrl-C, SIGTERM and a closed terminal, noted and asked for, so that none falls between two steps.

    An interrupt that is raised wherever the program happens to be could lose a child just started. Installed
    also where a script has SIGINT ignored.
    """

    NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self._count = 0
        self._raises = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> "Signals":
        self._before = {number: signal.signal(number, self._note) for number in self.NUMBERS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def check(self) -> None:
        """Raise `KeyboardInterrupt` if the end was asked for."""
        if self._count:
            raise KeyboardInterrupt

    def again(self) -> bool:
        """Whether the end was asked for more than once."""
        return self._count > 1

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """For a long step that may be broken off anywhere."""
        self.check()
        self._raises = True
        try:
            yield
        finally:
            self._raises = False
        self.check()

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._count += 1
        if self._raises:
            self._raises = False
            raise KeyboardInterrupt


def _signal(child: Child, number: signal.Signals, *, group: bool = False) -> None:
    if child.process.poll() is None:
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(child.process.pid, number)
