"""The mapping profile of centres' records: which heading is which field of the return. Edited as TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from testamur.achievements.columns.profile import ProfileError, laid_over, texts_in
from testamur.achievements.rules.centre import FIELDS

HEADER = ("ukprn", "collection_type", "return_number")
"""What the file says of itself; all of it has to be said."""


@dataclass(frozen=True, slots=True)
class CentreProfile:
    name: str
    fields: Mapping[str, tuple[str, ...]]
    header: Mapping[str, tuple[str, ...]]
    separators: tuple[str, ...]
    ignored_columns: tuple[str, ...]


@lru_cache(maxsize=4)
def centre_profile(path: str = "") -> CentreProfile:
    """The profile in a TOML file, laid over the default one; the default one when there is no file."""
    default = tomllib.loads(resources.files(__package__).joinpath("profiles/centre.toml").read_text("utf-8"))
    if not path:
        return _built(default)
    try:
        return _built(laid_over(default, tomllib.loads(Path(path).read_text("utf-8"))))
    except OSError as error:
        raise ProfileError(f"The profile {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"The profile {path} is not TOML: {error}.") from error
    except ProfileError as error:
        raise ProfileError(f"The profile {path} cannot be used: {error}") from error


def _built(tables: Mapping[str, Any]) -> CentreProfile:
    csv = tables["csv"]
    return CentreProfile(
        name=tables["name"],
        fields={name: texts_in("fields", name, tables["fields"][name]) for name in FIELDS},
        header={key: texts_in("header", key, tables["header"][key]) for key in HEADER},
        separators=texts_in("csv", "separators", csv["separators"]),
        ignored_columns=texts_in("csv", "ignored_columns", csv["ignored_columns"]),
    )
