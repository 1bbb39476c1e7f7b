"""`testamur web`: what it does not start with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from integration.commands.running import environment

HEADER = "TESTAMUR_WEB_SERVICE_CERTIFICATE_HEADER"


@pytest.mark.django_db
@pytest.mark.parametrize("said", [{"TESTAMUR_BEHIND_PROXY": "true"}, {HEADER: "X-Client-Subject"}])
def test_does_not_start_behind_a_proxy_that_nobody_has_named(said: dict[str, str], tmp_path: Path) -> None:
    """Else whoever asks directly could say that they came by TLS, or whose certificate they showed."""
    answer = subprocess.run(
        [sys.executable, "-m", "testamur.commands", "web", "--port", "1"],
        env=environment(tmp_path) | said,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 1
    assert f"{next(iter(said))} is set, and TESTAMUR_TRUSTED_PROXIES is not." in answer.stderr
