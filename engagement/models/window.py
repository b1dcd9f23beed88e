from django.db import models

from engagement.models.fields import RealField
from engagement.models.participant import Participant
from engagement.models.scoring import Scoring


class Window(models.Model):
    """Ten seconds of one participant, starting at a multiple of 10 s; what every history is read from."""

    pk = models.CompositePrimaryKey("participant_id", "started_at")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="windows", db_index=False)
    started_at = models.DateTimeField()
    facing_s = RealField()
    second_screen_s = RealField()
    notes_s = RealField()
    away_s = RealField()
    eyes_closed_s = RealField()
    unknown_s = RealField()
    known_s = RealField()
    on_zone_low_s = RealField()  # time on a zone with probability >= .8
    on_zone_high_s = RealField()  # ... >= .2
    attentiveness = RealField(null=True)  # 0..1; absent when less than half of the time is known
    yaw_deg = RealField(null=True)
    pitch_deg = RealField(null=True)
    roll_deg = RealField(null=True)
    yaw_sd_deg = RealField(null=True)
    pitch_sd_deg = RealField(null=True)
    roll_sd_deg = RealField(null=True)
    speed_deg_s = RealField(null=True)
    blinks = RealField(null=True)
    eyes_s = RealField(db_default=0.0)  # how long the openness of an eye was known
    perclos = RealField(null=True)  # 0..1 of it; absent unless the scoring asks for it
    distance_cm = RealField(null=True)
    quality = RealField(null=True)
    observations = models.IntegerField()
    late = models.IntegerField()
    main_reason = models.SmallIntegerField()
    scoring = models.ForeignKey(Scoring, on_delete=models.PROTECT, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.participant_id} {self.started_at:%H:%M:%S}"
