import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("achievements", "0003_sources_and_states"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="achievement",
            index=models.Index(
                condition=models.Q(("source", "AO"), ("state", "active"), ("status", "provisional")),
                fields=["organisation", "award_date", "id"],
                name="achievement_provisional",
            ),
        ),
        migrations.AddIndex(
            model_name="achievement",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["created_at"], name="achievement_uploaded"
            ),
        ),
    ]
