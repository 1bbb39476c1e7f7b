"""What a verify batch says of itself."""

from __future__ import annotations

from datetime import date

from testamur.batches.columns.reading import Unreadable
from testamur.learners.kinds.verify.layout import LAYOUT
from testamur.plumbing.text import may_be_email


def begin(header: dict[str, str], today: date) -> date:
    check_email(header.get("email", ""))
    return today


def check_email(address: str) -> None:
    """Refuse an address that cannot be one. Lenient: what matters is whether mail can be sent there."""
    if address and not may_be_email(address):
        raise Unreadable(LAYOUT.finding("email", "OrgEmail", address))
