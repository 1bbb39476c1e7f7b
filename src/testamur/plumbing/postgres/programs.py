"""PostgreSQL's own client programs: found, of a version that fits the server, and run on a database."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from testamur.plumbing.postgres import place
from testamur.plumbing.postgres.place import PostgresError

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


@dataclass(frozen=True, slots=True)
class Program:
    """One program, such as `pg_dump`, and the major version of PostgreSQL that it is of."""

    path: Path
    version: int

    def run(self, *arguments: str, url: str = "") -> None:
        """Run it to its end, on the database that ``url`` names.

        The address is handed over in the environment, because everybody on a machine can see a command's arguments.
        """
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        for option in psycopg.pq.Conninfo.parse(url.encode()):
            if option.val is not None and option.envvar:
                environment[option.envvar.decode()] = option.val.decode()
        command = [str(self.path), *arguments]
        answer = subprocess.run(command, env=environment | {"LC_ALL": "C"}, capture_output=True, check=False)
        if answer.returncode:
            words = answer.stderr.decode(errors="replace").strip().splitlines()
            reason = next(
                (line for line in words if "error:" in line), words[-1] if words else "it said nothing"
            )
            raise PostgresError(f"{self.path.name} failed: {reason}")


def find(name: str, *, server: int) -> Program:
    """The program whose version is nearest to that of the server; an older one does not know what the server has.

    Looked for where programs are (PATH), and among those that the embedded server brings with it.
    """
    places = [shutil.which(name)]
    with suppress(PostgresError):
        places.append(str(place.directory() / name))
    found = [Program(Path(each), _version_of(each)) for each in places if each and os.access(each, os.X_OK)]
    if not found:
        raise PostgresError(
            f"There is no program {name} here. Install the client programs of PostgreSQL {server}."
        )
    fitting = [program for program in found if program.version >= server]
    if not fitting:
        newest = max(program.version for program in found)
        raise PostgresError(
            f"The program {name} is of PostgreSQL {newest}, and the database is PostgreSQL {server}. "
            f"Install the client programs of PostgreSQL {server}."
        )
    return min(fitting, key=lambda program: program.version)


def _version_of(path: str) -> int:
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    said = _VERSION.search(answer.stdout)
    return int(said[1]) if said else 0
