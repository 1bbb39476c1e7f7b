"""The embedded PostgreSQL server: made, started and stopped by its own `initdb` and `pg_ctl`.

One server a name and checkout. Whoever uses it holds a shared lock for as long as the process lives; the
last to leave stops it, so a server is neither pulled away under another user nor left behind, and a
process that is killed leaves no claim.
"""

import fcntl
import os
import secrets
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from testamur.plumbing.postgres import place
from testamur.plumbing.postgres.place import PostgresError
from testamur.plumbing.secrets import create_private

SECONDS_FOR_ORPHANS = 5


def first_of(data: Path) -> psutil.Process | None:
    """The server's first process, or none if `postmaster.pid` is absent or speaks of a process long gone."""
    try:
        first_line = (data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]
        process = psutil.Process(int(first_line))
        if process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline():
            return process
    except (OSError, ValueError, psutil.Error):
        pass
    return None


def end_orphans(data: Path) -> bool:
    """Wait for what is left of a server whose first process was killed, then kill it. Whether none is left."""
    psutil.wait_procs(_working_in(data), timeout=SECONDS_FOR_ORPHANS)
    for orphan in _working_in(data):
        with suppress(psutil.NoSuchProcess):
            orphan.kill()
    psutil.wait_procs(_working_in(data), timeout=SECONDS_FOR_ORPHANS)
    return not _working_in(data)


def _working_in(data: Path) -> list[psutil.Process]:
    """Every living process whose working directory is the data directory, as that of each server process is."""
    found = []
    directory = os.path.realpath(data)
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.cwd() == directory and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


ROLE = "testamur"
SECONDS_TO_ANSWER = 60
LARGEST_LOG = 10 * 1024 * 1024


class EmbeddedPostgres:
    """A PostgreSQL server of this checkout's own, reached over a Unix socket with a password."""

    def __init__(self, name: str = "run", *, durable: bool | None = None) -> None:
        self.name = name
        self.durable = name != "test" if durable is None else durable
        self.place = place.find(name)
        self._account = place.account(self.place)
        self._claim: int | None = None

    def start(self) -> bool:
        """Make sure that the server runs and that this process counts as a user of it.

        True if this call started it; False if it ran already.
        """
        self._prepare()
        with self._alone():
            self._join()
            if self._answers_after_waiting():
                return False
            self._forget_dead_server()
            programs = place.directory_for(self._account, self.place.state.parent)
            self._make_data(programs)
            self._launch(programs)
            return True

    def stop(self, *, force: bool = False) -> bool:
        """Leave the server, and stop it if nobody else uses it; with `force`, whoever uses it.

        True if it was stopped.
        """
        if not self.place.state.is_dir():
            return False
        with self._alone():
            self._leave()
            if not force and (self._kept.exists() or self._has_users()):
                return False
            self._kept.unlink(missing_ok=True)
            if self._process() is None:
                return False
            self._shut_down("fast")
            return True

    def keep(self) -> None:
        """Let the server run on until it is stopped by force, whoever leaves."""
        self._kept.touch(mode=0o600)

    def is_running(self) -> bool:
        """Whether the server takes connections now."""
        if self._process() is None:
            return False
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=5):
                return True
        except psycopg.OperationalError:
            return False

    def url(self, database: str = "testamur") -> str:
        """The URL of a database of this server, for libpq and django-environ alike; it carries the password.

        The socket's directory is a parameter and not the host: a host is folded to small letters by URL
        parsers, and django-environ does not undo its percent signs.
        """
        self._prepare()
        password = self.place.password.read_text(encoding="utf-8").strip()
        socket = quote(str(self.place.socket), safe="")
        return f"postgresql://{ROLE}:{password}@/{quote(database, safe='')}?host={socket}"

    def create_database(self, database: str) -> bool:
        """Create the database unless it exists. True if this call created it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            try:
                connection.execute(
                    psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(database))
                )
            except psycopg.errors.DuplicateDatabase:
                return False
        return True

    def destroy(self) -> None:
        """Stop the server and remove its state with all data."""
        self.stop(force=True)
        for directory in (self.place.socket, self.place.state):
            shutil.rmtree(directory, ignore_errors=True)

    # What is below is the how.

    @property
    def _kept(self) -> Path:
        return self.place.state / "kept"

    def _prepare(self) -> None:
        place.prepare(self.place, self._account)
        if self.place.password.exists():
            return
        if self.place.data.exists():
            raise PostgresError(
                f"The password of the embedded PostgreSQL, {self.place.password}, is gone. Put it back, "
                f"or remove {self.place.state} to start with an empty database."
            )
        create_private(self.place.password, secrets.token_hex(24))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock under which the server is started and stopped."""
        descriptor = os.open(self.place.state / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _open_claims(self) -> int:
        return os.open(self.place.state / "in-use", os.O_RDWR | os.O_CREAT, 0o600)

    def _join(self) -> None:
        if self._claim is None:
            self._claim = self._open_claims()
            fcntl.flock(self._claim, fcntl.LOCK_SH)

    def _leave(self) -> None:
        if self._claim is not None:
            os.close(self._claim)
            self._claim = None

    def _has_users(self) -> bool:
        descriptor = self._open_claims()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def _process(self) -> psutil.Process | None:
        return first_of(self.place.data)

    def _answers_after_waiting(self) -> bool:
        """Whether a running server answers; one that is starting is given time, a deaf one stopped."""
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while self._process() is not None:
            if self.is_running():
                return True
            if not (self.place.socket / place.SOCKET_NAME).exists() or time.monotonic() > deadline:
                self._shut_down("immediate")
                return False
            time.sleep(0.1)
        return False

    def _forget_dead_server(self) -> None:
        """Remove the marks of a server that was killed, whose number may be another process's by now.

        PostgreSQL sees most such marks itself, but not where the number is in use again or its process was
        never reaped. First every process left of it must have ended, for two must never share the data.
        """
        marks = [self.place.data / "postmaster.pid", self.place.socket / f"{place.SOCKET_NAME}.lock"]
        if not any(mark.exists() for mark in marks):
            return
        if not end_orphans(self.place.data):
            raise PostgresError(f"Processes of a killed server still use {self.place.data}. End them first.")
        for mark in [*marks, self.place.socket / place.SOCKET_NAME]:
            mark.unlink(missing_ok=True)

    def _make_data(self, programs: Path) -> None:
        """Run `initdb` aside and move the result into place, so that half a database is never found."""
        if (self.place.data / "PG_VERSION").exists():
            return self._check_version(programs)
        fresh = self.place.state / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=self.place.state) as password:
            password.write(self.place.password.read_text(encoding="utf-8"))
            password.flush()
            if self._account:
                for path in (str(fresh), password.name):
                    os.chown(path, self._account.uid, self._account.gid)
            arguments = [f"--pgdata={fresh}", f"--username={ROLE}", f"--pwfile={password.name}"]
            arguments += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"]
            arguments += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if not self.durable:
                arguments.append("--no-sync")
            try:
                self._run(programs / "initdb", *arguments)
            except PostgresError:
                shutil.rmtree(fresh, ignore_errors=True)
                raise
        fresh.rename(self.place.data)
        return None

    def _check_version(self, programs: Path) -> None:
        made_by = (self.place.data / "PG_VERSION").read_text(encoding="ascii").strip()
        ours = place.major_version(programs)
        if made_by != ours:
            raise PostgresError(
                f"The database in {self.place.data} was made by PostgreSQL {made_by}, and the binaries "
                f"installed now are PostgreSQL {ours}. To keep the data, move them over with pg_upgrade or "
                f"with pg_dump of version {made_by}; to begin anew, remove {self.place.state}."
            )

    def _launch(self, programs: Path) -> None:
        parallel = not place.has_small_shared_memory()
        _replace(self.place.settings, place.render(self.place, durable=self.durable, parallel=parallel))
        _replace(self.place.access, place.ACCESS)
        with suppress(FileNotFoundError):
            if self.place.log.stat().st_size > LARGEST_LOG:
                self.place.log.rename(self.place.log.with_suffix(".log.1"))
        options = f"-c config_file={shlex.quote(str(self.place.settings))}"
        self._control(programs, "start", "-l", str(self.place.log), "-o", options)

    def _shut_down(self, mode: str) -> None:
        programs = place.directory_for(self._account, self.place.state.parent)
        self._control(programs, "stop", "-m", mode)

    def _control(self, programs: Path, action: str, *arguments: str) -> None:
        wait = ["-w", "-t", str(SECONDS_TO_ANSWER), "-D", str(self.place.data)]
        self._run(programs / "pg_ctl", action, *wait, *arguments, log=self.place.log)

    def _run(self, program: Path, *arguments: str, log: Path | None = None) -> None:
        """Run a program of PostgreSQL as the service user; its last words become the error's sentence."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with tempfile.TemporaryFile("w+") as output:  # not a pipe: the server would hold it open
            try:
                answer = subprocess.run(
                    [program, *arguments],
                    cwd="/",
                    env=environment | {"LC_ALL": "C"},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    check=False,
                    start_new_session=True,  # so that Ctrl-C does not reach it
                    user=self._account.uid if self._account else None,
                    group=self._account.gid if self._account else None,
                    extra_groups=[] if self._account else None,
                )
            except OSError as error:
                raise PostgresError(f"{program} could not be started: {error.strerror}.") from error
            if answer.returncode == 0:
                return
            output.seek(0)
            words = output.read()
        if log and log.exists():
            words += "\n" + log.read_text(encoding="utf-8", errors="replace")
        raise PostgresError(_explain(program.name, words, log))


def _explain(program: str, words: str, log: Path | None) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    grave = [line for line in lines if any(mark in line for mark in ("FATAL", "PANIC", "error:"))]
    reason = (grave or lines or ["it said nothing"])[-1].rstrip(".")
    hint = " The disk is full: make room and start again." if "No space left" in words else ""
    where = f" The whole log is {log}." if log else ""
    return f"The embedded PostgreSQL failed in {program}: {reason}.{hint}{where}"


def _replace(path: Path, text: str) -> None:
    """Write a settings file whole, readable by the service user; it carries no secret."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(text, encoding="utf-8")
    temporary.chmod(0o644)
    temporary.replace(path)
