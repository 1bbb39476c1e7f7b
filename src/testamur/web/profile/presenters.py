"""Where somebody is logged in, in words that they know it by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

# The first that stands in what a browser says of itself; each says that it is most of the others, too.
_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A browser in which somebody is logged in."""

    number: int
    device: str
    address: str
    began_at: dt.datetime
    seen_at: dt.datetime
    is_this: bool


def places(sessions: Iterable[Any], own_key: str | None) -> list[Place]:
    return [
        Place(
            number=each.pk,
            device=device(each.user_agent),
            address=each.ip,
            began_at=each.created_at,
            seen_at=each.last_seen_at,
            is_this=each.session_key == own_key,
        )
        for each in sessions
    ]


def device(user_agent: str) -> str:
    """A browser and a system, no nearer: enough to know one's own, too little to know anybody by."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")
