from django.db import models
from django.utils import timezone

from engagement.models.participant import Participant


class Calibration(models.Model):
    """How surely a participant's camera tells their zones apart: `analysis.calibration.describe`, as it was last."""

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, primary_key=True, related_name="calibration"
    )
    described = models.JSONField()
    updated_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.participant_id}"
