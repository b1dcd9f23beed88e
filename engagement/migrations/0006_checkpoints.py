import django.db.models.deletion
from django.db import migrations, models

# Floats hardly compress; trying to would cost more than it saves.
STORAGE = """
ALTER TABLE engagement_checkpoint ALTER COLUMN older SET STORAGE EXTERNAL, ALTER COLUMN newer SET STORAGE EXTERNAL
"""


class Migration(migrations.Migration):
    dependencies = [("engagement", "0005_participant_removed")]

    operations = [
        migrations.RemoveField("shardstate", "checkpoints"),
        migrations.AddField("shardstate", "marks", models.BinaryField(default=bytes)),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="checkpoint",
                        serialize=False,
                        to="engagement.participant",
                    ),
                ),
                ("older", models.BinaryField(default=bytes)),
                ("newer", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
    ]
