from django.db import models

from engagement.models.fields import RealField
from engagement.models.participant import Participant
from engagement.models.scoring import Scoring


class Segment(models.Model):
    """A stretch of one participant in one state: the answer to "why"."""

    pk = models.CompositePrimaryKey("participant_id", "started_at")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="segments", db_index=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    state = models.SmallIntegerField()
    reason = models.SmallIntegerField()
    yaw_deg = RealField(null=True)
    pitch_deg = RealField(null=True)
    roll_deg = RealField(null=True)
    observations = models.IntegerField()
    scoring = models.ForeignKey(Scoring, on_delete=models.PROTECT, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.participant_id} {self.started_at:%H:%M:%S}"
