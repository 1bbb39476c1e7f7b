"""`testamur check`: what the server would say of a batch file's records, on the organisation's own machine.

Needs no database and no network, and never loads Django. It finds what can be found in the file alone and, with
``--register``, beside registers that stand in files too. What it could not look at, it says.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import click

from testamur.achievements.kinds.achievements.findings import CATALOGUE, REJECTING
from testamur.achievements.kinds.achievements.layout import JOB_TYPES, LAYOUT, RowOptions
from testamur.achievements.kinds.achievements.rules import read
from testamur.achievements.rules.registers import Registers
from testamur.batches.columns import Reading, Unreadable
from testamur.batches.columns.profiles import Profile, ProfileError, load_profile
from testamur.batches.findings import Finding, Sentence, Severity, in_words
from testamur.batches.rules import rejected_percent, too_many_rejected

REJECTED = 1
UNREADABLE = 2


@dataclass(slots=True)
class Outcome:
    """What a file's records came to."""

    reading: Reading
    not_looked_at: list[str]
    records: int = 0
    rejected: int = 0
    warned: int = 0
    sentences: list[tuple[str, Sentence]] = field(default_factory=list)

    def gate(self, threshold: float) -> Sentence | None:
        """Why the server would refuse the whole batch, if it would."""
        if not too_many_rejected(rejected=self.rejected, total=self.records, threshold_percent=threshold):
            return None
        params = {
            "rejected": self.rejected,
            "total": self.records,
            "percent": rejected_percent(
                rejected=self.rejected, total=self.records, threshold_percent=threshold
            ),
            "threshold": f"{threshold:g}",
        }
        return in_words(Finding("J02.threshold", params=params), CATALOGUE)


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, with every finding.")
@click.option(
    "--profile", type=click.Path(path_type=Path), help="A mapping profile (TOML), as the server uses."
)
@click.option(
    "--type", "job_type", type=click.Choice(JOB_TYPES), help="Type of job, if the file does not say."
)
@click.option(
    "--register",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A register to check against: qualifications, units, or learners, told apart by headings. May be repeated.",
)
@click.option(
    "--organisation", "number", metavar="NUMBER", help="Recognition number: for whom to check the registers."
)
@click.option("--limit", type=click.IntRange(0), help="Show so many findings; 0 for all.  [default: 20]")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 100),
    default=30,
    show_default=True,
    help="Percentage of rejected records above which the server refuses the whole batch.",
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Check as on this day.  [default: today in the United Kingdom]",
)
def command(
    file: BinaryIO,
    as_json: bool,
    profile: Path | None,
    job_type: str | None,
    files: tuple[Path, ...],
    number: str | None,
    limit: int | None,
    threshold: float,
    on: datetime | None,
) -> None:
    """Check the achievement batch in FILE (LRS XML or CSV; - for standard input).

    With --register, it is judged beside registers as well: the regulator's qualifications.csv, a units.csv, and
    learners in the form of a verify batch (ULN, GivenName, FamilyName, DateOfBirth, Gender).

    Exits with 0 if no record would be rejected, with 1 if some would, with 2 if the file cannot be read.
    """
    today = on.date() if on else _today()
    used, registers = _profile(profile), _registers(files, number, today)
    name = _name(file)
    try:
        outcome = _outcome(
            read(file, name=name, rows=RowOptions(today=today), profile=used, job_type=job_type), registers
        )
    except Unreadable as unreadable:
        sentences = [in_words(finding, CATALOGUE) for finding in unreadable.findings]
        click.echo(_refusal_as_json(name, sentences) if as_json else _refusal(name, sentences))
        sys.exit(UNREADABLE)
    if as_json:
        click.echo(_as_json(name, outcome, threshold, limit))
    else:
        click.echo(_as_text(name, outcome, threshold, 20 if limit is None else limit))
    sys.exit(REJECTED if outcome.rejected else 0)


def _name(file: BinaryIO) -> str:
    name = getattr(file, "name", "<stdin>")
    return "standard input" if name == "<stdin>" else Path(name).name


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/London")).date()


def _profile(path: Path | None) -> Profile:
    try:
        return load_profile(LAYOUT, path)
    except ProfileError as error:
        raise click.UsageError(str(error)) from error


def _registers(files: tuple[Path, ...], number: str | None, today: date) -> Registers:
    from testamur.commands.registers import NotARegister, read_into  # what nobody asks for is not loaded

    registers = Registers(number=number.upper() if number else None)
    for path in files:
        try:
            read_into(registers, path, today)
        except NotARegister as error:
            raise click.UsageError(str(error)) from error
    return registers


def _outcome(reading: Reading, registers: Registers) -> Outcome:
    """Registers are asked about records that nothing in their own file speaks against, as the server asks them."""
    outcome = Outcome(reading, registers.not_looked_at())
    for line in reading.lines:
        beside = (
            registers.judge(line.payload, reading.header["job_type"])
            if line.payload and not line.rejected
            else []
        )
        rejected = line.rejected or any(finding.key in REJECTING for finding in beside)
        findings = [*line.findings, *beside]
        outcome.records += 1
        outcome.rejected += rejected
        outcome.warned += bool(findings) and not rejected
        for finding in findings:
            outcome.sentences.append((finding.key, in_words(finding, CATALOGUE, line=line.number)))
    return outcome


def _refusal(name: str, sentences: list[Sentence]) -> str:
    lines = [f"{name} cannot be read as a batch."]
    for sentence in sentences:
        lines += ["", f"{sentence.code}: {sentence.what}", f"  {sentence.remedy}"]
    return "\n".join(lines)


def _refusal_as_json(name: str, sentences: list[Sentence]) -> str:
    return _dumped(
        {"file": name, "readable": False, "findings": [_plain(sentence) for sentence in sentences]}
    )


def _as_json(name: str, outcome: Outcome, threshold: float, limit: int | None) -> str:
    gate = outcome.gate(threshold)
    notes = [in_words(note, CATALOGUE) for note in outcome.reading.notes]
    return _dumped(
        {
            "file": name,
            "readable": True,
            "format": outcome.reading.format,
            "header": dict(outcome.reading.header),
            "records": outcome.records,
            "accepted": outcome.records - outcome.rejected,
            "rejected": outcome.rejected,
            "with_warnings": outcome.warned,
            "whole_batch_refused": _plain(gate) if gate else None,
            "not_looked_at": outcome.not_looked_at,
            "notes": [_plain(note) for note in notes],
            "findings_total": len(outcome.sentences),
            "findings": [
                {**_plain(sentence), "key": key} for key, sentence in outcome.sentences[: limit or None]
            ],
        }
    )


def _dumped(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _plain(sentence: Sentence) -> dict[str, Any]:
    return {
        "record": sentence.line,
        "code": sentence.code,
        "severity": str(sentence.severity),
        "class": str(sentence.error_class),
        "field": sentence.field,
        "value": sentence.value,
        "what": sentence.what,
        "remedy": sentence.remedy,
    }


def _as_text(name: str, outcome: Outcome, threshold: float, limit: int) -> str:
    reading = outcome.reading
    right = outcome.records - outcome.rejected
    lines = [
        f"{name}: {reading.format.upper()}, {reading.header['job_type'].capitalize()}, "
        f"{outcome.records:,} {'record' if outcome.records == 1 else 'records'}",
        f"  {right:,} right, {outcome.rejected:,} rejected, {outcome.warned:,} with warnings only",
    ]
    for note in reading.notes:
        sentence = in_words(note, CATALOGUE)
        lines += ["", f"{sentence.code}: {sentence.what}", f"  {sentence.remedy}"]
    if outcome.sentences:
        lines += ["", *_summary(outcome), "", *_first(outcome, limit)]
    gate = outcome.gate(threshold)
    lines += [
        "",
        f"{gate.code}: the server would refuse the whole batch. {gate.what}" if gate else _verdict(outcome),
    ]
    return "\n".join(lines)


def _summary(outcome: Outcome) -> list[str]:
    """How often each thing was found, the most frequent first, errors before warnings."""
    counts = Counter(key for key, _ in outcome.sentences)
    keys = sorted(counts, key=lambda key: (CATALOGUE[key].severity is Severity.WARNING, -counts[key], key))
    return [
        f"  {counts[key]:>7,} × {CATALOGUE[key].code:<9}{CATALOGUE[key].severity:<8} {example.what}"
        for key in keys
        for example in [next(sentence for found, sentence in outcome.sentences if found == key)]
    ]


def _first(outcome: Outcome, limit: int) -> list[str]:
    shown = outcome.sentences[:limit] if limit else outcome.sentences
    lines = []
    for _, sentence in shown:
        lines += [
            f"Record {sentence.line:,} {sentence.field}",
            f"  {sentence.code} {sentence.severity}: {sentence.what}",
            f"  {sentence.remedy}",
        ]
    if len(shown) < len(outcome.sentences):
        lines += [f"... and {len(outcome.sentences) - len(shown):,} more. --limit 0 shows all."]
    return lines


def _verdict(outcome: Outcome) -> str:
    also = f"The server also looks at: {'; '.join(outcome.not_looked_at)}."
    if outcome.rejected:
        return f"The server would reject {outcome.rejected:,} of {outcome.records:,} records. {also}"
    return f"Nothing that was looked at speaks against it. {also}"
