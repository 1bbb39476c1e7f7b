"""The file of a batch as it comes in: as the whole body, or as a part of a form."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from typing import IO, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from testamur.api import problems
from testamur.api.problems import Problem, parameter_error
from testamur.batches import registry
from testamur.batches.findings import Finding, in_words
from testamur.plumbing import bodies

MULTIPART = "multipart/form-data"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES_OF_FORMAT = {"xml": ("application/xml", "text/xml"), "csv": ("text/csv",), "xlsx": (XLSX,)}
_PIECE = 1 << 18


def largest_body(kind: str) -> int:
    """The largest file, and room for the form around it."""
    return registry.named(kind).max_file_bytes() + bodies.AROUND_A_FILE


def too_large(size: int, kind: str) -> Problem:
    """The refusal of a body of this size, in the words of the finding that a page would show."""
    refusal = registry.named(kind).refusal_of_size(size)
    return refused("too-large", [refusal] if refusal else [], kind)


def refused(slug: str, findings: list[Finding], kind: str) -> Problem:
    catalogue = registry.named(kind).catalogue
    return problems.with_findings(slug, [in_words(found, catalogue, translate=_) for found in findings])


@dataclass(slots=True)
class Sent:
    """A file, its name, and the fields of the form around it."""

    file: IO[bytes]
    name: str
    fields: dict[str, str]

    def digest(self) -> str:
        found = hashlib.sha256()
        self.file.seek(0)
        while piece := self.file.read(_PIECE):
            found.update(piece)
        return found.hexdigest()


def sent(request: HttpRequest, *, name: str | None, stem: str) -> Sent:
    """What the request brings; a body without a name is called ``stem``. At most a megabyte is kept in memory."""
    kind = (request.content_type or "").lower()
    if kind == MULTIPART:
        return _from_form(request)
    extension = next(extension for extension, types in TYPES_OF_FORMAT.items() if kind in types)
    return Sent(_from_body(request), name or f"{stem}.{extension}", {})


def _from_body(request: HttpRequest) -> IO[bytes]:
    file = tempfile.SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115 - it lives as long as the request
    while piece := request.read(_PIECE):
        file.write(piece)
    file.seek(0)
    return file


def _from_form(request: HttpRequest) -> Sent:
    files: Any = request.FILES
    errors = [parameter_error(key, _("There is no field with this name.")) for key in files if key != "file"]
    errors += [
        parameter_error(k, _("This is given more than once.")) for k, all in _lists(request) if len(all) > 1
    ]
    if "file" not in files:
        errors.append(parameter_error("file", _("This is missing.")))
    if errors:
        raise Problem("invalid-request", errors=errors)
    upload = files["file"]
    return Sent(upload, upload.name or "batch", {k: str(value) for k, value in request.POST.items()})


def _lists(request: HttpRequest) -> list[tuple[str, list[Any]]]:
    return [*request.POST.lists(), *request.FILES.lists()]
