"""`testamur check`: the validation tool that an awarding organisation runs on its own machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from testamur.achievements.kinds.achievements.findings import CATALOGUE
from testamur.achievements.samples import valid_uln
from testamur.batches.findings import in_words
from testamur.commands import main
from unit.achievements.batches import csv, lines, several, texts, xml

DAY = ("--on", "2024-07-15")
RIGHT = several(10)
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


def check(tmp_path: Path, data: bytes, *options: str, name: str = "batch.xml") -> Result:
    path = tmp_path / name
    path.write_bytes(data)
    return CliRunner().invoke(main, ["check", str(path), *DAY, *options])


def wrong(count: int) -> list[list[str | None]]:
    """Ten records, so many of them wrong."""
    return [texts(uln=valid_uln(number), gender="7" if number < count else "1") for number in range(10)]


@pytest.mark.requirement("ACH-16")
@pytest.mark.parametrize("write", [xml, csv])
def test_a_right_file_is_told_so_and_exits_with_0(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    answer = check(tmp_path, write(RIGHT))
    assert answer.exit_code == 0
    assert "10 records" in answer.output
    assert "10 right, 0 rejected" in answer.output
    assert "Nothing that was looked at speaks against it." in answer.output


@pytest.mark.requirement("ACH-16")
def test_warnings_alone_exit_with_0(tmp_path: Path) -> None:
    answer = check(tmp_path, xml([texts(provider_ukprn="TEST0045")]))
    assert answer.exit_code == 0
    assert "1 right, 0 rejected, 1 with warnings only" in answer.output
    assert "F07 warning: The UKPRN TEST0045" in answer.output


@pytest.mark.requirement("ACH-16")
def test_rejected_records_are_named_with_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    answer = check(tmp_path, csv(wrong(2)))
    assert answer.exit_code == 1
    assert "8 right, 2 rejected" in answer.output
    assert "2 × F05" in answer.output
    assert "Record 1 Gender" in answer.output
    assert "“7” is not a gender code." in answer.output
    assert "Use 0 (not known)" in answer.output
    assert "The server would reject 2 of 10 records." in answer.output


@pytest.mark.requirement("ACH-16")
@pytest.mark.requirement("ACH-05")
@pytest.mark.parametrize(("count", "refused"), [(3, False), (4, True)])
def test_it_says_whether_the_whole_batch_would_be_refused(tmp_path: Path, count: int, refused: bool) -> None:
    answer = check(tmp_path, xml(wrong(count)))
    assert answer.exit_code == 1
    assert ("RS005: the server would refuse the whole batch." in answer.output) is refused
    in_json = json.loads(check(tmp_path, xml(wrong(count)), "--json").output)
    assert (in_json["whole_batch_refused"] is not None) is refused


def test_the_threshold_can_be_set(tmp_path: Path) -> None:
    assert "RS005" in check(tmp_path, xml(wrong(3)), "--threshold", "29.9").output
    assert "RS005" not in check(tmp_path, xml(wrong(4)), "--threshold", "40").output
    assert check(tmp_path, xml(wrong(4)), "--threshold", "many").exit_code == 2


@pytest.mark.requirement("ACH-16")
def test_json_holds_the_same_findings_as_the_reader(tmp_path: Path) -> None:
    data = xml([*wrong(2), texts(uln="1", award_date="2024-02-30")])
    answer = json.loads(check(tmp_path, data, "--json").output)
    expected = [
        (line.number, finding.key, in_words(finding, CATALOGUE).what)
        for line in lines(data)
        for finding in line.findings
    ]
    assert [(found["record"], found["key"], found["what"]) for found in answer["findings"]] == expected
    assert (answer["readable"], answer["format"], answer["records"]) == (True, "xml", 11)
    assert (answer["accepted"], answer["rejected"], answer["findings_total"]) == (8, 3, 4)
    assert answer["header"]["job_type"] == "final"


def test_as_many_findings_are_shown_as_asked_for(tmp_path: Path) -> None:
    few = check(tmp_path, xml(wrong(5)), "--limit", "2").output
    assert few.count("  F05 error: ") == 2
    assert "... and 3 more. --limit 0 shows all." in few
    everything = check(tmp_path, xml(wrong(5)), "--limit", "0").output
    assert everything.count("  F05 error: ") == 5
    assert "more." not in everything
    answer = json.loads(check(tmp_path, xml(wrong(5)), "--json", "--limit", "2").output)
    assert (len(answer["findings"]), answer["findings_total"]) == (2, 5)


SWAPPED = xml(RIGHT).replace(b"Gender", b"Other").replace(b"Grade", b"Gender").replace(b"Other", b"Grade")
UNREADABLE = [
    ("empty", b"", "J04"),
    ("too large", b"a" * (6 * 1024 * 1024 + 1), "J01"),
    ("too many", csv([texts(uln=valid_uln(number)) for number in range(10_001)]), "WSEC0046"),
    ("no records", xml([]), "WSEC0047"),
    ("neither XML nor CSV", b"hello", "J06"),
    ("a workbook", b"PK\x03\x04" + bytes(99), "J04"),
    ("truncated", xml(RIGHT)[:-100], "WSEC0001"),
    ("a DOCTYPE", LAUGHS, "WSEC0001"),
    ("wrong namespace", xml(RIGHT).replace(b"api.lrs.qcf", b"api.lrs.other"), "WSEC0001"),
    ("wrong order", SWAPPED, "WSEC0001"),
    ("unknown element", xml(RIGHT).replace(b"<Grade>", b"<Level>3</Level><Grade>"), "WSEC0001"),
    ("binary", bytes(range(256)) * 40, "J04"),
    ("NUL", csv(RIGHT).replace(b"Pass", b"Pa\0ss"), "J04"),
    ("broken UTF-16", csv(RIGHT).decode("utf-8-sig").encode("utf-16")[:-1], "J04"),
    ("one line of five megabytes", b"x," * (5 * 512 * 1024), "J04"),
    ("wrong headings", csv(RIGHT).replace(b"Grade", b"Garde"), "J06"),
    ("wrong type of job", xml(RIGHT, job_type="Interim"), "WSEC0045"),
    ("wrong e-mail", xml(RIGHT, email="nobody"), "WSEC0044"),
]  # fmt: skip


@pytest.mark.requirement("ACH-16")
@pytest.mark.parametrize(
    ("data", "code"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE]
)
def test_a_file_that_cannot_be_read_exits_with_2_and_a_sentence(
    tmp_path: Path, data: bytes, code: str
) -> None:
    answer = check(tmp_path, data, name="QCF_10001234_2024-07-15_001.XML")
    assert answer.exit_code == 2
    assert "cannot be read as a batch." in answer.output
    assert f"\n{code}: " in answer.output
    assert "Traceback" not in answer.output
    in_json = json.loads(check(tmp_path, data, "--json").output)
    assert in_json["readable"] is False
    assert [found["code"] for found in in_json["findings"]] == [code]


@pytest.mark.requirement("ACH-01")
def test_the_limits_are_named(tmp_path: Path) -> None:
    assert "larger than 6 MB" in check(tmp_path, UNREADABLE[1][1]).output
    assert "more than 10,000 records" in check(tmp_path, UNREADABLE[2][1]).output


def test_wrong_headings_are_answered_with_the_nearest_and_the_expected(tmp_path: Path) -> None:
    answer = check(tmp_path, csv(RIGHT).replace(b"Grade", b"Garde"), name="batch.csv").output
    assert "“Garde” may be meant as Grade" in answer
    assert "We expected: AchievementAwardDate" in answer


def test_the_type_of_job_can_be_given(tmp_path: Path) -> None:
    bare = xml(RIGHT, job_type=None)
    assert check(tmp_path, bare).exit_code == 2
    assert "Provisional" in check(tmp_path, bare, "--type", "provisional").output
    assert "J03" in check(tmp_path, xml(RIGHT), "--type", "provisional").output


def test_a_profile_is_used_and_a_wrong_one_refused(tmp_path: Path) -> None:
    profile = tmp_path / "own.toml"
    profile.write_text('[fields]\nGrade = ["Outcome"]\n', "utf-8")
    data = csv(RIGHT).replace(b"Grade", b"Outcome")
    assert check(tmp_path, data).exit_code == 2
    assert check(tmp_path, data, "--profile", str(profile)).exit_code == 0
    profile.write_text("[felds]\n", "utf-8")
    refused = check(tmp_path, data, "--profile", str(profile))
    assert refused.exit_code == 2
    assert "“felds”" in refused.output


def test_the_day_can_be_given(tmp_path: Path) -> None:
    data = xml([texts(award_date="2024-06-28", action_date="2024-06-28")])
    assert check(tmp_path, data, "--on", "2024-06-28").exit_code == 0
    assert check(tmp_path, data, "--on", "2024-06-27").exit_code == 1


def test_today_in_the_united_kingdom_is_the_day_unless_one_is_given(tmp_path: Path) -> None:
    path = tmp_path / "batch.xml"
    path.write_bytes(xml([texts(award_date="2124-01-01")]))
    assert "is in the future" in CliRunner().invoke(main, ["check", str(path)]).output
    path.write_bytes(xml([texts()]))
    assert CliRunner().invoke(main, ["check", str(path)]).exit_code == 0


def test_a_file_comes_from_standard_input_too() -> None:
    answer = CliRunner().invoke(main, ["check", "-", *DAY], input=xml(RIGHT))
    assert answer.exit_code == 0
    assert "10 right" in answer.output


def test_notes_on_the_whole_file_are_shown(tmp_path: Path) -> None:
    answer = check(tmp_path, csv(RIGHT).decode("utf-8-sig").encode("cp1252"))
    assert answer.exit_code == 0
    assert "R05: The file is not UTF-8." in answer.output


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["check", str(tmp_path / "missing.csv")])
    assert answer.exit_code == 2
    assert "No such file" in answer.output


@pytest.mark.requirement("ACH-16")
def test_it_needs_no_django_no_database_and_nothing_slow_to_load(tmp_path: Path) -> None:
    path = tmp_path / "batch.xml"
    path.write_bytes(xml(RIGHT))
    program = (
        "import sys\nfrom testamur.commands import main\n"
        f"try:\n    main(['check', {str(path)!r}, '--on', '2024-07-15'])\n"
        "finally:\n    loaded = {name.split('.')[0] for name in sys.modules}\n"
        "    print(loaded & {'django', 'psycopg', 'procrastinate', 'structlog', 'xlsxwriter'})"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines()[-1] == "set()"
    assert "10 right" in answer.stdout
