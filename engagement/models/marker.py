from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.models.session import Session


class Marker(models.Model):
    """Something that happened in a session: a slide, a poll, a note."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        SLIDE = "slide", _("slide")
        POLL = "poll", _("poll")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="markers")
    at = models.DateTimeField(_("at"), default=timezone.now)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NOTE)
    text = models.CharField(_("text"), max_length=200)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text
