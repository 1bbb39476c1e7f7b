"""The e-mails of a demo, which are written to files instead of being sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

_BETWEEN = b"\n" + b"-" * 79 + b"\n"  # what Django's file back end puts after each message


@dataclass(frozen=True, slots=True)
class Mail:
    file: str
    number: int
    at: dt.datetime
    to: str
    subject: str
    text: str
    attachments: tuple[str, ...]


def mails(limit: int = 200, *, containing: str = "") -> list[Mail]:
    """The newest e-mails, newest first; of these the ones with this in their subject or address."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    found: list[Mail] = []
    for path in files:
        if len(found) >= limit:
            break
        found += reversed(_read(path))
    words = containing.casefold()
    return [each for each in found[:limit] if words in f"{each.subject} {each.to}".casefold()]


def mail(file: str, number: int) -> Mail | None:
    """One e-mail of a file, if there is such a file among those of the folder."""
    folder = Path(settings.EMAIL_FILE_PATH)
    for path in folder.glob("*.log"):
        if path.name == file:
            return next((found for found in _read(path) if found.number == number), None)
    return None


def _read(path: Path) -> list[Mail]:
    at = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    parts = [part for part in path.read_bytes().split(_BETWEEN) if part.strip()]
    return [_mail(path.name, number, at, part) for number, part in enumerate(parts)]


def _mail(file: str, number: int, at: dt.datetime, raw: bytes) -> Mail:
    message = message_from_bytes(raw, policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError(f"{file} does not hold an e-mail.")
    body = message.get_body(preferencelist=("plain", "html"))
    return Mail(
        file=file,
        number=number,
        at=at,
        to=str(message["to"] or ""),
        subject=str(message["subject"] or ""),
        text=body.get_content() if body else "",
        attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
    )
