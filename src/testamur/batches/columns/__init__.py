"""How the lines of a batch come in and go out: what every kind declares as a layout, and what is made of it. Pure."""

from testamur.batches.columns.reading import Line, Reading, Unreadable

__all__ = ["Line", "Reading", "Unreadable"]
