"""Which languages the pages speak. A catalogue counts once its translator has declared it whole."""

from __future__ import annotations

import gettext
from functools import cache

from django.conf import settings
from django.utils.translation import to_locale

# Said in a language whose catalogue is not whole yet, above a page in English.
REGRETS = {
    "cy": "Nid yw’r dudalen hon ar gael yn Gymraeg eto.",
    "fr": "Cette page n’est pas encore disponible en français.",
}


@cache
def is_whole(code: str) -> bool:
    """Whether the header of the language's compiled catalogue says ``X-Whole: yes``; English needs none."""
    if code == settings.LANGUAGE_CODE:
        return True
    folder = settings.LOCALE_PATHS[0]
    catalogue = gettext.translation("django", folder, languages=[to_locale(code)], fallback=True)
    return catalogue.info().get("x-whole", "") == "yes"
