import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from engagement.models.course import Course
from engagement.models.session import Session


class Job(models.Model):
    """Work that takes longer than a request: asked for by a user, done by a background worker, kept for a day."""

    class Kind(models.TextChoices):
        EXPORT = "export"
        RECORDING = "recording"
        WHAT_IF = "what_if"

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="jobs")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    progress = models.FloatField(default=0.0)  # 0..1
    error = models.CharField(max_length=400, blank=True)  # a sentence for people
    parameters = models.JSONField(default=dict)
    result = models.JSONField(null=True, blank=True)
    # Of an export: in the database, because the worker that makes it may be on another machine than who hands it out.
    filename = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    content = models.BinaryField(null=True, blank=True)
    # How often a worker has begun it: one that kills its workers is given up.
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"
