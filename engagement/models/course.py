from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Course(models.Model):
    """A series of sessions; its owner is their host."""

    class Kind(models.TextChoices):
        CLASS = "class", _("class")
        MEETING = "meeting", _("meeting")
        INTERVIEW = "interview", _("interview")
        ASSESSMENT = "assessment", _("assessment")
        SELF_STUDY = "self_study", _("self-study")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="courses")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.CLASS, db_default=Kind.CLASS)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def __str__(self) -> str:
        return self.title
