from django.db import models

from engagement.models.fields import RealField
from engagement.models.participant import Participant


class Observation(models.Model):
    """What was measured of one participant at one time.

    Partitioned by day, so that forgetting a day is a DROP; hence the table is made by hand in the migrations.
    `state`, `reason` and `teaching` are `analysis.types.State`, `Reason` and `Teaching`.
    """

    pk = models.CompositePrimaryKey("day", "participant_id", "sequence")
    day = models.DateField()
    # No constraint in the database: the pipeline locks the participants it writes for, which costs less.
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="observations", db_constraint=False, db_index=False
    )
    sequence = models.PositiveIntegerField()
    captured_at = models.DateTimeField()
    received_at = models.DateTimeField()
    # Where it came too late to be scored: the time of the newest observation that had come before it.
    late_at = models.DateTimeField(null=True)
    success = models.BooleanField()
    reason = models.SmallIntegerField()
    state = models.SmallIntegerField()
    faces = models.SmallIntegerField()
    confidence = RealField(null=True)
    yaw_deg = RealField(null=True)
    pitch_deg = RealField(null=True)
    roll_deg = RealField(null=True)
    x_cm = RealField(null=True)
    y_cm = RealField(null=True)
    z_cm = RealField(null=True)
    yaw_error_deg = RealField(null=True)
    pitch_error_deg = RealField(null=True)
    roll_error_deg = RealField(null=True)
    distance_cm = RealField(null=True)
    distance_error_cm = RealField(null=True)
    aperture_left = RealField(null=True)
    aperture_right = RealField(null=True)
    openness_left = RealField(null=True)
    openness_right = RealField(null=True)
    gaze_yaw_deg = RealField(null=True)
    gaze_pitch_deg = RealField(null=True)
    quality = RealField(null=True)
    out_of_range = models.BooleanField(default=False)
    teaching = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.participant_id} #{self.sequence}"
