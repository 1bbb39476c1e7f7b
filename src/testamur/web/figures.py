"""A number to look at, as the pages of batches, reports and the service show it (``parts/figures.html``)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name; ``tone`` is good, attention, bad or nothing. ``href`` leads to what it counts."""

    number: str
    label: str
    tone: str = ""
    note: str = ""
    href: str = ""
