import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import engagement.models.fields

# Only the catalogue changes: no row is rewritten.
# Floats hardly compress; trying to would cost more than it saves.
STORAGE = "ALTER TABLE engagement_shardstate ALTER COLUMN checkpoints SET STORAGE EXTERNAL"


class Migration(migrations.Migration):
    dependencies = [("engagement", "0003_observation_errors")]

    operations = [
        migrations.AddField("observation", "late_at", models.DateTimeField(null=True)),
        migrations.AddField("window", "eyes_s", engagement.models.fields.RealField(db_default=0.0)),
        migrations.AddField("window", "perclos", engagement.models.fields.RealField(null=True)),
        migrations.AddField("shardstate", "checkpoints", models.BinaryField(default=bytes)),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Calibration",
            fields=[
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="calibration",
                        serialize=False,
                        to="engagement.participant",
                    ),
                ),
                ("described", models.JSONField()),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
    ]
