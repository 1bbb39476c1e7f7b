"""The reports there are. Each is asked for a scope and answers with what a page, or a file, shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from testamur.achievements.queries import mi
from testamur.web.reports.presenters import provisional, rejections, timeliness, uploads
from testamur.web.reports.presenters.shown import Shown

if TYPE_CHECKING:
    from testamur.achievements.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Report:
    """``show`` is for the page, ``whole`` for files: a page shows a piece of what is long.

    ``usual`` is the period where none is asked for; ``limited`` says that a period may be too long.
    """

    key: str
    title: Any
    explanation: Any
    show: Callable[[mi.Scope, str | None], Shown]
    whole: Callable[[mi.Scope], Shown]
    usual: Callable[[], Period] = mi.usual
    limited: bool = True

    @property
    def address(self) -> str:
        """The name of its page."""
        return f"report_{self.key}"


def _of_page(show: Callable[[mi.Scope], Shown]) -> dict[str, Any]:
    """A report whose page holds all that a file holds."""
    return {"show": lambda scope, page: show(scope), "whole": show}


REPORTS: dict[str, Report] = {
    report.key: report
    for report in (
        Report(
            "uploads",
            _("Uploads"),
            _("Batches and records sent, accepted and rejected each month, and what changed."),
            **_of_page(uploads.show),
        ),
        Report(
            "rejections",
            _("Rejections by reason"),
            _("Why records were rejected, the most frequent reason first, with a batch to look at."),
            **_of_page(rejections.show),
        ),
        Report(
            "timeliness",
            _("Timeliness"),
            _("Whether results were uploaded within the working days allowed, and which came latest."),
            **_of_page(timeliness.show),
        ),
        Report(
            "provisional",
            _("Provisional, not yet final"),
            _("Provisional achievements that wait for their final result, the oldest first."),
            provisional.show,
            provisional.whole,
            mi.everything,
            limited=False,
        ),
    )
}

__all__ = ["REPORTS", "Report", "Shown"]
