"""Child processes that are started together, watched, and stopped together."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SECONDS_TO_STOP = 15
LARGEST_LOG = 10 * 1024 * 1024


@dataclass(frozen=True)
class Child:
    """A process with a name for the person and a file for its words."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        with suppress(OSError):
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
        return ""


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
        with log.open("ab") as words:
            process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                env=dict(os.environ) | dict(environment or {}),
                start_new_session=True,
            )
        child = Child(name, process, log)
        self.running.append(child)
        return child

    def dead(self) -> Child | None:
        """The first child that has ended by itself, if any."""
        return next((child for child in self.running if child.process.poll() is not None), None)

    def stop(self, *, seconds: float = SECONDS_TO_STOP) -> None:
        """Ask all to end, wait, and kill those that do not. A second Ctrl-C ends the waiting."""
        for child in self.running:
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        with suppress(KeyboardInterrupt):
            for child in self.running:
                with suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.0, deadline - time.monotonic()))
        for child in self.running:
            if child.process.poll() is None:
                _signal(child, signal.SIGKILL, group=True)
                child.process.wait()
        self.running.clear()


def _signal(child: Child, number: signal.Signals, *, group: bool = False) -> None:
    if child.process.poll() is None:
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(child.process.pid, number)
