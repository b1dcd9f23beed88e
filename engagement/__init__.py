"""The server of Headway: one Django app."""

from engagement.celery import app as celery_app

__all__ = ["celery_app"]
