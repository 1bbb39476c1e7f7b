"""Achievement batches: sent, followed, decided about, and their findings and files read."""

from testamur.api.batches import decide, read, submit
from testamur.api.batches.router import router

__all__ = ["decide", "read", "router", "submit"]
