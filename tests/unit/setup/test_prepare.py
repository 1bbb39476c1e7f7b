"""The set-up's own parts: what is done once, what again, and what is said where it cannot go on."""

import os
import subprocess
from pathlib import Path

import pytest
from scripts import prepare

ROOT = Path(prepare.__file__).resolve().parent.parent


def test_step_is_taken_once_until_what_it_is_made_of_changes(tmp_path: Path) -> None:
    taken: list[str] = []
    stamp = tmp_path / "stamp"
    for key in ("one", "one", "two", "two"):
        prepare._step("Something", stamp, key, lambda key=key: taken.append(key))  # type: ignore[misc]
    assert taken == ["one", "two"]


def test_step_that_failed_is_taken_again(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    stamp.write_text("before")

    def fail() -> None:
        raise prepare.SetupError("no")

    with pytest.raises(prepare.SetupError):
        prepare._step("Something", stamp, "after", fail)
    assert not stamp.exists()


def test_command_that_fails_is_told_with_its_words() -> None:
    with pytest.raises(prepare.SetupError, match="alas"):
        prepare._run(["sh", "-c", "echo alas; exit 3"], dict(os.environ), quiet=True)


def test_caches_stay_in_the_checkout_where_there_is_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "none"))
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    environment = prepare._environment()
    assert environment["XDG_CACHE_HOME"] == str(tmp_path / "var" / "cache")
    assert "PYTHONPATH" not in environment


def test_python_too_old_or_absent_is_said_in_a_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    answer = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "find_python")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "Python 3.11 or later" in answer.stderr


def test_python_that_is_named_is_taken(tmp_path: Path) -> None:
    named = tmp_path / "my python"
    named.write_text("#!/bin/sh\nexit 0\n")
    named.chmod(0o755)
    answer = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "find_python")],
        env={"PATH": os.environ["PATH"], "PYTHON": str(named)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == f"{named}\n"


def test_make_alone_lists_every_target() -> None:
    answer = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:")).split()[1:]
    listed = [line.split()[1] for line in answer.stdout.splitlines() if line.strip()]
    assert listed == phony


@pytest.mark.parametrize("name", ["uv.txt", "base.txt", "dev.txt"])
def test_every_locked_package_has_its_hashes_and_no_address(name: str) -> None:
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith(" ")]
    assert packages
    assert all("==" in line and line.endswith("\\") for line in packages)
    assert "://" not in "\n".join(lines)


def test_lock_of_the_styles_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_translations_are_compiled_again_once_one_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "LOCALE", tmp_path)
    compiled = tmp_path / "cy" / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    compiled.with_suffix(".po").write_text("")
    compiled.write_text("")
    (tmp_path / "var" / "build").mkdir(parents=True)
    taken: list[str] = []
    for is_there in (True, True, False):
        if not is_there:
            compiled.unlink()
        key = prepare._translations_key()
        prepare._step("Translations", prepare._translations_stamp(), key, lambda: taken.append("compiled"))
    assert len(taken) == 2
