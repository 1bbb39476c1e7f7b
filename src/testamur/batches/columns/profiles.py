"""The mapping profile: what a file's headings, elements and values mean. Edited as TOML, without code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from testamur.batches.columns.layout import Table

if TYPE_CHECKING:
    from testamur.batches.columns.layout import Layout


class ProfileError(ValueError):
    """A profile that cannot be used; the text says why, for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class XmlNames:
    """The names of the elements of an XML file whose layout is not laid down."""

    namespace: str
    root: str
    header: str
    container: str
    record: str
    fixed_order: bool


@dataclass(frozen=True, slots=True)
class FileNames:
    """What files are usually called. A group ``ukprn`` of a pattern says whose the file claims to be."""

    patterns: tuple[re.Pattern[str], ...]
    usual: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile ready for use: headings by field and by part of the header, and words for values in lower case."""

    name: str
    fields: Mapping[str, tuple[str, ...]]
    header: Mapping[str, tuple[str, ...]]
    table: Table
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    xml: XmlNames | None = None
    file_name: FileNames | None = None


_CHOICES = {
    ("csv", "layout"): ("auto", "second_row"),
    ("csv", "unknown_columns"): ("refuse", "note"),
    ("csv", "day_first_dates"): ("warn", "accept"),
    ("file_name", "otherwise"): ("accept", "note"),
}
_FIXED = ("name", "fields", "header", "csv", "xml", "file_name")
_OPEN = ("languages",)
"""Tables of values whose left side a profile may extend; those of the others are fixed."""


def of_layout(layout: Layout[Any]) -> Profile:
    """What the layout itself says, for kinds whose files need no mapping."""
    return Profile(
        name=layout.title,
        fields={each.name: (each.name, *each.headings) for each in layout.fields},
        header={each.key: (each.heading, *each.headings) for each in layout.header},
        table=layout.table or Table(),
    )


def load_profile(layout: Layout[Any], path: Path | str | None = None) -> Profile:
    """The profile in a TOML file, laid over the kind's own; the kind's own when there is no file."""
    if not path:
        if layout.title not in _own:
            _own[layout.title] = (
                _built(layout, _default_tables(layout)) if layout.profile else of_layout(layout)
            )
        return _own[layout.title]
    try:
        changes = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise ProfileError(f"The profile {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"The profile {path} is not TOML: {error}.") from error
    try:
        return _built(layout, _laid_over(_default_tables(layout), changes))
    except ProfileError as error:
        raise ProfileError(f"The profile {path} cannot be used: {error}") from error


_own: dict[str, Profile] = {}


def _default_tables(layout: Layout[Any]) -> dict[str, Any]:
    if layout.profile is None:
        raise ProfileError("files of this kind have no mapping profile.")
    package, name = layout.profile
    return tomllib.loads(resources.files(package).joinpath(name).read_text("utf-8"))


def _laid_over(default: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in own.items():
        if key not in default:
            raise ProfileError(f"it has “{key}”, which a profile does not have. {_known(default)}")
        if isinstance(default[key], dict):
            if not isinstance(value, dict):
                raise ProfileError(f"“{key}” has to be a table.")
            for inner in value:
                if inner not in default[key] and key not in _OPEN:
                    raise ProfileError(
                        f"[{key}] has “{inner}”, which it does not have. {_known(default[key])}"
                    )
            default[key].update(value)
        else:
            default[key] = value
    return default


def _known(table: Mapping[str, Any]) -> str:
    return f"Known are: {', '.join(table)}."


def _built(layout: Layout[Any], tables: Mapping[str, Any]) -> Profile:
    for (table, key), choices in _CHOICES.items():
        found = tables.get(table, {}).get(key, choices[0])
        if found not in choices:
            raise ProfileError(f"{key} in [{table}] is “{found}”. It can be {' or '.join(choices)}.")
    return Profile(
        name=tables["name"],
        fields={name: _texts("fields", name, tables["fields"][name]) for name in layout.names},
        header={each.key: _texts("header", each.key, tables["header"][each.key]) for each in layout.header},
        table=_table(layout, tables["csv"]),
        values={name: _values(name, tables[name]) for name in tables if name not in _FIXED},
        xml=XmlNames(**tables["xml"]) if "xml" in tables else None,
        file_name=_file_names(tables["file_name"]) if "file_name" in tables else None,
    )


def _table(layout: Layout[Any], csv: Mapping[str, Any]) -> Table:
    known = tuple(each.key for each in layout.header)
    if wrong := [key for key in csv.get("header_columns", ()) if key not in known]:
        named = ", ".join(map(str, wrong))
        raise ProfileError(f"header_columns in [csv] names {named}. Known are: {', '.join(known)}.")
    separators = csv["separators"]
    if not separators or not all(isinstance(mark, str) and len(mark) == 1 for mark in separators):
        raise ProfileError("separators in [csv] has to be a list of single characters.")
    names = {each.name for each in fields(Table)}
    changes: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in csv.items()
    }
    known_changes: dict[str, Any] = {key: changes[key] for key in names & changes.keys()}
    return replace(layout.table or Table(), **known_changes)


def _texts(table: str, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ProfileError(f"{key} in [{table}] has to be a list of texts.")
    return tuple(value)


def _values(table: str, meanings: Mapping[str, Any]) -> dict[str, str]:
    """Word in lower case -> meaning. A meaning is always a word for itself."""
    read: dict[str, str] = {meaning.lower(): meaning for meaning in meanings}
    for meaning, words in meanings.items():
        for word in _texts(table, meaning, words):
            if read.setdefault(word.lower(), meaning) != meaning:
                other = read[word.lower()]
                raise ProfileError(f"“{word}” in [{table}] means both {other} and {meaning}.")
    return read


def _file_names(table: Mapping[str, Any]) -> FileNames:
    try:
        patterns = tuple(re.compile(each) for each in _texts("file_name", "patterns", table["patterns"]))
    except re.error as error:
        raise ProfileError(f"a pattern in [file_name] is not a regular expression: {error}.") from error
    return FileNames(patterns, table["usual"], table["otherwise"])
