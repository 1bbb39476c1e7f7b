"""`testamur batch`: look at a batch and decide about it, as its page and the API do."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.core.exceptions import PermissionDenied, ValidationError

from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.commands import progress
from testamur.commands.submit import (
    NO_OUTCOME,
    account_named,
    exit_code,
    organisation_named,
    own_account,
    plain,
    shown,
)
from testamur.plumbing import trouble

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.batches.models import Batch


class NotDone(click.ClickException):
    """Nothing was changed; the message says why."""

    exit_code = NO_OUTCOME


@click.group()
def command() -> None:
    """Look at a batch and decide about it. NUMBER is the number that `testamur submit` gives."""


def _about_batch(function: Callable[..., None]) -> Callable[..., None]:
    """The argument and options that all have: which batch, and in whose name."""

    @click.argument("number", type=click.IntRange(min=1))
    @click.option("--user", metavar="USERNAME", help="In whose name.")
    @click.option(
        "--organisation",
        "of",
        metavar="UKPRN",
        help="Instead: in that of the command line, for this organisation.",
    )
    @functools.wraps(function)
    def wrapped(number: int, user: str | None, of: str | None, **more: Any) -> None:
        by = _by(user, of)
        batch = ledger.batch_by_number(by, number)
        if batch is None:
            raise NotDone(f"There is no batch {number}, or it is not {by}’s to see. Check the number.")
        function(batch, by=by, **more)

    return wrapped


def _by(user: str | None, of: str | None) -> User:
    if (user is None) == (of is None):
        raise click.UsageError("Say in whose name: --user USERNAME, or --organisation UKPRN.")
    found: User = account_named(user) if user else own_account(organisation_named(of or ""))
    return found


_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def _tell(batch: Batch, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(shown(batch), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(progress.outcome(batch)))


@command.command()
@_about_batch
@_JSON
def status(batch: Batch, *, by: User, as_json: bool) -> None:
    """Say what has become of the batch.

    Exits with 0 while it moves and if every record was accepted, with 1 if records were rejected or it was refused,
    cancelled or undone, with 2 if it could not be read or is stopped.
    """
    _tell(batch, as_json=as_json)
    sys.exit(0 if ledger.is_moving(batch) else exit_code(batch))


def _decided(batch: Batch, by: User, act: Callable[..., Batch], *, as_json: bool) -> None:
    try:
        with progress.quiet_logs():
            act(batch=batch, by=by)
    except (PermissionDenied, ValidationError) as error:
        raise NotDone(" ".join(getattr(error, "messages", [str(error)]))) from error
    except Exception as error:
        if met := trouble.of(error):
            raise NotDone(str(met)) from error
        raise
    _tell(ledger.batch_by_number(by, batch.pk) or batch, as_json=as_json)


@command.command()
@_about_batch
@_JSON
def confirm(batch: Batch, *, by: User, as_json: bool) -> None:
    """Let a checked batch be applied. A worker does it."""
    _decided(batch, by, batches.confirm, as_json=as_json)


@command.command()
@_about_batch
@_JSON
def cancel(batch: Batch, *, by: User, as_json: bool) -> None:
    """Stop a batch of which nothing has been applied."""
    _decided(batch, by, batches.cancel, as_json=as_json)


@command.command()
@_about_batch
@_JSON
@click.option("--yes", is_flag=True, help="Do not ask.")
def undo(batch: Batch, *, by: User, as_json: bool, yes: bool) -> None:
    """Put back what an applied batch changed. What has changed since is left. A worker does it."""
    if not yes:
        click.confirm(
            f"Undo batch {batch.pk}, {batch.file_name}, of {batch.organisation}?", abort=True, err=True
        )
    _decided(batch, by, batches.undo, as_json=as_json)


@command.command()
@_about_batch
@_JSON
@click.option("--code", help="Only findings with this code.")
@click.option("--severity", type=click.Choice(["error", "warning"]), help="Only these.")
def findings(batch: Batch, *, by: User, as_json: bool, code: str | None, severity: str | None) -> None:
    """List what was found in the batch, record by record."""
    rows = ledger.rows_with_findings(batch, code=code, severity=severity)
    found = [
        {"record": each.line} | plain(sentence) | {"field": sentence.field, "value": sentence.value}
        for each in ledger.in_words_all(batch, list(rows))
        for sentence in each.sentences
        if code in (None, sentence.code) and severity in (None, sentence.severity)
    ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(
            f"Record {each['record']:,} {each['field']}\n  {each['code']} {each['severity']}: {each['what']}"
        )
        click.echo(f"  {each['remedy']}")
    if not found:
        click.echo("Nothing was found.")


@command.command()
@_about_batch
@click.option(
    "--to",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Write them to this directory; without it, they are listed.",
)
@click.option("--name", help="Only this one.")
def files(batch: Batch, *, by: User, to: Path | None, name: str | None) -> None:
    """List the outcome files of the batch, or write them to a directory."""
    names = sorted(batch.reports) if name is None else [name]
    for each in names:
        found = ledger.report_file(batch, each)
        if found is None:
            raise NotDone(
                f"Batch {batch.pk} has no file “{each}”. It has: {', '.join(sorted(batch.reports)) or 'none'}."
            )
        report, content = found
        with content:
            if to is not None:
                _write(to / each, content.read())
        click.echo(f"{to / each if to else each}  {report['size']:,} bytes  {report['title']}")
    if not names:
        click.echo("The batch has no outcome files.")


def _write(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise NotDone(f"There is a file {path} already. Choose another directory.") from error
