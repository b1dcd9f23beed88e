from django.conf import settings
from django.db import models
from django.utils import timezone

from engagement.models.scoring import Scoring
from engagement.models.session import Session


class Rescoring(models.Model):
    """A session was scored again, and which scoring it had before: that one can be taken back."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="rescorings")
    before = models.ForeignKey(Scoring, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Scoring, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # Empty from the command line.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.before_id} -> {self.after_id}"
