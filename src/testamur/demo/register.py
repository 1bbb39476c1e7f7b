"""The register of the demo world: which qualifications and units there are, and the files in which they come."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from testamur.achievements import samples
from testamur.batches.columns.layout import Layout
from testamur.demo.people import AWARDING, HARROWMERE, Awarding
from testamur.qualifications.kinds.organisations.layout import LAYOUT as ORGANISATIONS
from testamur.qualifications.kinds.register.layout import QUALIFICATIONS, UNITS

_SUBJECTS = """
    Accounting; Animal Care; Applied Science; Art and Design; Biology; Bricklaying; Business; Catering; Chemistry;
    Childcare; Computing; Construction; Dance; Digital Media; Economics; Engineering; English Language; French;
    Geography; Hairdressing; Health and Social Care; History; Horticulture; Law; Mathematics; Music Technology; Nursing
    Support; Photography; Physics; Plumbing; Psychology; Religious Studies; Sport; Travel and Tourism; Welsh
"""
_TOPICS = """
    hand tools; health and safety; a healthy diet; first aid; spreadsheets; customer enquiries; team meetings; plants;
    small animals; brick walls; electrical circuits; pipework; digital images; event planning; personal budgets
"""
SUBJECTS = [" ".join(subject.split()) for subject in _SUBJECTS.split(";")]
TOPICS = [" ".join(topic.split()) for topic in _TOPICS.split(";")]
_VERBS = ("Understanding", "Working with", "Planning for", "Explaining")


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of qualification: what the register calls it, and its grades as the register writes them."""

    title: str
    type: str
    level: str
    grading: str
    scale: str
    credits: str = ""


_NUMBERS = "9/8/7/6/5/4/3/2/1/U"
_LETTERS = "A*/A/B/C/D/E/U"
SORTS = (
    Sort("Level 1/Level 2 GCSE (9-1) in {}", "GCSE (9 to 1)", "Level 1/Level 2", "Graded", _NUMBERS),
    Sort("Level 3 Advanced GCE in {}", "GCE A Level", "Level 3", "Graded", _LETTERS),
    Sort("Level 3 Advanced Subsidiary GCE in {}", "GCE AS Level", "Level 3", "Graded", "A/B/C/D/E/U"),
    Sort(
        "Level 3 Extended Certificate in {}",
        "Vocationally-Related Qualification",
        "Level 3",
        "Graded",
        "Distinction*/Distinction/Merit/Pass",
    ),
    Sort("Level 2 Diploma in {}", "QCF", "Level 2", "Pass/Fail", "Pass", "37"),
    Sort("Entry Level Award in {}", "QCF", "Entry Level", "Pass/Fail", "Pass", "6"),
)
PATHWAYS = ("General", "Enterprise")


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry of the demo register, as far as batches need it."""

    owner: Awarding
    reference: str
    scale: str
    is_unit: bool
    is_qcf: bool
    is_current: bool

    @property
    def sample(self) -> samples.SampleQualification:
        return samples.SampleQualification(self.reference, tuple(self.scale.split("/")))


@dataclass(frozen=True, slots=True)
class Register:
    """The demo register: its entries, and the three files."""

    entries: tuple[Entered, ...]
    organisations: bytes
    qualifications: bytes
    units: bytes

    def of(self, owner: Awarding) -> list[samples.SampleQualification]:
        """What the organisation awards now, without units."""
        return [entry.sample for entry in self._current(owner) if not entry.is_unit]

    def provisional_of(self, owner: Awarding) -> list[samples.SampleQualification]:
        """What the organisation may award provisionally: nothing of the QCF."""
        return [entry.sample for entry in self._current(owner) if not entry.is_qcf]

    def units_of(self, owner: Awarding) -> list[samples.SampleQualification]:
        return [entry.sample for entry in self._current(owner) if entry.is_unit]

    def _current(self, owner: Awarding) -> list[Entered]:
        return [entry for entry in self.entries if entry.owner == owner and entry.is_current]


def make(*, seed: int = 1, qualifications: int = 120, units: int = 80) -> Register:
    """The demo register, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    entries: list[Entered] = []
    qualification_rows = list(_qualifications(qualifications, chance, entries))
    unit_rows = list(_units(units, chance, entries))
    return Register(
        entries=tuple(entries),
        organisations=_file(ORGANISATIONS, _organisations()),
        qualifications=_file(QUALIFICATIONS, qualification_rows),
        units=_file(UNITS, unit_rows),
    )


def _organisations() -> Iterable[Mapping[str, str]]:
    for awarding in AWARDING:
        yield {
            "recognition_number": awarding.number,
            "name": awarding.name,
            "acronym": awarding.acronym,
            "ukprn": awarding.ukprn,
        }


def _qualifications(count: int, chance: random.Random, entries: list[Entered]) -> Iterable[Mapping[str, str]]:
    for number in range(count):
        owner, sort = AWARDING[number % len(AWARDING)], SORTS[number % len(SORTS)]
        subject = SUBJECTS[(number * 7 + number // len(SORTS)) % len(SUBJECTS)]
        reference = samples.qualification_reference(number * 31)
        is_current = chance.random() < 0.9
        entries.append(Entered(owner, reference, sort.scale, False, sort.type == "QCF", is_current))
        # One number in thirty stands for two qualifications, told apart by their titles.
        pathways = PATHWAYS if number % 30 == 11 else ("",)
        for pathway in pathways:
            title = f"{owner.acronym} {sort.title.format(subject)}"
            yield {
                "reference": reference,
                "title": f"{title}: {pathway}" if pathway else title,
                "owner_number": owner.number,
                "owner_name": owner.name,
                "level": sort.level,
                "type": sort.type,
                "credits": sort.credits,
                "subject_area": subject,
                "status": "Available to learners" if is_current else "No longer awarded",
                "starts_on": "2015-09-01",
                "ends_on": "" if is_current else "2019-08-31",
                "certification_ends_on": "" if is_current else "2021-08-31",
                "grading_type": sort.grading,
                "grades": sort.scale,
            }


def _units(count: int, chance: random.Random, entries: list[Entered]) -> Iterable[Mapping[str, str]]:
    for number in range(count):
        owner = AWARDING[number % len(AWARDING)]
        reference = samples.unit_reference(number * 17)
        entries.append(Entered(owner, reference, "Pass", True, True, True))
        yield {
            "reference": reference,
            "title": f"{_VERBS[number % len(_VERBS)]} {TOPICS[number * 4 % len(TOPICS)]} {number // 15 + 1}",
            "owner_number": owner.number,
            "owner_name": owner.name,
            "shared": "Yes" if owner == HARROWMERE and number % 12 == 0 else "No",
            "level": f"Level {1 + number % 3}",
            "credits": str(chance.randrange(1, 10)),
            "starts_on": "2012-01-01",
            "ends_on": "",
            "grading_type": "Pass/Fail",
            "grades": "Pass",
        }


def _file(layout: Layout, rows: Iterable[Mapping[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(layout.headings), restval="")
    writer.writerow(layout.headings)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
