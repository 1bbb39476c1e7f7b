"""`testamur check --register`: the same findings as the server's, as far as files can tell (ACH-16)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integration.commands.running import call
from integration.qualifications.files import confirmed, file_of, submitted
from testamur.achievements.samples import valid_uln
from testamur.learners.models import Learner
from world import World, record, submit, xml

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ACH-16")]

ENTRIES = [
    {"reference": "600/1166/X", "title": "Horticulture"},
    {"reference": "601/0009/6", "title": "Care", "type": "QCF", "grades": "Pass"},
    {"reference": "603/0001/5", "title": "Theirs", "owner_number": "RN0002", "owner_name": "Southern Board"},
    {"reference": "603/0002/7", "title": "New", "starts_on": "2025-01-01"},
    {"reference": "603/0003/9", "title": "Old", "starts_on": "2001-01-01", "ends_on": "2010-01-01"},
]
UNITS = [{"reference": "K/501/5773"}, {"reference": "J/602/3521", "shared": "Yes", "owner_number": "RN0002"}]
FIELDS = ("ULN", "GivenName", "FamilyName", "DateOfBirth", "Gender")


@pytest.fixture(autouse=True)
def _no_gate(settings: Any) -> None:
    settings.ACHIEVEMENT_REJECTED_PERCENT = "100"
    settings.ACHIEVEMENT_UNKNOWN_PROVIDER = "none"


@pytest.fixture
def registers(world: World, tmp_path: Path) -> list[Path]:
    """The registers as the service has them, and the files of which it has them."""
    files = []
    for kind, rows in (("register", ENTRIES), ("units", UNITS)):
        data = file_of(kind, *rows)
        assert confirmed(world, submitted(world, kind, data)).state == "done"
        files.append(tmp_path / f"{kind}.csv")
        files[-1].write_bytes(data)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(FIELDS)
    for each in Learner.objects.all():
        writer.writerow([each.uln, each.given_name, each.family_name, each.date_of_birth, each.gender])
    files.append(tmp_path / "learners.csv")
    files[-1].write_text(text.getvalue(), encoding="utf-8")
    return files


def records(world: World) -> Iterator[dict[str, Any]]:
    """Right ones, and one for each thing that can be wrong beside a register."""
    held = iter(world.learners)

    def one(**changes: Any) -> dict[str, Any]:
        return record(next(held), **{"reference": "600/1166/X", "grade": "A", **changes})

    yield one()
    yield one(reference="K/501/5773", grade="Pass")
    yield one(reference="J/602/3521", grade="Pass")
    yield one(reference="601/0009/6", grade="Pass")
    yield one(grade="Z")
    yield one(grade="Z", action="withdraw")
    yield one(reference="603/0001/5")
    yield one(reference="603/0002/7")
    yield one(reference="603/0003/9", award_date="2010-01-01")
    yield one(reference="603/0003/9", award_date="2010-01-02")
    yield one(reference="603/0004/0")
    yield one(family_name="Quitedifferent")
    yield one(given_name=world.learners[12].given_name[:1])
    yield one(date_of_birth=dt.date(1990, 1, 1).isoformat())
    yield one(uln=valid_uln(777_000))
    yield one(gender={1: "2", 2: "1"}.get(world.learners[15].gender, "0"))
    yield one(award_date="2001-01-01")


HELD = ("B02.", "B03.", "B04.", "L03.", "F07.")  # beside what is on the record, and what files do not say


@pytest.mark.parametrize("job_type", ["final", "provisional"])
def test_the_findings_are_those_of_the_server(
    world: World, registers: list[Path], tmp_path: Path, job_type: str
) -> None:
    data = xml(list(records(world)), job_type=job_type)
    path = tmp_path / "batch.xml"
    path.write_bytes(data)
    options = [part for file in registers for part in ("--register", str(file))]
    told = json.loads(call("check", str(path), "--json", *options, "--organisation", "rn0001").output)
    batch = submit(world, data, name="batch.xml")
    server = {
        (row.line, said["key"], said.get("field"), said.get("value"))
        for row in batch.rows.all()
        for said in row.findings
        if not said["key"].startswith(HELD)
    }
    ours = {(each["record"], each["key"], each["field"], each["value"]) for each in told["findings"]}
    assert ours == server
    keys = {key for _line, key, _field, _value in ours}
    assert {"B01.unknown_reference", "B01.not_owner", "B01.not_offered", "B08.grade_scale"} <= keys
    assert {"L01.unknown_uln", "L02.date_of_birth", "L02.name_mismatch", "F03.too_early"} <= keys
    assert ("B05.treated_as_final" in keys) is (job_type == "provisional")


def test_it_says_what_it_could_not_look_at(world: World, registers: list[Path], tmp_path: Path) -> None:
    path = tmp_path / "batch.xml"
    path.write_bytes(xml([record(world.learners[0], reference="600/1166/X", grade="A")]))
    alone = call("check", str(path)).output
    for words in ("the register of qualifications", "the register of learners", "on the record already"):
        assert words in alone
    qualifications, _units, learners = registers
    told = json.loads(call("check", str(path), "--json", "--register", str(qualifications)).output)
    assert "the register of qualifications" not in told["not_looked_at"]
    assert {"the register of units", "the register of learners"} <= set(told["not_looked_at"])
    assert any("whose the qualifications are" in words for words in told["not_looked_at"])
    answer = call("check", str(path), "--register", str(qualifications), "--register", str(learners))
    assert answer.exit_code == 0


def test_a_file_that_is_no_register_is_refused(world: World, tmp_path: Path) -> None:
    path, other = tmp_path / "batch.xml", tmp_path / "holidays.csv"
    path.write_bytes(xml([record(world.learners[0])]))
    other.write_text("Place,Sea\nWhitby,North\n")
    answer = call("check", str(path), "--register", str(other))
    assert (answer.exit_code, "holidays.csv is no register" in answer.output) == (2, True)
