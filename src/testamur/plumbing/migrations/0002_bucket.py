"""The table of ``plumbing.meter.take``. Unlogged, as that of its minutes."""

from __future__ import annotations

from django.db import migrations

CREATE = """
CREATE UNLOGGED TABLE plumbing_bucket (
    who text PRIMARY KEY,
    tokens double precision NOT NULL,
    was_granted boolean NOT NULL,
    at timestamptz NOT NULL
)
"""


class Migration(migrations.Migration):
    dependencies = [("plumbing", "0001_meter")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE plumbing_bucket")]
