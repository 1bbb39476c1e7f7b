"""django-import-export on the same records: at its defaults, with its bulk settings, and with all else that helps.

It is given only the records that the row rules accept, as a CSV, into a table without history: less work than the
pipeline does. It looks up learner, organisation and register entry; what it cannot say, such as findings, it does not.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from bench.measure import Sample, timed
from bench.records import BULKED, COLUMNS, IMPORTED, TUNED, rows_of
from bench.world import World
from testamur.plumbing import sql

HEADINGS = [name for name in COLUMNS if name not in ("uuid", "organisation_id", "learner_id", "batch_id")]
BULK = {
    "use_bulk": True,
    "batch_size": 1000,
    "skip_diff": True,
    "skip_html_diff": True,
    "report_skipped": False,
    "use_transactions": True,
}
EVERYTHING = BULK | {"force_init_instance": True}
"""With this it no longer asks whether a record exists; and what a record names is looked up all at once."""


def run(world: World, path: Path, *, table: str) -> Sample:
    """Import the file's good records as the package reads a CSV, in the way that belongs to the table."""
    rows = rows_of(world, path)
    text = io.StringIO()
    writer = csv.DictWriter(text, ["organisation", "batch", *HEADINGS], extrasaction="ignore")
    writer.writeheader()
    own = {"organisation": world.organisation.ukprn, "batch": world.earlier_batch}
    writer.writerows({**row, **own} for row in rows)
    resource = _resource(table)
    ((before,),) = sql.rows(f"SELECT count(*) FROM {table}")

    def work() -> None:
        import tablib

        result = resource().import_data(tablib.Dataset().load(text.getvalue(), format="csv"))
        if result.has_errors() or result.totals["new"] != len(rows):
            errors = [*result.base_errors, *(error for _, said in result.row_errors() for error in said)]
            raise RuntimeError(f"django-import-export: {dict(result.totals)} of {len(rows)}, {errors[:1]!r}")

    sample = timed(len(rows), work)
    if sql.rows(f"SELECT count(*) FROM {table}") != [(before + len(rows),)]:
        raise RuntimeError("django-import-export did not write every row")
    return sample


@cache
def _model(table: str) -> type[models.Model]:
    """Achievements without history: the same fields on a table that ``records.make_tables`` has made."""
    tracked = apps.get_model("achievements", "Achievement")._meta
    meta = type("Meta", (), {"app_label": tracked.app_label, "db_table": table, "managed": False})
    members: dict[str, Any] = {field.name: field.clone() for field in tracked.local_fields}
    return type(table.title(), (models.Model,), {**members, "Meta": meta, "__module__": __name__})


def _widgets() -> dict[str, Any]:
    """How the things that a record names are found: one by one, or all at once before the first record."""
    try:
        from import_export import widgets
    except ImportError as error:
        raise RuntimeError("The comparison needs django-import-export (requirements/dev.txt).") from error

    class Found(widgets.ForeignKeyWidget):
        known: dict[str, Any] | None = None

        def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
            return super().clean(value, row, **options) if self.known is None else self.known[str(value)]

        def remember(self, values: set[str]) -> None:
            found = self.model._default_manager.filter(**{f"{self.field}__in": values})
            self.known = {str(getattr(thing, self.field)): thing for thing in found}

    class Reference(Found):
        """The register entry must be there; what is kept is its number."""

        def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
            return super().clean(value, row, **options).reference

    return {
        "learner": ("uln", Found(apps.get_model("learners", "Learner"), "uln")),
        "organisation": ("organisation", Found(apps.get_model("organisations", "Organisation"), "ukprn")),
        "batch": ("batch", Found(apps.get_model("batches", "Batch"), "id")),
        "reference": ("reference", Reference(apps.get_model("qualifications", "Entry"), "reference")),
    }


@cache
def _resource(table: str) -> Any:
    """The resource that the package's documentation leads to, as it is or with its advice on speed followed."""
    named, settings = _widgets(), {IMPORTED: {}, BULKED: BULK, TUNED: EVERYTHING}[table]
    from import_export import fields, resources

    base = {
        "model": _model(table),
        "fields": ["organisation", "learner", "batch", *HEADINGS],
        "import_id_fields": ["organisation", "uln", "reference", "award_date"],
    }

    def before_import(self: Any, dataset: Any, **options: Any) -> None:
        for name, (column, _) in named.items() if table == TUNED else ():
            self.fields[name].widget.remember(set(dataset[column]))

    members: dict[str, Any] = {
        name: fields.Field(name, column, widget) for name, (column, widget) in named.items()
    }
    members |= {"Meta": type("Meta", (), base | settings), "before_import": before_import}
    return type("Resource", (resources.ModelResource,), members)
