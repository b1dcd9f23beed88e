from django.db import migrations, models

import engagement.models.fields

# Only the catalogue changes: no row is rewritten, and the lock is held for a moment.
FORWARDS = """
ALTER TABLE engagement_observation RENAME COLUMN error_deg TO yaw_error_deg;
ALTER TABLE engagement_observation
    ADD COLUMN pitch_error_deg real,
    ADD COLUMN roll_error_deg real,
    ADD COLUMN distance_cm real,
    ADD COLUMN distance_error_cm real,
    ADD COLUMN out_of_range boolean NOT NULL DEFAULT false,
    ADD COLUMN teaching smallint NOT NULL DEFAULT 0;
"""
BACKWARDS = """
ALTER TABLE engagement_observation
    DROP COLUMN pitch_error_deg,
    DROP COLUMN roll_error_deg,
    DROP COLUMN distance_cm,
    DROP COLUMN distance_error_cm,
    DROP COLUMN out_of_range,
    DROP COLUMN teaching;
ALTER TABLE engagement_observation RENAME COLUMN yaw_error_deg TO error_deg;
"""
REALS = ("pitch_error_deg", "roll_error_deg", "distance_cm", "distance_error_cm")


class Migration(migrations.Migration):
    dependencies = [("engagement", "0002_observation_partitions")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARDS, BACKWARDS)],
            state_operations=[
                migrations.RenameField("observation", "error_deg", "yaw_error_deg"),
                *(
                    migrations.AddField("observation", name, engagement.models.fields.RealField(null=True))
                    for name in REALS
                ),
                migrations.AddField("observation", "out_of_range", models.BooleanField(default=False)),
                migrations.AddField("observation", "teaching", models.SmallIntegerField(default=0)),
            ],
        )
    ]
