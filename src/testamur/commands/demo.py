"""`testamur demo`: load the demo world. Nothing in it is real."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from testamur.access.rules import ROLES
from testamur.commands import progress
from testamur.demo import learner, loading
from testamur.demo.people import PASSWORD, PEOPLE, PLACES

if TYPE_CHECKING:
    from testamur.batches.models import Batch

Echo = Callable[[str], object]


@click.command()
def command() -> None:
    """Load the demo world into an empty database: invented organisations, people, learners and batches.

    A database in which there is an organisation already is left as it is.
    """
    if not load_if_empty(echo=click.echo):
        click.echo("Nothing was loaded: the database is not empty.")
    print_logins(click.echo)


class _OnTerminal(loading.Teller):
    """Tells by lines of text and, while a batch is under way, by a progress bar."""

    def __init__(self, echo: Echo) -> None:
        self._echo = echo

    def step(self, text: str) -> None:
        self._echo(f"Demo world: {text}")

    def watch(self, *, look: Callable[[], Batch | None], until: Callable[[], bool]) -> None:
        progress.watch(look=look, until=until)

    def rested(self, batch: Batch) -> None:
        for line in progress.outcome(batch):
            self._echo(f"  {line}")


def load_if_empty(*, echo: Echo) -> bool:
    """Load the demo world unless there is an organisation already; says whether anything was loaded."""
    began = time.monotonic()
    with progress.quiet_logs():
        loaded = loading.load_if_empty(_OnTerminal(echo))
    if loaded:
        echo(f"Demo world: loaded in {time.monotonic() - began:.1f} s")
    return loaded


def print_logins(echo: Echo) -> None:
    """Who can log in to the demo world, and as what. Silent where it is not loaded."""
    if not loading.is_demo_world():
        return
    echo(f"Log in with the password “{PASSWORD}” as:")
    for person in PEOPLE:
        roles = "; ".join(f"{ROLES[role].label} at {PLACES[ukprn]}" for ukprn, role in person.roles)
        echo(f"  {person.username:<12}{roles}")
    echo(f"  {learner.EMAIL}: a learner, who sees their own record")
