"""The suite's second witness: Debian's PostgreSQL, and a service of several processes against it.

Starts a cluster of its own in a temporary directory, over a Unix socket only; runs the tests in which an older
server could answer differently; then tests/deployment, which start `testamur web` and two `testamur worker` on it.
All is stopped and removed at the end. As root the package is installed if need be and the user postgres runs the
cluster.
"""

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path("/usr/lib/postgresql")
OLDEST = 15
PYTEST = [sys.executable, "-m", "pytest", "-q"]
# What can differ from one PostgreSQL to another: the migrations with their triggers and constraints, which every
# database test begins with; the SQL that the rooms write themselves (stage, judge, apply, undo, locks, reads), which
# the rooms' own tests drive; and the queries of every page and every call, each of which the walks of `access` make
# once. The doors' other tests ask the same queries again and look at words; `plumbing` is about the embedded server.
DOORS_AND_EMBEDDED = {"web", "api", "soap", "commands", "plumbing"}
SETTINGS = (
    "listen_addresses = ''\nfsync = off\nfull_page_writes = off\nautovacuum = off\nmax_connections = 100\n"
)


def main() -> int:
    os.chdir(ROOT)
    programs = _programs()
    with (
        tempfile.TemporaryDirectory(prefix="testamur-ci-", dir="/tmp") as folder,
        _cluster(programs, Path(folder)) as url,
    ):
        os.environ["DATABASE_URL"] = url
        failures = [
            _part("integration", [*PYTEST, "-n", "auto", "--dist", "worksteal", *_rooms()]),
            _part("deployment", [*PYTEST, "tests/deployment"]),
        ]
    return 1 if any(failures) else 0


def _rooms() -> list[str]:
    """The tests of every room but those named; one that comes later is among them."""
    folders = (ROOT / "tests" / "integration").iterdir()
    rooms = (path for path in folders if path.is_dir() and not path.name.startswith(("_", ".")))
    return sorted(str(path.relative_to(ROOT)) for path in rooms if path.name not in DOORS_AND_EMBEDDED)


def _part(name: str, command: Sequence[str]) -> int:
    print(f"\n── {name}, against Debian's PostgreSQL ──", flush=True)
    return subprocess.run(command, check=False).returncode


def _programs() -> Path:
    """The programs of the oldest server of Debian that will do, installed now if there is none."""
    found = _installed()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "postgresql"]):
            subprocess.run(command, env=environment, check=True)
        found = _installed()
    if not found:
        sys.exit(f"No PostgreSQL {OLDEST} or later under {PROGRAMS}. On Debian: apt install postgresql")
    return found


def _installed() -> Path | None:
    versions = [int(path.name) for path in PROGRAMS.glob("*") if re.fullmatch(r"\d+", path.name)]
    good = [
        version for version in versions if version >= OLDEST and (PROGRAMS / f"{version}/bin/initdb").exists()
    ]
    return PROGRAMS / f"{min(good)}/bin" if good else None


@contextmanager
def _cluster(programs: Path, folder: Path) -> Iterator[str]:
    """A cluster of our own, as the user postgres when root runs this. Gives the URL of an empty database."""
    data, sockets = folder / "data", folder / "socket"
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    for directory in (folder, data, sockets):
        directory.mkdir(mode=0o700, exist_ok=True)
        if owner:
            os.chown(directory, owner.pw_uid, owner.pw_gid)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments],
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )

    # Trust is enough: nobody but this user can enter the directory of the socket.
    run(
        "initdb",
        f"--pgdata={data}",
        "--username=testamur",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    )
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(f"{SETTINGS}unix_socket_directories = '{sockets}'\n")
    run("pg_ctl", "start", "-w", "-D", str(data), "-l", str(data / "log"))
    try:
        run("createdb", "-h", str(sockets), "-U", "testamur", "testamur")
        print(
            (data / "PG_VERSION").read_text(encoding="ascii").strip().join(("PostgreSQL ", f" of {programs}"))
        )
        yield f"postgresql://testamur@/testamur?host={quote(str(sockets), safe='')}"
    finally:
        run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(data))


if __name__ == "__main__":
    sys.exit(main())
