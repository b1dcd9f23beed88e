from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class RealField(models.FloatField):
    """A float4: six digits, half the room. NULL means absent; the row's reason says why."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "real"
