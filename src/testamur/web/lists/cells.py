"""What stands in a cell besides plain text. Whatever is put in is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Text


def tag(text: Text, meaning: str) -> str:
    """A state. ``meaning`` is waiting, working, attention, good, bad or over."""
    return format_html('<strong class="govuk-tag app-tag app-tag--{}">{}</strong>', meaning, text)


def code(text: Text) -> str:
    """An identifier, never broken across lines."""
    return format_html('<span class="app-code">{}</span>', text)


def labelled(label: Text, text: Text) -> str:
    """An identifier with its label for who cannot see where it stands."""
    return format_html('<span class="govuk-visually-hidden">{}: </span>{}', label, code(text))


def muted(text: Text) -> str:
    return format_html('<span class="app-muted">{}</span>', text) if text else ""


def unbroken(text: Text) -> str:
    return format_html('<span class="app-unbroken">{}</span>', text)


def stack(*parts: Text) -> str:
    """Things below one another; those with nothing in them are left out."""
    lines = format_html_join("", "<span>{}</span>", ((part,) for part in parts if part))
    return format_html('<span class="app-stack">{}</span>', lines) if lines else ""


def beside(*parts: Text) -> str:
    """Things after one another, in one piece; those with nothing in them are left out."""
    return format_html("<span>{}</span>", format_html_join(" ", "{}", ((part,) for part in parts if part)))
