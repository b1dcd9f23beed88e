from django.db import models
from django.utils.translation import gettext_lazy as _


class Scoring(models.Model):
    """One version of the parameters that turn observations into states (`analysis.attentiveness.Scoring`)."""

    version = models.PositiveIntegerField(_("version"), primary_key=True)
    parameters = models.JSONField(_("parameters"), default=dict)

    class Meta:
        verbose_name = _("scoring")
        verbose_name_plural = _("scorings")

    def __str__(self) -> str:
        return f"{self.version}"
