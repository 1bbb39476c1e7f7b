"""Which languages Testamur speaks. A catalogue counts once every sentence of it is translated."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import to_locale


@cache
def is_whole(code: str) -> bool:
    """Whether the header of the language's compiled catalogue says ``X-Whole: yes``; English needs none."""
    if code == settings.LANGUAGE_CODE:
        return True
    folder = settings.LOCALE_PATHS[0]
    catalogue = gettext.translation("django", folder, languages=[to_locale(code)], fallback=True)
    return catalogue.info().get("x-whole", "") == "yes"


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """What is written inside is in this language; in English where it is none, or is not whole."""
    known = code in dict(settings.LANGUAGES) and is_whole(code)
    with translation.override(code if known else settings.LANGUAGE_CODE):
        yield
