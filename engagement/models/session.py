import datetime as dt
import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.models.course import Course
from engagement.models.scoring import Scoring

# Without 0 O 1 I L and U, which people mix up or which spell words.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 6


def new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


class Session(models.Model):
    """One event, live or recorded."""

    class Clock(models.TextChoices):
        LIVE = "live", _("live")
        RECORDED = "recorded", _("recorded")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSING = "closing", _("closing")  # no new people; the unacknowledged tail still comes in
        CLOSED = "closed", _("closed")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=200)
    code = models.CharField(_("join code"), max_length=CODE_LENGTH, unique=True, default=new_code)
    clock = models.CharField(_("clock"), max_length=10, choices=Clock, default=Clock.LIVE)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    starts_at = models.DateTimeField(_("planned start"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    locked = models.BooleanField(_("locked: nobody new may join"), default=False, db_default=False)
    # What the host trims: before and after is shown no more, and counts no more.
    counts_from = models.DateTimeField(_("counts from"), null=True, blank=True)
    counts_until = models.DateTimeField(_("counts until"), null=True, blank=True)
    # Empty until the first observation is analysed, which fixes it for the whole session.
    scoring = models.ForeignKey(Scoring, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index(fields=["course", "created_at"])]

    @property
    def day(self) -> dt.date:
        """The UTC day under which all its observations are filed, even after midnight."""
        started = self.started_at or self.starts_at or self.created_at
        return started.astimezone(dt.UTC).date()

    def __str__(self) -> str:
        return self.title
