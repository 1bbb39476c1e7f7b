"""Invented learners, qualifications and batches, the same for the same seed.

The demo world, the tests and the measurements use them. A batch has, on request, a share of records with a
deliberate fault, every kind of fault in turn, and says of each record which fault it has.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from testamur.achievements.kinds.achievements.layout import KEYS
from testamur.achievements.kinds.achievements.writing import texts_of
from testamur.learners.rules import ULN_UNKNOWN, uln_of
from testamur.qualifications.rules import UNIT_LETTERS, read_reference

_NOBODY = 400_000_000
"""Numbers from here on give ULNs that no invented learner has."""

_GIVEN = """
    Aisha Alys Amir Beatrix Bronwen Callum Carys Chidi Dafydd Eilidh Elin Faisal Freya Gethin Grace
    Hannah Idris Imogen Ines Jamal Joanne Kasper Layla Leo Mairéad Megan Mohammed Niamh Noor Oluwaseun
    Oscar Priya Rhys Róisín Ruby Samuel Seren Siân Sofia Tariq Theo Tomos Yasmin Zoë
"""
_FAMILY = """
    Abara Adeyemi Ahmed Ashworth Begum Bevan Blackwood Campbell Chaudhry Clarke Davies Douglas Ellis
    Evans Farrow Fitzgerald Gallagher García Griffiths Hale Hughes Iqbal Jenkins Jones Kaur Kowalska
    Lewis MacLeod Mensah Morgan Müller Nowak O'Brien Okafor O'Neill Owen Patel Powell Price Rees
    Roberts Sadiq Smith-Jones Taylor Thomas Wood
"""
_AREAS = "B BD BS CF CV DE EH G L LE LL LS M NE NG NR OX S SA SY"
GIVEN_NAMES, FAMILY_NAMES, POSTCODE_AREAS = _GIVEN.split(), _FAMILY.split(), _AREAS.split()


@dataclass(frozen=True, slots=True)
class SampleLearner:
    uln: str
    given_name: str
    family_name: str
    date_of_birth: date
    gender: int
    postcode: str


@dataclass(frozen=True, slots=True)
class SampleQualification:
    reference: str
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleRecord:
    """A record's texts in the order of the schema, and the key of the finding that it should cause."""

    texts: list[str | None]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class SampleBatch:
    """What a batch is made from. ``faulty`` is the share of records with a fault, from 0 to 1."""

    learners: Sequence[SampleLearner]
    qualifications: Sequence[SampleQualification]
    today: date
    providers: Sequence[str] = ("10001234", "10004567", "10007890")
    first_award: date = date(2023, 6, 1)
    faulty: float = 0.0
    faults: Sequence[str] = field(default_factory=lambda: tuple(FAULTS))
    seed: int = 1


def valid_uln(number: int) -> str:
    """A valid ULN for every number from 0 to 449,999,999; no two numbers share one.

    Of two neighbouring beginnings, at least one is that of a ULN: the ninth digit weighs 2, so their
    remainders differ by 2 and are not both 0.
    """
    first = 100_000_000 + 2 * number
    uln = uln_of(str(first)) or uln_of(str(first + 1))
    if uln is None:
        raise ValueError(f"{number} is not from 0 to 449,999,999")
    return uln


def qualification_reference(number: int) -> str:
    """A qualification number with the right check character."""
    digits = f"{6_030_000 + number:07}"
    found = read_reference(digits + "0")
    return f"{digits[:3]}/{digits[3:]}/{found.expected if found else ''}"


def unit_reference(number: int) -> str:
    """A unit reference with the right check letter."""
    digits = f"{5_010_000 + number:07}"
    found = read_reference(UNIT_LETTERS[0] + digits)
    return f"{found.expected if found else ''}/{digits[:3]}/{digits[3:]}"


def learners(count: int, *, seed: int = 1, first: int = 0) -> list[SampleLearner]:
    """Invented learners, with the ULNs of the numbers from ``first``."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    return [
        SampleLearner(
            uln=valid_uln(first + number),
            given_name=chance.choice(GIVEN_NAMES),
            family_name=chance.choice(FAMILY_NAMES),
            date_of_birth=date(2004, 9, 1) + timedelta(days=chance.randrange(365 * 4)),
            gender=chance.choice((0, 1, 1, 1, 2, 2, 2, 9)),
            postcode=_postcode(chance),
        )
        for number in range(count)
    ]


def _postcode(chance: random.Random) -> str:
    area = chance.choice(POSTCODE_AREAS)
    end = "".join(chance.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    return f"{area}{chance.randrange(1, 30)} {chance.randrange(1, 10)}{end}"


def records(count: int, batch: SampleBatch) -> Iterator[SampleRecord]:
    """``count`` records to be created, ordered by learner as the LRS recommends, no achievement twice."""
    chance = random.Random(batch.seed)  # noqa: S311 - nothing secret is drawn
    each = -(-count // len(batch.learners))
    wrong = 0
    good: Texts | None = None
    for number in range(count):
        position, turn = divmod(number, each)
        if turn == 0:
            taken: set[tuple[str, date]] = set()
        qualification = batch.qualifications[(position + turn) % len(batch.qualifications)]
        awarded = _free_day(qualification.reference, taken, chance, batch)
        texts = texts_of(_payload(batch.learners[position], qualification, awarded, number, chance, batch))
        if good and batch.faults and chance.random() < batch.faulty:
            fault = batch.faults[wrong % len(batch.faults)]
            wrong += 1
            yield SampleRecord(
                list(good) if fault == DUPLICATE else FAULTS[fault](texts, number, batch), fault
            )
        else:
            good = texts
            yield SampleRecord(texts)


def _free_day(
    reference: str, taken: set[tuple[str, date]], chance: random.Random, batch: SampleBatch
) -> date:
    """A day on which this learner has not been awarded this yet."""
    days = max((batch.today - batch.first_award).days, 1)
    day = chance.randrange(7) * 13 % days
    while (reference, awarded := batch.first_award + timedelta(days=day)) in taken:
        day = (day + 1) % days
    taken.add((reference, awarded))
    return awarded


def _payload(
    learner: SampleLearner,
    qualification: SampleQualification,
    awarded: date,
    number: int,
    chance: random.Random,
    batch: SampleBatch,
) -> dict[str, object]:
    provider = chance.choice(batch.providers)
    return {
        "award_date": awarded.isoformat(),
        "action": "create",
        "action_date": min(awarded + timedelta(days=10), batch.today).isoformat(),
        "date_of_birth": learner.date_of_birth.isoformat(),
        "family_name": learner.family_name,
        "gender": learner.gender,
        "given_name": learner.given_name,
        "grade": chance.choice(qualification.grades),
        "language": "Welsh"
        if learner.postcode.startswith(("CF", "LL", "SA")) and number % 3 == 0
        else "English",
        "postcode": learner.postcode,
        "mis_identifier": f"{provider[-5:]}/{number + 1:06}",
        "provider_ukprn": provider,
        "uln": learner.uln,
        "reference": qualification.reference,
    }


Texts = list[str | None]
Fault = Callable[[Texts, int, SampleBatch], Texts]


def _with(**changed: str | None) -> Fault:
    """A fault that only puts other texts into some fields."""
    places = [(KEYS.index(key), text) for key, text in changed.items()]

    def spoil(texts: Texts, number: int, batch: SampleBatch) -> Texts:
        for place, text in places:
            texts[place] = text
        return texts

    return spoil


def _made(key: str, make: Callable[[str, int, SampleBatch], str]) -> Fault:
    """A fault that makes a field's text from the one that it has."""
    place = KEYS.index(key)

    def spoil(texts: Texts, number: int, batch: SampleBatch) -> Texts:
        texts[place] = make(texts[place] or "", number, batch)
        return texts

    return spoil


def _other_digit(uln: str, number: int, batch: SampleBatch) -> str:
    return f"{uln[:-1]}{(int(uln[-1]) + 5) % 10}"


def _tomorrow(text: str, number: int, batch: SampleBatch) -> str:
    return (batch.today + timedelta(days=1)).isoformat()


def _other_check_character(reference: str, number: int, batch: SampleBatch) -> str:
    if reference[0].isdigit():
        return f"{reference[:-1]}{(int(reference[-1]) + 1) % 10 if reference[-1].isdigit() else 1}"
    return f"{UNIT_LETTERS[UNIT_LETTERS.index(reference[0]) - 1]}{reference[1:]}"


def _failed_unit(texts: Texts, number: int, batch: SampleBatch) -> Texts:
    units = (known.reference for known in batch.qualifications if known.reference[0] in UNIT_LETTERS)
    texts[KEYS.index("reference")] = next(units, unit_reference(0))
    texts[KEYS.index("grade")] = "Fail"
    return texts


def _unchanged(texts: Texts, number: int, batch: SampleBatch) -> Texts:
    return texts


DUPLICATE = "B07.duplicate"

FAULTS: dict[str, Fault] = {
    "F01.missing": _with(family_name=" "),
    "F02.shape": _made("uln", lambda uln, number, batch: uln[:-1]),
    "F02.check_digit": _made("uln", _other_digit),
    "F02.unknown": _with(uln=ULN_UNKNOWN),
    "F03.not_a_date": _with(award_date="2023-02-29T00:00:00"),
    "F03.too_early": _with(award_date="2006-08-31T00:00:00"),
    "F03.future": _made("award_date", _tomorrow),
    "F04.action": _with(action="7"),
    "F05.grade_length": _with(grade="Distinction with Honours"),
    "F05.gender": _with(gender="3"),
    "F05.postcode": _with(postcode="not known"),
    "F05.date_of_birth": _with(date_of_birth="2005-13-01T00:00:00"),
    "F06.shape": _with(reference="Z0007834"),
    "F07.shape": _with(provider_ukprn="1000123"),
    "F08.language": _with(language="Klingon"),
    "L01.unknown_uln": _made("uln", lambda uln, number, batch: valid_uln(_NOBODY + number)),
    "L02.name_mismatch": _with(family_name="Zygmuntowicz", given_name="Xanthippe"),
    "L02.date_of_birth": _with(date_of_birth="1999-12-31T00:00:00"),
    "B01.unknown_reference": _made("reference", lambda text, number, batch: qualification_reference(969_999)),
    "B03.not_found": _with(action="3", action_reason="Entered in error"),
    "B06.failed_unit": _failed_unit,
    DUPLICATE: _unchanged,
}
"""What can be made wrong with a record, by the key of the finding that it causes."""

WARNINGS: dict[str, Fault] = {
    "F06.check_character": _made("reference", _other_check_character),
    "F07.unusual": _with(provider_ukprn="90000051"),
    "B08.grade_scale": _with(grade="Splendid"),
}
"""What can be made odd: the record is accepted, with a warning."""
