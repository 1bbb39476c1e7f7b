"""What stands in a cell besides plain text. Whatever is put in is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from testamur.web.formats import NOTHING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Text


def html(template: str, *parts: Text) -> str:
    """``template`` with the parts in its places, escaped unless they are HTML. A long list has a thousand of these."""
    safe = [part if type(part) is Markup else escape(part) for part in parts]
    return Markup(template.format(*safe))  # noqa: S704 - all but the template is escaped


def tag(text: Text, meaning: str) -> str:
    """A state. ``meaning`` is waiting, working, attention, good, bad or over."""
    return html('<strong class="govuk-tag app-tag app-tag--{}">{}</strong>', meaning, text)


def code(text: Text) -> str:
    """An identifier, never broken across lines."""
    return html('<span class="app-code">{}</span>', text)


def labelled(label: Text, text: Text) -> str:
    """An identifier with its label for who cannot see where it stands."""
    return html(
        '<span class="govuk-visually-hidden">{}: </span><span class="app-code">{}</span>', label, text
    )


def muted(text: Text) -> str:
    return html('<span class="app-muted">{}</span>', text) if text else ""


def unbroken(text: Text) -> str:
    return html('<span class="app-unbroken">{}</span>', text)


def stack(*parts: Text) -> str:
    """Things below one another; those with nothing in them are left out."""
    lines = [part for part in parts if part]
    return html(f'<span class="app-stack">{"<span>{}</span>" * len(lines)}</span>', *lines) if lines else ""


def beside(*parts: Text) -> str:
    """Things after one another, in one piece; those with nothing in them are left out."""
    found = [part for part in parts if part]
    return html(f"<span>{' '.join(['{}'] * len(found))}</span>", *found)


def change(label: Text, before: Text, after: Text) -> str:
    """A field with its value before and after; one that had none before is just said."""
    name = html('<span class="app-muted">{}:</span>', label)
    if not before:
        return html('{} <strong class="app-break">{}</strong>', name, after)
    arrow = html(
        '<span aria-hidden="true">→</span><span class="govuk-visually-hidden">{}</span>', _("becomes")
    )
    parts = '{} <span class="app-break">{}</span> {} <strong class="app-break">{}</strong>'
    return html(parts, name, before, arrow, after or NOTHING)


def listed(*parts: Text) -> str:
    """Things after one another with points between them; each breaks only where it must."""
    found = [part for part in parts if part]
    return html(f"<span>{' · '.join(['{}'] * len(found))}</span>", *found) if found else ""


def hidden(text: Text) -> str:
    """What only who listens to the page is told."""
    return html('<span class="govuk-visually-hidden">{}</span>', text)


def link(href: str, *parts: Text) -> str:
    return html(f'<a class="govuk-link" href="{{}}">{"{}" * len(parts)}</a>', href, *parts)
