"""A picture of a report's table: lying bars, drawn as SVG whose widths are shares of the page's own width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile

# In pixels: a bar with its words above it.
ROW, WORDS, THICKNESS = 52, 17, 16


@dataclass(frozen=True, slots=True)
class Series:
    """What the parts of all bars stand for; ``tone`` is good, bad, plain or quiet."""

    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar. ``x`` and ``width`` are per cent of the picture's width."""

    tone: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    text: str
    parts: list[Part]
    words_y: int
    y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """``description`` says in words what a person sees who looks at it."""

    title: str
    description: str
    series: Sequence[Series]
    bars: list[Bar]

    @property
    def height(self) -> int:
        return ROW * len(self.bars)

    @property
    def thickness(self) -> int:
        return THICKNESS


def chart(
    title: str, description: str, series: Sequence[Series], bars: Sequence[tuple[str, str, Sequence[int]]]
) -> Chart | None:
    """A chart of (label, text, a number for every series), from the first of them that has anything.

    ``None`` where there is nothing to draw.
    """
    bars = list(dropwhile(lambda bar: not sum(bar[2]), bars))
    longest = max((sum(numbers) for _label, _text, numbers in bars), default=0)
    if not longest:
        return None
    drawn = [
        Bar(
            label,
            text,
            _parts(series, numbers, longest),
            ROW * place + WORDS,
            ROW * place + WORDS + 7,
        )
        for place, (label, text, numbers) in enumerate(bars)
    ]
    return Chart(title, description, series, drawn)


def _parts(series: Sequence[Series], numbers: Sequence[int], longest: int) -> list[Part]:
    parts, before = [], 0
    for each, number in zip(series, numbers, strict=True):
        if number:
            parts.append(Part(each.tone, f"{100 * before / longest:.3f}%", f"{100 * number / longest:.3f}%"))
        before += number
    return parts
