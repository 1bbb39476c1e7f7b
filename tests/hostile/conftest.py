"""One service for the whole folder, with one web process of two threads: whatever holds a thread is felt at once."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

import pytest

from deployment.visitor import Visitor
from faults.service import Service, copy_styles, free_port, own_database, wait_until
from testamur.plumbing.processes import Child

THREADS = 2


@dataclass
class Front(Service):
    """A service with web processes, each on a port of its own."""

    facts: dict[str, Any] = field(default_factory=dict)
    port: int = 0

    def web(self, name: str = "web", **environment: str) -> tuple[Child, int]:
        """Start a web process of one worker and wait for its first answer."""
        port = free_port()
        child = self.start(name, "web", "--port", str(port), "--processes", "1", **environment)
        wait_until(lambda: _answers(port), why=self.words)
        return child, port

    def stop(self, child: Child) -> None:
        """End a web process as an operating system does; it goes in good order."""
        assert self.kill(child, signal.SIGTERM) == 0, self.words()

    def visitor(self, port: int = 0) -> Visitor:
        return Visitor(f"http://127.0.0.1:{port or self.port}/")

    def logged_in(self, port: int = 0) -> Visitor:
        """The person of the facts, on the pages."""
        visitor = self.visitor(port)
        visitor.go("/account/login/").send(login=self.facts["user"], password=self.facts["password"])
        return visitor

    def workers(self, child: Child) -> list[int]:
        """The processes that answer, of a web that was started."""
        listed = f"/proc/{child.process.pid}/task/{child.process.pid}/children"
        with open(listed, encoding="ascii") as file:
            return [int(number) for number in file.read().split()]


@pytest.fixture(scope="session")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    home = tmp_path_factory.mktemp("hostile")
    copy_styles(home)
    stored = home / "var" / "files"
    environment = {
        "TESTAMUR_TWO_STEP": "false",
        "TESTAMUR_WEB_THREADS": str(THREADS),
        "TESTAMUR_WEB_HEAD_SECONDS": "600",
        "TESTAMUR_WEB_BODY_SECONDS": "600",
        "TESTAMUR_WEB_IDLE_SECONDS": "600",
        "TESTAMUR_FILE_STORAGE": "faults.storage.FullDisk",
        "TESTAMUR_FILE_STORAGE_OPTIONS": json.dumps({"location": str(stored), "allow_overwrite": True}),
    }
    with own_database("hostile") as url, Front(url, home, environment) as service:
        service.facts = service.run("front")
        _child, service.port = service.web()
        yield service


@pytest.fixture(scope="session")
def hasty(front: Front) -> int:
    """The port of a web process whose patience is at its end at once."""
    _child, port = front.web(
        "hasty",
        TESTAMUR_WEB_HEAD_SECONDS="2",
        TESTAMUR_WEB_BODY_SECONDS="2",
        TESTAMUR_WEB_IDLE_SECONDS="2",
        TESTAMUR_WEB_LOCK_TIMEOUT="500ms",
    )
    return port


@pytest.fixture(scope="session")
def patient(front: Front) -> int:
    """The port of one that waits for locks as long as it takes, and for statements five seconds."""
    _child, port = front.web("patient", TESTAMUR_WEB_LOCK_TIMEOUT="600s", TESTAMUR_WEB_STATEMENT_TIMEOUT="5s")
    return port


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
