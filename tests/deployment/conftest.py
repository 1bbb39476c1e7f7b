"""A service as it runs for real: `testamur web` and two `testamur worker`, each a process of its own.

It has a database of its own on the server that the suite was given: Debian's in CI, else the embedded one.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from deployment.visitor import Visitor
from faults.service import Service, copy_styles, free_port, own_database, wait_until
from testamur.plumbing.processes import Child


@dataclass
class Deployment(Service):
    """Web and workers together."""

    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def up(self) -> None:
        """Start everything and wait until it says that it is ready."""
        for number in (1, 2):
            self.worker(f"worker-{number}")
        self.start("web", "web", "--port", str(self.port))
        self.wait_for("select count(*) = 2 from procrastinate_workers")
        wait_until(self._answers, why=self.words)

    def down(self) -> list[int]:
        """Ask everything to end, as an operating system does, and give the exit codes."""
        children: list[Child] = list(self.children.running)
        for child in children:
            child.process.terminate()
        codes = [child.process.wait(60) for child in children]
        self.children.running.clear()
        return codes

    def visitor(self) -> Visitor:
        return Visitor(self.address)

    def _answers(self) -> bool:
        assert self.children.dead() is None, self.words()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture(scope="session")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    home = tmp_path_factory.mktemp("deployment")
    copy_styles(home)
    with (
        own_database("deployment") as url,
        Deployment(url, home, {"TESTAMUR_TWO_STEP": "false"}, free_port()) as service,
    ):
        yield service


@pytest.fixture(scope="session")
def facts(deployment: Deployment) -> dict[str, Any]:
    """The world in it, and who may log in."""
    return dict(deployment.run("people"))


@pytest.fixture
def running(deployment: Deployment, facts: dict[str, Any]) -> Deployment:
    """The service, up; what a test left down is started again."""
    if not deployment.children.running:
        deployment.up()
    return deployment
