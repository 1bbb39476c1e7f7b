"""What an achievement record must satisfy that needs more than one of its fields, and what its file says of itself."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, BinaryIO

from testamur.achievements.kinds.achievements.findings import REJECTING
from testamur.achievements.kinds.achievements.layout import LAYOUT, RowOptions, shapes
from testamur.batches.columns.checks import date_repair
from testamur.batches.columns.judging import Judged, LineJudge
from testamur.batches.columns.opening import open_file
from testamur.batches.columns.profiles import Profile, load_profile
from testamur.batches.columns.reading import Form, Limits, Reading, RowRules, Unreadable
from testamur.batches.findings import Finding
from testamur.plumbing.dates import read_date
from testamur.plumbing.text import may_be_email

LIMITS = Limits(6 * 1024 * 1024, 10_000, 4_000, 24 * 1024 * 1024)
"""Those of the LRS (awarding-organisation FAQ)."""

_REFERENCE = "UnitOrQualificationReferenceNumber"


def row_rules(options: RowOptions) -> RowRules:
    """QCF units: a failed one is not put on the record (B06), and none is provisional (B05)."""
    provisional = options.job_type == "provisional"

    def judge(payload: dict[str, Any], problems: list[Finding]) -> None:
        if payload["reference_kind"] != "unit":
            return
        grade = payload["grade"]
        if grade and payload["action"] in ("create", "update", "reinstate") and options.says_failed(grade):
            problems.append(Finding("B06.failed_unit", "Grade", grade))
        if provisional:
            problems.append(Finding("B05.treated_as_final", _REFERENCE, payload["reference"]))

    return judge


def judge_record(texts: list[str | None], options: RowOptions) -> Judged:
    """Judge a single record; ``texts`` are its fields in the order of the layout."""
    return LineJudge(LAYOUT, options, rejecting=REJECTING, rules=row_rules).judge(texts)


def begin(header: dict[str, str], options: RowOptions, profile: Profile, job_type: str | None) -> RowOptions:
    """Settle the type of job and check the e-mail address; ``job_type`` is what the submission says."""
    check_email(header)
    check_issued(header)
    header["job_type"] = job_type_of(header, profile, job_type)
    values = profile.values
    return replace(
        options, job_type=header["job_type"], actions=values["actions"], languages=values["languages"]
    )


def job_type_of(header: dict[str, str], profile: Profile, job_type: str | None) -> str:
    """``provisional`` or ``final``: what the file says, or else the submission; they must not differ."""
    text = header.get("job_type", "")
    if not text:
        if job_type is None:
            raise Unreadable(Finding("J07.job_type_missing"))
        return job_type
    stated = profile.values["job_types"].get(text.lower())
    if stated is None:
        raise Unreadable(Finding("J07.job_type", value=text))
    if job_type not in (None, stated):
        differs = {"found": stated.capitalize(), "expected": str(job_type).capitalize()}
        raise Unreadable(Finding("J03.type_differs", params=differs))
    return stated


def check_email(header: dict[str, str]) -> None:
    """Refuse an address that cannot be one. Lenient: what matters is whether mail can be sent there."""
    address = header.get("email", "")
    if address and not may_be_email(address):
        raise Unreadable(LAYOUT.finding("email", value=address))


def check_issued(header: dict[str, str]) -> None:
    """Settle when the results were issued, if the file says so. It may be sent before that day."""
    text = header.pop("issued_on", "")
    if not text:
        return
    day = read_date(date_repair(text)[0])
    if day is None:
        raise Unreadable(Finding("J08.issued", value=text))
    header["issued_on"] = day.isoformat()


def from_file_name(name: str, profile: Profile) -> tuple[dict[str, str], list[Finding]]:
    """What the file's name says of it, and a note if the name is unusual and the profile asks for one."""
    rules = profile.file_name
    plain = re.split(r"[\\/]", name)[-1]
    if rules is None:
        return {}, []
    for pattern in rules.patterns:
        if match := pattern.fullmatch(plain):
            claimed = match.groupdict().get("ukprn")
            return ({"file_ukprn": claimed} if claimed else {}), []
    if rules.otherwise == "note" and plain:
        return {}, [LAYOUT.finding("file_name", value=plain, expected=rules.usual)]
    return {}, []


def form(
    rows: RowOptions, *, profile: Profile, limits: Limits = LIMITS, job_type: str | None = None
) -> Form[RowOptions]:
    """How a file is read; ``job_type`` is what the submission says of it, if anything."""
    return Form(
        layout=LAYOUT,
        profile=profile,
        limits=limits,
        begin=lambda header: begin(header, rows, profile, job_type),
        rejecting=REJECTING,
        rules=row_rules,
    )


def read(
    file: BinaryIO,
    *,
    name: str,
    rows: RowOptions,
    profile: Profile | None = None,
    job_type: str | None = None,
    **limits: int,
) -> Reading:
    """Open a batch file of any format that is taken, as the server and ``testamur check`` do alike."""
    used = profile or load_profile(LAYOUT)
    claims, notes = from_file_name(name, used)
    reading = open_file(
        file,
        form(rows, profile=used, limits=replace(LIMITS, **limits), job_type=job_type),
        shapes=shapes(used),
    )
    reading.header = {**claims, **reading.header}
    reading.notes += notes
    return reading
