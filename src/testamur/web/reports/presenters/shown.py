"""What the page of a report shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from testamur.web.figures import Figure
from testamur.web.reports.presenters.charts import Chart
from testamur.web.reports.presenters.tables import Table


@dataclass(frozen=True, slots=True)
class Shown:
    """``about`` says in sentences what is counted. ``page`` is the page of the last table, where it has pages.

    ``as_at`` is when the figures were counted, where it was not just now.
    """

    about: Sequence[str]
    figures: Sequence[Figure]
    chart: Chart | None
    tables: Sequence[Table]
    page: Any = None
    as_at: dt.datetime | None = None
