from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.models.participant import Participant


class Signal(models.Model):
    """One tap of a participant that needs no camera. The host sees how many; only a raised hand has a name."""

    class Kind(models.TextChoices):
        HAND = "hand", _("hand raised")
        TOO_FAST = "too_fast", _("too fast")
        TOO_SLOW = "too_slow", _("too slow")
        LOST = "lost", _("lost me")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="signals")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    lowered_at = models.DateTimeField(null=True, blank=True)  # of a hand

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.kind}"
