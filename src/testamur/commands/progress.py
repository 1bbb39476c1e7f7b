"""How a batch under way and a batch at rest look in a terminal. All of it goes to standard error."""

from __future__ import annotations

import time
from collections.abc import Callable
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

from testamur.bulk import queries as batches

if TYPE_CHECKING:
    from testamur.bulk.models import Batch

SECONDS_BETWEEN_LOOKS = 0.1


def watch(*, look: Callable[[], Batch | None], until: Callable[[], bool], console: Console) -> None:
    """Show how far a batch is until ``until`` says so; ``look`` fetches the batch."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Waiting", total=None)
        while True:
            resting = until()
            if batch := look():
                progress = batches.progress(batch)
                total = progress.total or None
                bar.update(
                    task, description=batches.meaning(batch).label, completed=progress.done, total=total
                )
            if resting:
                return
            time.sleep(SECONDS_BETWEEN_LOOKS)


def outcome(batch: Batch) -> list[str]:
    """What became of a batch, in a few lines."""
    lines = [
        f"Batch {batch.pk}, {batch.file_name}: {batches.meaning(batch).label}. {_seconds(batch)}".rstrip()
    ]
    if batch.total:
        lines.append(
            f"  {batch.total:,} records: {batch.accepted:,} accepted, {batch.rejected:,} rejected, "
            f"{batch.warned:,} with warnings only"
        )
    counted = {**batch.effects} or {f"to be {effect}": number for effect, number in batch.planned.items()}
    if counted:
        lines.append("  " + ", ".join(f"{number:,} {effect}" for effect, number in sorted(counted.items())))
    if batch.classes:
        listed = ", ".join(f"{name} {number:,}" for name, number in sorted(batch.classes.items()))
        lines.append(f"  Rejected by class: {listed}")
    for said in batches.batch_sentences(batch):
        lines.append(f"  {said.code}: {said.what} {said.remedy}")
    return lines


def _seconds(batch: Batch) -> str:
    if batch.started_at is None or batch.ended_at is None or batch.state != batches.BatchState.DONE:
        return ""
    return f"{(batch.ended_at - batch.started_at).total_seconds():.2f} s"
