"""What a file says of itself: type of job, e-mail address, whose it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from testamur.achievements.columns.options import ReadOptions
from testamur.batches.columns import Unreadable
from testamur.batches.findings import Finding
from testamur.plumbing.text import may_be_email


def job_type_of(header: Mapping[str, str], options: ReadOptions) -> str:
    """``provisional`` or ``final``: what the file says, or else the submission; they must not differ."""
    text = header.get("job_type", "")
    if not text:
        if options.job_type is None:
            raise Unreadable(Finding("J07.job_type_missing"))
        return options.job_type
    said = options.profile.job_types.get(text.lower())
    if said is None:
        raise Unreadable(Finding("J07.job_type", value=text))
    if options.job_type not in (None, said):
        differs = {"found": said.capitalize(), "expected": str(options.job_type).capitalize()}
        raise Unreadable(Finding("J03.type_differs", params=differs))
    return said


def check_email(header: Mapping[str, str]) -> None:
    """Refuse an address that cannot be one. Lenient: what matters is whether mail can be sent there."""
    address = header.get("email", "")
    if address and not may_be_email(address):
        raise Unreadable(Finding("J07.email", value=address))


def from_file_name(name: str, options: ReadOptions) -> tuple[dict[str, str], list[Finding]]:
    """What the file's name says of it, and a note if the name is unusual and the profile asks for one."""
    rules = options.profile.file_name
    plain = re.split(r"[\\/]", name)[-1]
    for pattern in rules.patterns:
        if match := pattern.fullmatch(plain):
            claimed = match.groupdict().get("ukprn")
            return ({"file_ukprn": claimed} if claimed else {}), []
    if rules.otherwise == "note" and plain:
        return {}, [Finding("R07.file_name", value=plain, params={"expected": rules.usual})]
    return {}, []
