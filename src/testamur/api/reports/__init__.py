"""Reports for awarding organisations, with the sums that the pages show."""

from testamur.api.reports.views import router

__all__ = ["router"]
