"""Lists of just those things that the counts of a report stand for."""

from testamur.web.reports.lists.achievements import FIRST_UPLOADS, PROVISIONAL
from testamur.web.reports.lists.records import SUBMITTED

__all__ = ["FIRST_UPLOADS", "PROVISIONAL", "SUBMITTED"]
