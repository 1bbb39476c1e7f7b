"""Locked packages as CycloneDX, and held against advisories: with a database that answers, and with none."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from scripts import supply_chain

NOBODY = "http://127.0.0.1:9"
LOCK = f"left-pad==1.3.0 --hash=sha256:{'0' * 64}\n"
AFFECTED = [
    {"package": {"ecosystem": "PyPI", "name": "left-pad"}, "ranges": [{"type": "ECOSYSTEM", "events": []}]}
]
KNOWN = {"id": "PYSEC-2026-1", "modified": "2026-01-01T00:00:00Z", "published": "2026-01-01T00:00:00Z"}
OSV = {"vulns": [KNOWN | {"summary": "", "details": "It is bad.", "affected": AFFECTED}]}
NPM = {
    "axe-core": [{"id": 1, "title": "It is bad", "severity": "high", "vulnerable_versions": "*", "url": "u"}]
}


class Database(BaseHTTPRequestHandler):
    """Answers as OSV and as npm's registry do."""

    knows: ClassVar[bool] = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told: Any = (NPM if "npm" in self.path else OSV) if self.knows else {}
        content = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: Any) -> None:
        """It has nothing to say."""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "lock.txt"
    path.write_text(LOCK, encoding="utf-8")
    return path


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Database)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    asked_at(monkeypatch, f"http://127.0.0.1:{server.server_address[1]}")
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def asked_at(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("PIP_AUDIT_OSV_URL", address)
    monkeypatch.setenv("npm_config_registry", address)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_advisory_on_a_locked_package_is_said_and_fails(
    database: None, lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert supply_chain.advisories([lock]) == 1
    said = capsys.readouterr().out
    assert f"{lock}: left-pad 1.3.0: PYSEC-2026-1, mended in no version yet." in said
    assert "package-lock.json: axe-core: It is bad." in said


def test_lock_of_which_no_advisory_speaks_is_good(
    database: None, lock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Database, "knows", False)
    assert supply_chain.advisories([lock]) == 0
    assert capsys.readouterr().out.count("no advisory speaks of any package") == 2


def test_where_no_database_can_be_reached_that_is_said_and_is_no_failure(
    lock: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked_at(monkeypatch, NOBODY)
    assert supply_chain.advisories([lock]) == 0
    assert capsys.readouterr().out.count("no advisory database could be reached") == 2


def test_list_of_packages_has_every_locked_package_in_its_version(tmp_path: Path) -> None:
    assert supply_chain.sbom(tmp_path) == 0
    for name, lock in supply_chain.LOCKS.items():
        told = json.loads((tmp_path / f"{name}.cdx.json").read_text(encoding="utf-8"))
        assert told["bomFormat"] == "CycloneDX"
        locked = dict(
            re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ;]+)", lock.read_text(encoding="utf-8"), re.M)
        )
        assert {each["name"]: each["version"] for each in told["components"]} == locked
    told = json.loads((tmp_path / "npm.cdx.json").read_text(encoding="utf-8"))
    assert {each["name"] for each in told["components"]} == {"axe-core", "govuk-frontend"}
