from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.models.roster_entry import RosterEntry
from engagement.models.session import Session


class Participant(models.Model):
    """One person in one session."""

    class Source(models.TextChoices):
        BROWSER = "browser", _("browser")
        PYTHON = "python", _("Python client")
        IMPORT = "import", _("imported recording")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="participants")
    name = models.CharField(_("name"), max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    token_serial = models.PositiveIntegerField(default=1, editable=False)  # raised to make old tokens invalid
    consented_at = models.DateTimeField(_("consented"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("consent withdrawn"), null=True, blank=True)
    removed = models.BooleanField(_("removed by the host"), db_default=False, editable=False)  # withdrawn_at says when
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)
    # When the last segment and window were closed; nothing is stored for this participant any more.
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    connected = models.BooleanField(_("connected"), default=False)
    dropped = models.PositiveIntegerField(_("pictures superseded"), default=0)
    rejected = models.PositiveIntegerField(_("messages rejected"), default=0)
    late = models.PositiveIntegerField(_("observations too late to score"), default=0)
    roster_entry = models.ForeignKey(
        RosterEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    # With the host of a class-only session, while fewer than five people have joined it (`access.sharing_of`).
    shares_timeline = models.BooleanField(_("shares their timeline"), default=False, db_default=False)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.BROWSER)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")

    def __str__(self) -> str:
        return self.name
