"""The weekly report of challenges, and the batches of decisions by which it comes back."""

from testamur.api.weekly_reports.decisions import router as decisions_router
from testamur.api.weekly_reports.reports import router

__all__ = ["decisions_router", "router"]
