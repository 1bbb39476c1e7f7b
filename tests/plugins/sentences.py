"""Notices sentences that go through gettext and stand in no catalogue, so that they would stay English for ever.

The catalogues are made of what is marked or declared in the source (`make translations`). What a page looks up while
the tests walk over it is the proof that nothing is forgotten: no reading of the source finds a text from a variable.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any

import pytest
from django.utils import translation
from scripts import catalogues

# Who translates for people here; what Django and others say is in catalogues of their own.
_OURS = ("testamur.", "jinja2.")


@cache
def known() -> frozenset[tuple[str | None, str]]:
    """The sentences of all catalogues; each has the same."""
    return frozenset(catalogues._by_key(catalogues.read(next(iter(catalogues.PLURALS)))))


@contextmanager
def noticed() -> Iterator[list[str]]:
    """The sentences in no catalogue that are looked up meanwhile."""
    unknown: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("gettext", "ngettext", "pgettext", "npgettext"):
            real = getattr(translation._trans, name)  # type: ignore[attr-defined]
            patch.setattr(translation._trans, name, _noticing(real, unknown, "pgettext" in name))  # type: ignore[attr-defined]
        yield unknown


def _noticing(real: Callable[..., str], unknown: list[str], in_context: bool) -> Callable[..., str]:
    @wraps(real)
    def look_up(*arguments: Any) -> str:
        context, sentence = arguments[:2] if in_context else (None, arguments[0])
        # One frame up is Django's function of the same name, two up whoever called it.
        by_us = sys._getframe(2).f_globals["__name__"].startswith(_OURS)
        if by_us and (context, sentence) not in known():
            unknown.append(str(sentence))
        return real(*arguments)

    return look_up
