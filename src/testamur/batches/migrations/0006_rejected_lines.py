from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("batches", "0005_sources"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="batchrow",
            index=models.Index(
                condition=models.Q(("rejected", True)), fields=["batch", "line"], name="batch_row_rejected"
            ),
        ),
    ]
