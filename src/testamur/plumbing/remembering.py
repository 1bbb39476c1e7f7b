"""What is read only once while one request is answered.

Jobs and commands answer no request: what they ask for is read anew each time, however long they run.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Read = TypeVar("Read")


class _Memory:
    def __init__(self) -> None:
        self.known: dict[Hashable, Any] = {}
        self.changed: set[Hashable] = set()


_memory: ContextVar[_Memory | None] = ContextVar("what was read for this request", default=None)


@contextmanager
def one_request() -> Iterator[None]:
    """Until the end, :func:`once` remembers. A request inside a request remembers for itself."""
    token = _memory.set(_Memory())
    try:
        yield
    finally:
        _memory.reset(token)


def once(key: Hashable, read: Callable[[], Read]) -> Read:
    """What ``read`` gives; asked again in the same request, the same."""
    memory = _memory.get()
    if memory is None or key in memory.changed:
        return read()
    if key not in memory.known:
        memory.known[key] = read()
    found: Read = memory.known[key]
    return found


def forget(key: Hashable) -> None:
    """Read it anew for the rest of the request: it is being changed, and the change may yet be rolled back."""
    memory = _memory.get()
    if memory is not None:
        memory.changed.add(key)
