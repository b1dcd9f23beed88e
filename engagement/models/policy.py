from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models.course import Course


class Policy(models.Model):
    """What may be measured, seen and kept in a course. A course without a row has these defaults."""

    class Capture(models.TextChoices):
        LANDMARKS = "landmarks", _("landmarks only")
        FRAMES = "frames", _("landmarks and pictures")

    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="policy")
    capture = models.CharField(_("capture"), max_length=10, choices=Capture, default=Capture.FRAMES)
    keep_observations_days = models.PositiveSmallIntegerField(_("keep observations (days)"), default=30)
    keep_history_days = models.PositiveSmallIntegerField(_("keep history (days)"), default=365)
    show_people = models.BooleanField(_("show single people to the host"), default=True)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    def __str__(self) -> str:
        return f"{self.course}: {self.get_capture_display()}"
