from django.db import migrations

# Widest columns first, so that a row has no padding. The partitions are made by engagement.pipeline.store.ensure_partition.
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

    operations = [migrations.RunSQL(CREATE, "DROP TABLE engagement_observation")]
