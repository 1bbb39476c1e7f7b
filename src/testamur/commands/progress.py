"""How a batch under way and a batch at rest look in a terminal. Bars go to standard error."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from testamur.batches import queries as ledger

if TYPE_CHECKING:
    from testamur.batches.models import Batch

SECONDS_BETWEEN_LOOKS = 0.1


@contextmanager
def quiet_logs() -> Iterator[None]:
    """Keep the log from the terminal of a person who waits, unless they asked for it by ``TESTAMUR_LOG_LEVEL``."""
    log = logging.getLogger("testamur")
    before = log.level
    if "TESTAMUR_LOG_LEVEL" not in os.environ:
        log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def watch(*, look: Callable[[], Batch | None], until: Callable[[], bool]) -> None:
    """Show how far a batch is until ``until`` says so; ``look`` fetches it. Without a terminal nothing is shown."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Waiting", total=None)
        while True:
            resting = until()
            batch = look()
            if batch is not None:
                progress = ledger.progress(batch)
                label = ledger.meaning(batch).label
                bar.update(task, description=label, completed=progress.done, total=progress.total or None)
            if resting:
                return
            time.sleep(SECONDS_BETWEEN_LOOKS)


def outcome(batch: Batch) -> list[str]:
    """What became of a batch, in a few lines."""
    lines = [
        f"Batch {batch.pk}, {batch.file_name}: {ledger.meaning(batch).label}. {_seconds(batch)}".rstrip()
    ]
    if batch.total:
        lines.append(
            f"  {batch.total:,} records: {batch.accepted:,} accepted, {batch.rejected:,} rejected, "
            f"{batch.warned:,} with warnings only"
        )
    counted = batch.effects or {f"to be {effect}": number for effect, number in batch.planned.items()}
    if counted:
        lines.append("  " + ", ".join(f"{number:,} {effect}" for effect, number in sorted(counted.items())))
    if batch.classes:
        listed = ", ".join(f"{name} {number:,}" for name, number in sorted(batch.classes.items()))
        lines.append(f"  Rejected by class: {listed}")
    lines += [
        f"  {sentence.code}: {sentence.what} {sentence.remedy}" for sentence in ledger.batch_sentences(batch)
    ]
    return lines


def _seconds(batch: Batch) -> str:
    if batch.started_at is None or batch.ended_at is None or batch.state != ledger.BatchState.DONE:
        return ""
    return f"{(batch.ended_at - batch.started_at).total_seconds():.2f} s"
