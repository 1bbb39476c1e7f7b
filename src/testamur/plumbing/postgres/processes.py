"""The processes of a server, found by its data directory."""

import os
from contextlib import suppress
from pathlib import Path

import psutil

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
