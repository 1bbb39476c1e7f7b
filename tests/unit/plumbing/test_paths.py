"""Where an installation keeps what it writes."""

from pathlib import Path

import pytest

from testamur.plumbing import paths


def test_home_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESTAMUR_HOME", str(tmp_path))
    assert paths.home() == tmp_path
    assert paths.var("files", "a") == tmp_path / "var" / "files" / "a"


def test_home_of_a_checkout_is_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TESTAMUR_HOME", raising=False)
    assert (paths.home() / "src" / "testamur" / "plumbing" / "paths.py").exists()


def test_home_of_an_installed_package_is_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TESTAMUR_HOME", raising=False)
    monkeypatch.setattr(paths, "_CHECKOUT", tmp_path / "site-packages")
    monkeypatch.chdir(tmp_path)
    assert paths.home() == tmp_path
