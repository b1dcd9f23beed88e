from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.models.participant import Participant


class Annotation(models.Model):
    """What a participant says about a stretch of their own trace. It changes no number; it stands beside them."""

    class Kind(models.TextChoices):
        NOTES = "notes", _("I was taking notes")
        SCREEN = "second_screen", _("I looked at my second screen")
        OTHER = "other", _("something else")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="annotations")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    text = models.CharField(_("text"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["started_at"]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.kind}"
