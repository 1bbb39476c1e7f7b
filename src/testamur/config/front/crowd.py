"""How many connections each address has: one that takes all it may leaves room for the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import structlog

from testamur.plumbing import addresses

log = structlog.get_logger(__name__)


class Crowd:
    """The connections of a process, by their clients' addresses. Trusted proxies speak for many and may have any."""

    def __init__(self, most: int, trusted: Sequence[addresses.Network]) -> None:
        self._most = most
        self._trusted = trusted
        self._held: Counter[str] = Counter()
        self._refused: set[str] = set()

    def enter(self, peer: str) -> bool:
        """Count a connection; whether there was room for it. One for which there was none does not leave."""
        place = addresses.counted(peer)
        if self._held[place] >= self._most and not self._is_exempt(peer):
            if place not in self._refused:
                log.warning("connections.refused", address=place, most=self._most)
            self._refused.add(place)
            return False
        self._held[place] += 1
        return True

    def leave(self, peer: str) -> None:
        place = addresses.counted(peer)
        self._held[place] -= 1
        if not self._held[place]:
            del self._held[place]
            self._refused.discard(place)

    def _is_exempt(self, peer: str) -> bool:
        """A socket without an address is this machine's own."""
        return not peer or addresses.is_among(addresses.parsed(peer), self._trusted)
