"""`testamur submit`: hand in a batch file for an organisation, as its page and the API do."""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click
from django.core.exceptions import PermissionDenied, ValidationError

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.achievements.kinds.achievements.layout import JOB_TYPES
from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.columns import Unreadable
from testamur.batches.findings import Sentence, in_words
from testamur.batches.queries import BatchState, Event
from testamur.commands import progress
from testamur.learners.states import job_status
from testamur.organisations import queries as organisations
from testamur.plumbing import malware, queue, trouble

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.batches.models import Batch
    from testamur.organisations.models import Organisation

REJECTIONS = 1
NO_OUTCOME = 2
SECONDS_UNTIL_WORKER_IS_MISSED = 5


class NotSubmitted(click.ClickException):
    """Nothing was handed in; the message says why."""

    exit_code = NO_OUTCOME


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--organisation", "of", required=True, metavar="UKPRN", help="Whose batch it is.")
@click.option(
    "--type", "job_type", type=click.Choice(JOB_TYPES), help="Type of job, if the file does not say."
)
@click.option(
    "--kind",
    type=click.Choice([kind.name for kind in registry.all_kinds()]),
    default="achievements",
    show_default=True,
    help="What is in the file.",
)
@click.option(
    "--user", metavar="USERNAME", help="In whose name.  [default: an account of the command line's own]"
)
@click.option("--again", is_flag=True, help="Send it although the same file was sent before.")
@click.option("--wait", is_flag=True, help="Wait for the outcome.")
@click.option("--confirm", is_flag=True, help="Confirm the batch if it waits for that. Implies --wait.")
@click.option(
    "--timeout", type=click.FloatRange(min=0), default=600, show_default=True, help="Seconds to wait at most."
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def command(
    file: BinaryIO,
    of: str,
    job_type: str | None,
    kind: str,
    user: str | None,
    again: bool,
    wait: bool,
    confirm: bool,
    timeout: float,
    as_json: bool,
) -> None:
    """Submit the batch in FILE (LRS XML or CSV; - for standard input) for an organisation.

    Exits with 0 when the batch was taken (with --wait, or if the file was sent before: when every record was
    accepted), with 1 if records were rejected or the batch was refused or cancelled, with 2 if there is no outcome: it
    could not be submitted, could not be read, or was not done in time.
    """
    organisation = organisation_named(of)
    by = account_named(user) if user else own_account(organisation)
    with progress.quiet_logs():
        submission = _submit(
            kind=kind,
            organisation=organisation,
            file=_seekable(file),
            file_name=_name(file),
            options={"job_type": job_type} if job_type else {},
            send_again=again,
            by=by,
        )
        batch = submission.batch
        if not submission.is_new and not as_json:
            click.echo(f"This file was sent before, as batch {batch.pk}. --again sends it again.", err=True)
        if wait or confirm:
            batch = _outcome(batch, by=by, confirm=confirm, timeout=timeout)
    if as_json:
        click.echo(json.dumps(shown(batch) | {"new": submission.is_new}, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(progress.outcome(batch)))
    sys.exit(0 if ledger.is_moving(batch) and not (wait or confirm) else exit_code(batch))


def organisation_named(of: str) -> Organisation:
    found = organisations.by_ukprn(of) or organisations.by_recognition_number(of)
    if found is None:
        raise NotSubmitted(f"There is no organisation “{of}”. Check the UKPRN after --organisation.")
    return found


def own_account(organisation: Organisation) -> User:
    """The account of the command line for the organisation."""
    try:
        return access_actions.command_line_account(organisation=organisation)
    except ValidationError as error:
        raise NotSubmitted(f"{' '.join(error.messages)} Name an operator with --user.") from error


def account_named(username: str) -> User:
    account = access.user_by_login(username)
    if account is None:
        raise NotSubmitted(f"There is no account “{username}”. `testamur createuser` makes one.")
    return account


def _name(file: BinaryIO) -> str:
    name = getattr(file, "name", "<stdin>")
    return "standard-input" if name == "<stdin>" else Path(name).name


def _seekable(file: BinaryIO) -> BinaryIO:
    """The file itself, or what came through standard input as a file."""
    return file if file.seekable() else io.BytesIO(file.read())


def _submit(*, kind: str, by: User, **what: Any) -> batches.Submission:
    try:
        return batches.submit(kind=kind, through="command", by=by, **what)
    except PermissionDenied as error:
        raise NotSubmitted(str(error)) from error
    except malware.Unscanned as error:
        raise NotSubmitted(str(trouble.UNSCANNED)) from error
    except Unreadable as error:
        catalogue = registry.named(kind).catalogue
        sentences = [in_words(finding, catalogue) for finding in error.findings]
        raise NotSubmitted(" ".join(f"{each.what} {each.remedy}" for each in sentences)) from error


def _outcome(batch: Batch, *, by: User, confirm: bool, timeout: float) -> Batch:
    """Wait until the engine has nothing more to do with the batch; confirm it on the way if asked to."""
    waiting = _Waiting(batch, by, timeout)
    batch = waiting.done()
    if confirm and batch.state == BatchState.READY:
        if not ledger.can(by, Event.CONFIRM, batch):
            raise NotSubmitted(f"Batch {batch.pk} must be confirmed by someone who has the right to do so.")
        batches.confirm(batch=batch, by=by)
        batch = waiting.done()
    return batch


class _Waiting:
    """Looks at a batch until it has come to rest, the time is up, or the person has had enough."""

    def __init__(self, batch: Batch, by: User, timeout: float) -> None:
        self._batch, self._by = batch, by
        self._began = time.monotonic()
        self._timeout = timeout
        self._missed_worker = False

    def done(self) -> Batch:
        self._look()
        try:
            progress.watch(look=lambda: self._batch, until=self._at_rest)
        except KeyboardInterrupt:
            raise NotSubmitted(f"\nBatch {self._batch.pk} was submitted and goes on without you.") from None
        return self._batch

    def _look(self) -> Batch:
        self._batch = ledger.batch_by_number(self._by, self._batch.pk) or self._batch
        return self._batch

    def _at_rest(self) -> bool:
        if not ledger.is_moving(self._look()):
            return True
        waited = time.monotonic() - self._began
        if waited > self._timeout:
            raise NotSubmitted(
                f"Batch {self._batch.pk} was submitted, but is still “{ledger.meaning(self._batch).label}” after "
                f"{waited:.0f} seconds. {self._worker_hint()} It goes on; look at it later."
            )
        if waited > SECONDS_UNTIL_WORKER_IS_MISSED and not self._missed_worker:
            self._missed_worker = True
            if hint := self._worker_hint():
                click.echo(hint, err=True)
        return False

    def _worker_hint(self) -> str:
        return "" if queue.living_workers() else "No worker is running; `testamur worker` starts one."


def exit_code(batch: Batch) -> int:
    unread = batch.state == BatchState.REFUSED and batch.total == 0
    if unread or ledger.can_be(Event.RETRY, batch):
        return NO_OUTCOME
    unapplied = batch.state in (BatchState.REFUSED, BatchState.CANCELLED, BatchState.UNDONE)
    return REJECTIONS if unapplied or batch.rejected else 0


def shown(batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch.pk,
        "id": str(batch.uuid),
        "kind": batch.kind,
        "organisation": batch.organisation.ukprn or batch.organisation.recognition_number,
        "file": batch.file_name,
        "state": batch.state,
        "status": job_status(batch.state),
        "records": batch.total,
        "accepted": batch.accepted,
        "rejected": batch.rejected,
        "with_warnings": batch.warned,
        "rejected_by_class": batch.classes,
        "planned": batch.planned,
        "effects": batch.effects,
        "findings": [plain(sentence) for sentence in ledger.batch_sentences(batch)],
        "by_code": [
            {
                "code": found.code,
                "severity": str(found.severity),
                "records": found.lines,
                "what": found.example.what,
            }
            for found in ledger.findings_by_code(batch)
        ],
        "reports": sorted(batch.reports),
    }


def plain(sentence: Sentence) -> dict[str, Any]:
    return {
        "code": sentence.code,
        "severity": str(sentence.severity),
        "what": sentence.what,
        "remedy": sentence.remedy,
    }
