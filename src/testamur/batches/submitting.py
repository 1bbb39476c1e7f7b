"""How a kind is sent, in words: what is said on its page, and what may be said of a file beside it.

In English; whoever shows it translates it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from testamur.plumbing import selecting
from testamur.plumbing.translatable import Translatable


@dataclass(frozen=True, slots=True)
class Option:
    """What a submission may say of its file, in one word of a few: (value, label, hint), first that it says nothing."""

    name: str
    label: Translatable
    description: str
    choices: tuple[tuple[str, Translatable, Translatable], ...]

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(value for value, _label, _hint in self.choices if value)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a file says of whose it is: the part of its header, what people call it, whether we must know it."""

    key: str
    name: str
    must_be_known: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """Something that is said of a selection: of what sort it is, or which words it may be."""

    name: str
    description: str
    sort: type[str] | type[bool] | type[uuid.UUID] = str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selecting:
    """How records are selected.

    The batch keeps their ids under ``records``. They can be narrowed by ``filters``, each of which may be left out;
    ``details`` say what is to become of them, and nothing says something too. ``owner`` is the field that says whose a
    record is; ``several_owners`` is said of records that are not of one organisation for which the person may act.
    """

    records: str
    several_owners: Translatable
    filters: tuple[Member, ...] = ()
    details: tuple[Member, ...] = ()
    owner: str = "organisation"
    most: int = selecting.MOST


@dataclass(frozen=True, slots=True)
class SubmitPage:
    """The page on which a kind is sent. Kinds that belong together share one and are chosen on it."""

    name: str
    title: Translatable
    explanation: Translatable = ""
    paragraphs: tuple[Translatable, ...] = ()
    steps: tuple[Translatable, ...] = ()
    which_organisation: Translatable = "Which organisation is the batch for?"
    file_label: Translatable = "Batch file"
    file_hint: Translatable = "At most %(size)s and %(records)s records."
    no_file: Translatable = "Select a batch file"
    button: Translatable = "Send and check"
    about_file: Translatable = ""
    is_on_home: bool = True
