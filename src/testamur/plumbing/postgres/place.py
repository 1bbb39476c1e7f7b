"""Where the embedded server keeps its state, and which user runs it.

    <base>/<checkout>-<name>/        of the person who starts it: password, settings, locks
        data/  log/  socket/         of the user who runs the server, closed to all others

The state lies outside the checkout because a Unix socket's path may have some hundred bytes only, and
because root's checkout is often in a home that the unprivileged server may not enter.
"""

import hashlib
import os
import pwd
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from testamur.plumbing import paths
from testamur.plumbing.postgres.errors import PostgresError

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
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        return
    if owner:
        os.chown(directory, owner.uid, owner.gid)
    directory.chmod(mode)


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
