"""What page areas declare for pages that know no area: the home page, the search, the help."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

from testamur import web


@cache
def everywhere(module: str, name: str) -> tuple[Any, ...]:
    """What is called ``name`` in the ``module`` of each area that has one, by its ``order``."""
    areas = (f"{web.__name__}.{found.name}" for found in iter_modules(web.__path__) if found.ispkg)
    having = [area for area in areas if find_spec(f"{area}.{module}")]
    found = [getattr(import_module(f"{area}.{module}"), name) for area in having]
    return tuple(sorted(found, key=lambda each: each.order))
