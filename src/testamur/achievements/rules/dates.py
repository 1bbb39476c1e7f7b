"""Dates as they stand in a record."""

from testamur.plumbing.dates import read_date

__all__ = ["read_date"]
