import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.models.course import Course


def new_key() -> str:
    return secrets.token_urlsafe(18)


class RosterEntry(models.Model):
    """One person who is expected in the sessions of a course; `key` is what their personal link carries."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="roster")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("person on the roster")
        verbose_name_plural = _("roster")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
