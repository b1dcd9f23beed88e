from django.db import models
from django.utils import timezone

from engagement.models.session import Session


class Break(models.Model):
    """A stretch of a session that does not count, marked by its host live or afterwards; open while it goes on."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="breaks")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["started_at"]

    def __str__(self) -> str:
        return f"{self.session_id} {self.started_at:%H:%M:%S}"
