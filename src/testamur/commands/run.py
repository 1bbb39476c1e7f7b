"""`testamur run`: all of Testamur on this machine, with nothing to install and nothing left behind."""

import errno
import logging
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

import click

from testamur.commands import set_up_django
from testamur.plumbing import paths
from testamur.plumbing.postgres import chosen
from testamur.plumbing.postgres.place import PostgresError
from testamur.plumbing.processes import Children, Signals

SECONDS_TO_ANSWER = 60


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HOST", show_envvar=True)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, envvar="PORT", show_envvar=True
)
@click.option("--workers", type=click.IntRange(1, 32), default=1, show_default=True, help="Worker processes.")
def command(host: str, port: int, workers: int) -> None:
    """Run Testamur here: database, demo world, worker and web. Ctrl-C stops everything."""
    _refuse_taken_port(host, port)
    os.environ["PORT"] = str(port)
    os.environ.setdefault("TESTAMUR_DEMO", "true")
    children = Children(paths.var("log"))
    try:
        with Signals() as signals, _database():
            try:
                with signals.at_once():
                    _make_ready()
                _start(children, host, port, workers, signals)
                _greet(host, port)
                while True:
                    _look_after(children, signals)
            finally:
                children.stop(hurry=signals.again)
    except KeyboardInterrupt:
        click.echo("\nStopped.")
    except PostgresError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'The system'}: {error.strerror}.") from error


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(_why_no_port(host, port, error)) from error


def _why_no_port(host: str, port: int, error: OSError) -> str:
    other = port + 1 if 1024 <= port < 65535 else 8000
    if error.errno == errno.EADDRINUSE:
        why = "is taken by another program"
    elif isinstance(error, PermissionError):
        why = "may be used by root only"
    else:
        why = f"of {host} cannot be used ({error.strerror or error})"
    return f"Port {port} {why}, so nothing was started. Choose another port: PORT={other} make run"


@contextmanager
def _database() -> Iterator[None]:
    with chosen.running() as name:
        click.echo(f"Database: {name}")
        yield


def _make_ready() -> None:
    """Bring tables, static files and the demo world up to this version."""
    set_up_django()
    logging.getLogger("testamur").setLevel(logging.WARNING)  # here its steps are told in words
    from testamur.commands import demo, migrate, static

    if count := migrate.migrate():
        click.echo(f"Database: {count} migrations applied")
    static.collect()
    demo.load_if_empty(echo=click.echo)


def _start(children: Children, host: str, port: int, workers: int, signals: Signals) -> None:
    """Start the workers and the web server, and wait for its first answer."""
    testamur = [sys.executable, "-m", "testamur.commands"]
    for number in range(1, workers + 1):
        name = f"worker {number}" if workers > 1 else "worker"
        children.start(name, [*testamur, "worker", "--name", name.replace(" ", "-")])
    children.start("web", [*testamur, "web", "--host", host, "--port", str(port)])
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not _answers(host, port):
        _look_after(children, signals)
        if time.monotonic() > deadline:
            raise click.ClickException(
                f"The web server does not answer. Its log: {children.logs / 'web.log'}"
            )


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(_reachable(host), port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def _greet(host: str, port: int) -> None:
    from testamur.commands import demo

    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host  # noqa: S104
    click.echo(f"\nTestamur runs at http://{shown}:{port}/\n")
    demo.print_logins(click.echo)
    click.echo(f"\nLogs: {paths.var('log')}. E-mail: {paths.var('mail')}. Ctrl-C stops everything.")


def _look_after(children: Children, signals: Signals) -> None:
    """Pass a moment, in which a child may die or a person may ask for the end."""
    time.sleep(0.1)
    signals.check()
    if child := children.dead():
        raise click.ClickException(
            f"The {child.name} process ended by itself (exit code {child.process.returncode}), so everything "
            f"is stopped. The end of its log, {child.log}:\n\n{child.last_words()}"
        )
