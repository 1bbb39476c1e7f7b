"""Verifying learners: one at a time, and what a verify batch gave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, cast

from django.conf import settings

from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.columns.profiles import load_profile
from testamur.batches.columns.tables import places_of
from testamur.batches.findings import Finding
from testamur.batches.queries import LedgerLine
from testamur.learners.models import Learner
from testamur.learners.queries.learners import identities_relation
from testamur.learners.rules.verifying import (
    ANSWER_KEYS,
    MATCHING,
    Claim,
    Code,
    Disclosure,
    Flag,
    Held,
    How,
    parts,
    verify,
)
from testamur.plumbing import sql

if TYPE_CHECKING:
    from testamur.batches.models import Batch, BatchRow

VERIFIED = "learner.verified"
"""The process under which a learner's timeline says who asked."""

INSUFFICIENT = "WSRC0015"
"""The answer to a record that could not be verified, because what it says cannot be read (lrs.md 2.2)."""

_ANSWERS = frozenset(ANSWER_KEYS.values())
_AT_ONCE = 2000
_ULN = 1


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What the register holds of a learner, as far as it is disclosed: the number always, the rest by the setting."""

    uln: str
    given_name: str = ""
    family_name: str = ""
    date_of_birth: dt.date | None = None
    gender: int | None = None

    @classmethod
    def of(cls, learner: Learner) -> Disclosed:
        """All of it."""
        return cls(
            learner.uln or "", learner.given_name, learner.family_name, learner.date_of_birth, learner.gender
        )


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer to one claim. ``held`` is there only for a match or a similar one; it is the master's, if merged.

    ``learner`` is the record under the claimed ULN itself. It is for the audit, and is shown to nobody.
    """

    claim: Claim
    code: Code
    flags: tuple[Flag, ...]
    parts: Mapping[str, How]
    held: Disclosed | None
    master_substituted: bool
    learner: Learner | None


def verify_one(claim: Claim) -> Verified:
    """Compare a claim with the register. Whoever asks for somebody does so through the action, which notes it."""
    learner = Learner.objects.select_related("master").filter(uln=claim.uln, deleted_at=None).first()
    held = None if learner is None else held_of(learner)
    verdict = verify(claim, held)
    return Verified(
        claim=claim,
        code=verdict.code,
        flags=verdict.flags,
        parts=parts(claim, held) if held else {},
        held=_disclosed(learner, verdict.code),
        master_substituted=learner is not None and learner.master_id is not None and verdict.code in MATCHING,
        learner=learner,
    )


def held_of(learner: Learner) -> Held:
    """A learner as the rules take them, with the one they are merged into."""
    return Held(
        learner.given_name,
        learner.family_name,
        learner.previous_family_name,
        learner.date_of_birth,
        learner.gender,
        held_of(learner.master) if learner.master else None,
    )


def _disclosed(learner: Learner | None, code: str) -> Disclosed | None:
    if learner is None or code not in MATCHING:
        return None
    known = learner.known_as
    if not Disclosure(settings.VERIFY_DISCLOSES).allows(code):
        return Disclosed(known.uln)
    return Disclosed.of(known)


@dataclass(frozen=True, slots=True)
class VerifiedRow:
    """One line of a verify batch with its answer (lrs.md 3.4, ``VerifiedLearner``). What was searched is as it came.

    ``code`` is one of :class:`Code`, or ``WSRC0015`` for a line that could not be verified; ``findings`` say why.
    """

    line: int
    mis_identifier: str
    searched_uln: str
    searched_family_name: str
    searched_given_name: str
    searched_date_of_birth: str
    searched_gender: str
    code: str
    held: Disclosed | None
    flags: tuple[Flag, ...]
    findings: list[Finding]


def verify_output(batch: Batch) -> Iterator[VerifiedRow]:
    """Every line of a verify batch that is done, in order, read in pieces.

    Code and flags are those of the moment when the batch was judged; what is held is read as it is now.
    """
    yield from _answered(ledger.all_rows(batch, size=_AT_ONCE), batch.headings)


def verified_rows(batch: Batch, rows: Iterable[BatchRow]) -> list[VerifiedRow]:
    """The same of some lines of the batch."""
    lines = (
        LedgerLine(row.line, row.incoming, row.payload, row.findings, row.rejected, row.effect)
        for row in rows
    )
    return list(_answered(lines, batch.headings))


def _answered(lines: Iterable[LedgerLine], headings: list[str]) -> Iterator[VerifiedRow]:
    layout = registry.named("verify").layout
    places = places_of(headings, layout, load_profile(layout))
    order = [places.get(name) for name in layout.names]
    remaining = iter(lines)
    while piece := list(islice(remaining, _AT_ONCE)):
        read = [(line, _searched(line, order), *_answer(line)) for line in piece]
        known = _known({searched[_ULN].strip() for _line, searched, code, _flags in read if code in MATCHING})
        for line, searched, code, flags in read:
            held = known.get(searched[_ULN].strip()) if code in MATCHING else None
            if held is not None and not Disclosure(settings.VERIFY_DISCLOSES).allows(code):
                held = Disclosed(held.uln)
            found = [Finding.from_stored(kept) for kept in line.findings]
            yield VerifiedRow(line.number, *searched, code, held, flags, found)


# What is held under each ULN, or under the one into which it has been merged.
_HELD = f"""
SELECT held.uln, person.uln, person.given_name, person.family_name, person.date_of_birth::text, person.gender
  FROM {identities_relation()} AS held
  JOIN {identities_relation()} AS person ON person.uln = coalesce(held.master_uln, held.uln)
 WHERE held.uln = ANY(%(ulns)s)
"""


def _known(ulns: set[str]) -> dict[str, Disclosed]:
    return {
        uln: Disclosed(known_as, given, family, dt.date.fromisoformat(born), gender)
        for uln, known_as, given, family, born, gender in sql.rows(_HELD, {"ulns": list(ulns)})
    }


def _searched(line: LedgerLine, order: list[int | None]) -> tuple[str, str, str, str, str, str]:
    """The texts of a line as they came, in the order of the schema."""
    texts = [(line.incoming[place] or "") if place is not None else "" for place in order]
    return cast("tuple[str, str, str, str, str, str]", tuple(texts))


def _answer(line: LedgerLine) -> tuple[str, tuple[Flag, ...]]:
    if line.rejected or line.effect is None:
        bad_uln = any(found["key"].startswith("V11.") for found in line.findings)
        return (Code.NOT_FOUND if bad_uln else INSUFFICIENT), ()
    for found in line.findings:
        if found["key"] in _ANSWERS:
            said = str(found.get("params", {}).get("flags", ""))
            return line.effect, tuple(Flag(flag) for flag in said.split(", ") if flag)
    return line.effect, ()
