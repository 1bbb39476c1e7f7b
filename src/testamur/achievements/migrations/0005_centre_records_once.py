from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("achievements", "0004_reports"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="achievement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", "AO"), _negated=True)
                & models.Q(("state__in", ["active", "superseded"])),
                fields=("organisation", "uln", "reference", "award_date"),
                name="achievement_of_centre_once",
            ),
        ),
    ]
