"""Where a long word may go on in the next line: an address at its points, a technical name between its words."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_PLACES = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[._/@-])(?=\w)|(?<=\w)(?=@)")
_LONG = re.compile(r"[^ ]{13}")


def breakable(text: object) -> Markup:
    """The text, escaped unless it is HTML, with places to break in words that are long."""
    if isinstance(text, Markup):
        return text
    if not _LONG.search(written := str(text)):
        return escape(written)
    words = written.split(" ")
    return Markup(" ").join(
        Markup("<wbr>").join(escape(part) for part in _PLACES.split(word)) if len(word) > 12 else escape(word)
        for word in words
    )
