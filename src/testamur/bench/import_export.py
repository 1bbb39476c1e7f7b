"""django-import-export on the same records: at its defaults, and with every setting that makes it faster.

It is given only the records that the row rules accept, as a CSV, into a table without history: less work than the
pipeline does. What it is not told to do, such as findings, it does not do.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from testamur.bench.measure import Sample, timed
from testamur.bench.records import COLUMNS, HISTORY_FREE, rows_of
from testamur.bench.world import World
from testamur.plumbing import sql

HEADINGS = [name for name in COLUMNS if name not in ("uuid", "organisation_id", "learner_id", "batch_id")]


def run(world: World, path: Path, *, tuned: bool) -> Sample:
    """Import into an empty table, as the package reads a CSV."""
    sql.run(f"TRUNCATE {HISTORY_FREE}")
    rows = rows_of(world, path)
    text = io.StringIO()
    writer = csv.DictWriter(text, ["organisation", *HEADINGS], extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**row, "organisation": world.organisation.ukprn} for row in rows)
    resource = _resource(tuned)

    def work() -> None:
        import tablib

        result = resource().import_data(tablib.Dataset().load(text.getvalue(), format="csv"))
        if result.has_errors() or result.totals["new"] != len(rows):
            errors = [*result.base_errors, *(error for _, said in result.row_errors() for error in said)]
            raise RuntimeError(f"django-import-export: {dict(result.totals)} of {len(rows)}, {errors[:1]!r}")

    sample = timed(len(rows), work)
    if sql.rows(f"SELECT count(*) FROM {HISTORY_FREE}") != [(len(rows),)]:
        raise RuntimeError("django-import-export did not write every row")
    return sample


@cache
def _model() -> type[models.Model]:
    """Achievements without history: the same fields on the table that ``records.make_tables`` has made."""
    tracked = apps.get_model("achievements", "Achievement")._meta
    meta = type("Meta", (), {"app_label": tracked.app_label, "db_table": HISTORY_FREE, "managed": False})
    members: dict[str, Any] = {field.name: field.clone() for field in tracked.local_fields}
    return type("BenchAchievement", (models.Model,), {**members, "Meta": meta, "__module__": __name__})


@cache
def _resource(tuned: bool) -> Any:
    """The resource that the package's documentation leads to, or the same with its advice on speed followed."""
    try:
        from import_export import fields, resources, widgets
    except ImportError as error:
        raise RuntimeError("The comparison needs django-import-export (requirements/dev.txt).") from error

    class Remembering(widgets.ForeignKeyWidget):
        """Looks nothing up twice: reads all the keys at once."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._known: dict[str, Any] = {}

        def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
            return self._known[value]

        def remember(self, values: set[str]) -> None:
            found = self.model._default_manager.filter(**{f"{self.field}__in": values})
            self._known = {getattr(thing, self.field): thing for thing in found}

    widget = Remembering if tuned else widgets.ForeignKeyWidget
    base = {"model": _model(), "fields": ["organisation", "learner", *HEADINGS]}
    base["import_id_fields"] = ["organisation", "uln", "reference", "award_date"]
    fast = {
        "use_bulk": True,
        "batch_size": 1000,
        "force_init_instance": True,
        "skip_diff": True,
        "skip_html_diff": True,
        "report_skipped": False,
        "use_transactions": True,
    }

    class Resource(resources.ModelResource):
        learner = fields.Field("learner", "uln", widget(apps.get_model("learners", "Learner"), "uln"))
        organisation = fields.Field(
            "organisation", "organisation", widget(apps.get_model("organisations", "Organisation"), "ukprn")
        )
        Meta = type("Meta", (), base | (fast if tuned else {}))

        def before_import(self, dataset: Any, **options: Any) -> None:
            if tuned:
                self.fields["learner"].widget.remember(set(dataset["uln"]))
                self.fields["organisation"].widget.remember(set(dataset["organisation"]))

    return Resource
