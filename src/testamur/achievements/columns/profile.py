"""The mapping profile: what a file's headings, elements and values mean. Edited as TOML, without code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from testamur.achievements.columns.fields import ACTIONS, HEADER_KEYS, JOB_TYPES, NAMES


class ProfileError(ValueError):
    """A profile that cannot be used; the text says why, for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class CsvLayout:
    separators: tuple[str, ...]
    layout: str
    header_columns: tuple[str, ...]
    case_sensitive: bool
    fixed_order: bool
    unknown_columns: str
    ignored_columns: tuple[str, ...]
    day_first_dates: str


@dataclass(frozen=True, slots=True)
class XmlNames:
    namespace: str
    root: str
    header: str
    container: str
    record: str
    fixed_order: bool


@dataclass(frozen=True, slots=True)
class FileNames:
    patterns: tuple[re.Pattern[str], ...]
    usual: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile ready for use. The value lists have their words in lower case."""

    name: str
    fields: Mapping[str, tuple[str, ...]]
    header: Mapping[str, tuple[str, ...]]
    job_types: Mapping[str, str]
    actions: Mapping[str, str]
    languages: Mapping[str, str]
    csv: CsvLayout
    xml: XmlNames
    file_name: FileNames


_CHOICES = {
    ("csv", "layout"): ("auto", "second_row"),
    ("csv", "unknown_columns"): ("refuse", "note"),
    ("csv", "day_first_dates"): ("warn", "accept"),
    ("file_name", "otherwise"): ("accept", "note"),
}
_OWN_WORDS = ("languages",)
"""Tables whose left side a profile may extend; those of the others are fixed."""


@cache
def default_profile() -> Profile:
    return _built(_default_tables())


def load_profile(path: Path | str | None) -> Profile:
    """The profile in a TOML file, laid over the default one; the default one when there is no file."""
    if path is None:
        return default_profile()
    try:
        own = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise ProfileError(f"The profile {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"The profile {path} is not TOML: {error}.") from error
    try:
        return _built(laid_over(_default_tables(), own))
    except ProfileError as error:
        raise ProfileError(f"The profile {path} cannot be used: {error}") from error


def _default_tables() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("profiles/default.toml").read_text("utf-8"))


def laid_over(default: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in own.items():
        if key not in default:
            raise ProfileError(f"it has “{key}”, which a profile does not have. {_known(default)}")
        if isinstance(default[key], dict):
            if not isinstance(value, dict):
                raise ProfileError(f"“{key}” has to be a table.")
            for inner in value:
                if inner not in default[key] and key not in _OWN_WORDS:
                    raise ProfileError(
                        f"[{key}] has “{inner}”, which it does not have. {_known(default[key])}"
                    )
            default[key].update(value)
        else:
            default[key] = value
    return default


def _known(table: Mapping[str, Any]) -> str:
    return f"Known are: {', '.join(table)}."


def _built(tables: Mapping[str, Any]) -> Profile:
    for (table, key), choices in _CHOICES.items():
        if tables[table][key] not in choices:
            raise ProfileError(
                f"{key} in [{table}] is “{tables[table][key]}”. It can be {' or '.join(choices)}."
            )
    csv = tables["csv"]
    _check_all_in("header_columns in [csv]", csv["header_columns"], HEADER_KEYS)
    if (
        not all(isinstance(mark, str) and len(mark) == 1 for mark in csv["separators"])
        or not csv["separators"]
    ):
        raise ProfileError("separators in [csv] has to be a list of single characters.")
    return Profile(
        name=tables["name"],
        fields={name: texts_in("fields", name, tables["fields"][name]) for name in NAMES},
        header={key: texts_in("header", key, tables["header"][key]) for key in HEADER_KEYS},
        job_types=_values("job_types", {key: tables["job_types"][key] for key in JOB_TYPES}),
        actions=_values("actions", {key: tables["actions"][key] for key in ACTIONS}),
        languages=_values("languages", tables["languages"]),
        csv=CsvLayout(**_frozen(csv)),
        xml=XmlNames(**tables["xml"]),
        file_name=_file_names(tables["file_name"]),
    )


def _frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def texts_in(table: str, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ProfileError(f"{key} in [{table}] has to be a list of texts.")
    return tuple(value)


def _values(table: str, meanings: Mapping[str, Any]) -> dict[str, str]:
    """Word in lower case -> meaning. A meaning is always a word for itself."""
    read: dict[str, str] = {meaning.lower(): meaning for meaning in meanings}
    for meaning, words in meanings.items():
        for word in texts_in(table, meaning, words):
            if read.setdefault(word.lower(), meaning) != meaning:
                other = read[word.lower()]
                raise ProfileError(f"“{word}” in [{table}] means both {other} and {meaning}.")
    return read


def _file_names(table: Mapping[str, Any]) -> FileNames:
    try:
        patterns = tuple(
            re.compile(pattern) for pattern in texts_in("file_name", "patterns", table["patterns"])
        )
    except re.error as error:
        raise ProfileError(f"a pattern in [file_name] is not a regular expression: {error}.") from error
    return FileNames(patterns, table["usual"], table["otherwise"])


def _check_all_in(what: str, found: Any, known: tuple[str, ...]) -> None:
    unknown = [key for key in found if key not in known]
    if unknown:
        raise ProfileError(f"{what} names {', '.join(map(str, unknown))}. Known are: {', '.join(known)}.")
