"""The table of ``plumbing.meter``. Unlogged: a crash of the database may forget what was counted in a minute."""

from __future__ import annotations

from django.db import migrations

CREATE = """
CREATE UNLOGGED TABLE plumbing_meter (
    who text PRIMARY KEY,
    minute timestamptz NOT NULL,
    taken integer NOT NULL
)
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, "DROP TABLE plumbing_meter")]
