"""Secrets that an installation makes for itself."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from testamur.plumbing import secrets


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TESTAMUR_HOME", str(tmp_path))
    return tmp_path


def test_secret_is_made_once_and_kept() -> None:
    first = secrets.get_or_create("key")
    assert len(first) >= 40
    assert secrets.get_or_create("key") == first
    assert secrets.get_or_create("other_key") != first


def test_secret_is_for_its_owner_alone(home: Path) -> None:
    secrets.get_or_create("key")
    assert stat.S_IMODE((home / "var" / "secrets" / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "var" / "secrets").stat().st_mode) == 0o700


def test_secret_asked_for_by_many_at_once_is_one() -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(lambda _: secrets.get_or_create("key"), range(64)))
    assert len(answers) == 1


def test_secret_is_made_as_the_caller_says() -> None:
    assert secrets.get_or_create("key", make=lambda: "of my own") == "of my own"


def test_secret_file_that_is_empty_is_refused(home: Path) -> None:
    (home / "var" / "secrets").mkdir(parents=True)
    (home / "var" / "secrets" / "key").touch()
    with pytest.raises(RuntimeError, match="empty"):
        secrets.get_or_create("key")


@pytest.mark.parametrize("name", ["", "../key", "Key", "a/b", ".hidden"])
def test_name_that_could_leave_the_directory_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        secrets.get_or_create(name)
