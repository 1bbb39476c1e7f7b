"""Gather no statistics of what came in and of the payload.

No question ever asks by them, and PostgreSQL gathers anew with every tenth that the ledger grows by: reading 30,000
documents of each was half of the cost.
"""

from django.db import migrations

COLUMNS = ("incoming", "payload")


class Migration(migrations.Migration):
    dependencies = [("batches", "0003_batch_of_lines_unchecked")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE batches_batchrow ALTER COLUMN {column} SET STATISTICS 0",
            f"ALTER TABLE batches_batchrow ALTER COLUMN {column} SET STATISTICS -1",
        )
        for column in COLUMNS
    ]
