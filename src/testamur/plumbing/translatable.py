"""Text that is declared in English and translated when it is shown.

A declaration marks it by its type: ``label: Translatable``. ``make translations`` reads the type and finds the text in
whatever modules and classes hold, so a new kind, state or finding is found by itself, and pure modules need no gettext.
"""

from __future__ import annotations

from typing import Annotated

Translatable = Annotated[str, "translated when it is shown"]
