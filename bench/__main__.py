"""`python -m bench`: speed and memory beside the limit and beside the usual ways, in one run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from bench.page import write as write_page
from bench.place import scratch
from bench.ways import NAMES
from testamur.plumbing.postgres.place import PostgresError


@click.command()
@click.option(
    "--quick", is_flag=True, help="Once instead of five times, fewer learners, and not the million."
)
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), help="Write the figures to a file as well."
)
@click.option(
    "--page",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Put the figures into this page (docs/performance.md).",
)
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="Measure just this; may be repeated.")
def command(quick: bool, json_file: Path | None, page: Path | None, only: tuple[str, ...]) -> None:
    """Measure speed and memory: 10,000 records in every way, then 100,000 and 1,000,000 (about 15 minutes).

    Works in a database of its own, made anew and dropped in the end: on the server that DATABASE_URL names, or on
    an embedded one that writes to the disk as in earnest.
    """
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # so that the workers are stopped, and all is tidied
    try:
        with scratch() as home:
            subprocess.run(
                [sys.executable, "-m", "testamur.commands", "migrate"], check=True, stdout=subprocess.DEVNULL
            )
            result = _measure(home, quick, only)
    except PostgresError as error:
        raise click.ClickException(str(error)) from error
    if page:
        write_page(page, result, command=_command(sys.argv[1:]))
    if json_file:
        json_file.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _command(arguments: list[str]) -> str:
    """What a person enters to make the same figures."""
    return f'make bench ARGS="{" ".join(arguments)}"' if arguments else "make bench"


def _measure(home: Path, quick: bool, only: tuple[str, ...]) -> dict[str, Any]:
    from rich.console import Console

    from testamur.commands import set_up_django

    os.environ["TESTAMUR_LOG_LEVEL"] = "WARNING"  # what is logged here would stand among the figures
    set_up_django()
    from bench import report
    from bench.run import run

    progress = Console(stderr=True)
    with progress.status("") as status:
        result = run(home, quick=quick, only=only, say=status.update)
    report.show(result, Console(width=140))
    return result


if __name__ == "__main__":
    command(prog_name="python -m bench")
