"""How the loading of the demo world tells what it does; a front door decides how that looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from testamur.batches.models import Batch


class Teller(Protocol):
    """Whoever is told."""

    def step(self, text: str) -> None:
        """Something begins."""

    def watch(self, *, look: Callable[[], Batch | None], until: Callable[[], bool]) -> None:
        """A batch is under way in another thread; show how far it is until it has come to rest."""

    def rested(self, batch: Batch) -> None:
        """A batch has come to rest."""


class Silent:
    """Tells nobody, as in tests."""

    def step(self, text: str) -> None: ...

    def watch(self, *, look: Callable[[], Batch | None], until: Callable[[], bool]) -> None: ...

    def rested(self, batch: Batch) -> None: ...
