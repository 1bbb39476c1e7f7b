"""All that a batch has done, in a form in which two runs can be compared: without ids and times, which may differ."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, fields
from email import message_from_bytes
from pathlib import Path
from typing import Any

from faults.service import Service

# What may differ between two runs of the same file: numbers that a sequence gives, and the times of writing.
_ACHIEVEMENTS = """
select to_jsonb(held) - array['id', 'uuid', 'created_at', 'updated_at', 'finalised_at']
  from achievements_achievement as held
 order by organisation_id, uln, reference, award_date, id
"""
_HISTORY = """
select to_jsonb(event)
       - array['pgh_id', 'pgh_obj_id', 'pgh_created_at', 'pgh_context_id', 'id', 'updated_at', 'finalised_at']
       || jsonb_build_object('process', context.metadata)
  from achievements_achievementevent as event join pghistory_context as context on context.id = event.pgh_context_id
 order by uln, reference, award_date, pgh_obj_id, pgh_id
"""
_LEDGER = """
select to_jsonb(row) - array['record'] || jsonb_build_object('became', array[held.uln, held.reference,
       held.award_date::text, held.batch_id::text, held.batch_line::text])
  from batches_batchrow as row left join achievements_achievement as held on held.id = row.record
 where row.batch_id = %(batch)s order by line
"""
_BATCH = """
select to_jsonb(batch) - array['received_at', 'started_at', 'judged_at', 'confirmed_at', 'applied_at', 'ended_at',
       'progressed_at', 'reports'] from batches_batch as batch where id = %(batch)s
"""
_NOTICES = (
    'select array["to", subject, body, (sent_at is not null)::text] from notices_notice order by dedupe'
)
_TIMES = ("StartDate", "EndDate", "Duration")


@dataclass
class Outcome:
    """What is on the register, in its history, in the ledger, in the files and in the post."""

    batch: dict[str, Any]
    achievements: list[Any]
    history: list[Any]
    ledger: list[Any]
    files: dict[str, bytes]
    job_result: dict[str, Any]
    notices: list[Any]
    letters: Counter[str] = field(default_factory=Counter)

    def differences(self, other: Outcome) -> dict[str, Any]:
        """What differs from another outcome, and no more of it than a person can read."""
        found = {}
        for part in fields(self):
            mine, theirs = getattr(self, part.name), getattr(other, part.name)
            if mine != theirs:
                found[part.name] = _first_difference(mine, theirs)
        return found


def outcome_of(service: Service, batch: int) -> Outcome:
    """Look at all that the service has done with a batch that has ended."""
    parameters = {"batch": batch}
    files = outcome_files(service, batch)
    result = json.loads(files.pop("job-result.json"))
    return Outcome(
        batch=service.ask(_BATCH, parameters)[0][0],
        achievements=[held for (held,) in service.ask(_ACHIEVEMENTS)],
        history=[version for (version,) in service.ask(_HISTORY)],
        ledger=[line for (line,) in service.ask(_LEDGER, parameters)],
        files=files,
        job_result={name: value for name, value in result.items() if name not in _TIMES},
        notices=[notice for (notice,) in service.ask(_NOTICES)],
        letters=letters(service.home),
    )


def outcome_files(service: Service, batch: int) -> dict[str, bytes]:
    """The outcome files by name; nothing else may lie beside them."""
    ((uuid, reports),) = service.ask(
        "select uuid, reports from batches_batch where id = %(batch)s", {"batch": batch}
    )
    stored = service.home / "var" / "files"
    found = {name: (stored / report["path"]).read_bytes() for name, report in reports.items()}
    folder = stored / "batches" / str(uuid)
    lying = {str(path.relative_to(stored)) for path in folder.rglob("*") if path.is_file()}
    assert lying == {f"batches/{uuid}/submitted", *(report["path"] for report in reports.values())}
    return found


def letters(home: Path) -> Counter[str]:
    """How often each e-mail was handed over, by its subject and Message-ID."""
    sent = Counter()
    for path in (home / "var" / "mail").glob("*.log"):
        for text in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            if text.strip():
                message = message_from_bytes(text)
                sent[f"{message['Subject']} {message['Message-ID']}"] += 1
    return sent


def _first_difference(mine: Any, theirs: Any) -> Any:
    if isinstance(mine, list) and isinstance(theirs, list):
        pairs = zip(mine, theirs, strict=False)
        first = next((place for place, pair in enumerate(pairs) if pair[0] != pair[1]), None)
        said = f"{len(mine)} and {len(theirs)}"
        return (said, first, mine[first], theirs[first]) if first is not None else said
    if isinstance(mine, dict) and isinstance(theirs, dict):
        names = sorted({name for name in {*mine, *theirs} if mine.get(name) != theirs.get(name)})
        return {name: (str(mine.get(name))[:200], str(theirs.get(name))[:200]) for name in names}
    return (mine, theirs)
