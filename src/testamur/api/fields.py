"""What is wrong with which field of a request, in the words of a problem's member ``errors``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from testamur.achievements.kinds.achievements.layout import FIELD_OF_NAME
from testamur.batches.findings import Sentence

_SAID = {
    "missing": lambda: _("This is missing."),
    "extra_forbidden": lambda: _("Nothing has this name here."),
}


def field_errors(errors: Iterable[Any]) -> list[dict[str, Any]]:
    """Pydantic's errors of a request: where each stands, and a sentence."""
    return [{**_place(error["loc"]), "detail": _sentence(error)} for error in errors]


def parameter_error(name: str, detail: str) -> dict[str, Any]:
    return {"parameter": name, "detail": detail}


def _place(loc: tuple[Any, ...]) -> dict[str, str]:
    """In a JSON body a pointer (RFC 6901), elsewhere the name of the parameter."""
    source, *parts = loc
    if source != "body":
        return {"parameter": str(parts[-1] if parts else source)}
    parts = parts[1:]  # the first is what the view calls the body
    return {"pointer": "#" + "".join(f"/{_escaped(str(part))}" for part in parts)}


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _sentence(error: dict[str, Any]) -> str:
    if said := _SAID.get(error["type"]):
        return said()
    return str(error["msg"]).removeprefix("Value error, ").rstrip(".") + "."


def record_errors(sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    """Findings of one record as errors of the fields of the request that brought it."""
    return [
        {"pointer": f"#/{FIELD_OF_NAME[sentence.field].key}", "detail": sentence.what}
        for sentence in sentences
        if sentence.field in FIELD_OF_NAME
    ]
