"""The weekly report of challenges. It comes back as a batch of decisions (``batches/kinds/decisions``)."""

from testamur.api.weekly_reports.reports import router

__all__ = ["router"]
