import django.db.models.deletion
from django.db import migrations, models

import engagement.models.fields

# Django cannot make partitioned tables. Widest columns first, so that a row has no padding. The partitions are made by engagement.pipeline.store.ensure_partition.
CREATE = """
CREATE TABLE engagement_observation (
    captured_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    participant_id bigint NOT NULL,
    day date NOT NULL,
    sequence integer NOT NULL,
    confidence real,
    yaw_deg real,
    pitch_deg real,
    roll_deg real,
    x_cm real,
    y_cm real,
    z_cm real,
    error_deg real,
    aperture_left real,
    aperture_right real,
    openness_left real,
    openness_right real,
    gaze_yaw_deg real,
    gaze_pitch_deg real,
    quality real,
    reason smallint NOT NULL,
    state smallint NOT NULL,
    faces smallint NOT NULL,
    success boolean NOT NULL,
    PRIMARY KEY (day, participant_id, sequence)
) PARTITION BY RANGE (day);
-- Floats hardly compress; trying to on every tick would cost more than it saves.
ALTER TABLE engagement_shardstate ALTER COLUMN people SET STORAGE EXTERNAL;
"""


class Migration(migrations.Migration):
    dependencies = [("engagement", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE, "DROP TABLE engagement_observation")],
            state_operations=[
                migrations.CreateModel(
                    name="Observation",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "day",
                                "participant_id",
                                "sequence",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "participant",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="observations",
                                to="engagement.participant",
                            ),
                        ),
                        ("sequence", models.PositiveIntegerField()),
                        ("captured_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        ("success", models.BooleanField()),
                        ("reason", models.SmallIntegerField()),
                        ("state", models.SmallIntegerField()),
                        ("faces", models.SmallIntegerField()),
                        ("confidence", engagement.models.fields.RealField(null=True)),
                        ("yaw_deg", engagement.models.fields.RealField(null=True)),
                        ("pitch_deg", engagement.models.fields.RealField(null=True)),
                        ("roll_deg", engagement.models.fields.RealField(null=True)),
                        ("x_cm", engagement.models.fields.RealField(null=True)),
                        ("y_cm", engagement.models.fields.RealField(null=True)),
                        ("z_cm", engagement.models.fields.RealField(null=True)),
                        ("error_deg", engagement.models.fields.RealField(null=True)),
                        ("aperture_left", engagement.models.fields.RealField(null=True)),
                        ("aperture_right", engagement.models.fields.RealField(null=True)),
                        ("openness_left", engagement.models.fields.RealField(null=True)),
                        ("openness_right", engagement.models.fields.RealField(null=True)),
                        ("gaze_yaw_deg", engagement.models.fields.RealField(null=True)),
                        ("gaze_pitch_deg", engagement.models.fields.RealField(null=True)),
                        ("quality", engagement.models.fields.RealField(null=True)),
                    ],
                ),
            ],
        )
    ]
