from django.contrib.postgres.fields import ArrayField
from django.db import models


class ShardState(models.Model):
    """How far a stream is stored, and what must be remembered of its people to go on.

    Written in the same transaction as the observations, which is what makes storing happen exactly once.
    """

    shard = models.SmallIntegerField(primary_key=True)
    last_entry = models.CharField(max_length=40, default="0")  # ID of the last stored entry of the Valkey stream
    participants = ArrayField(models.BigIntegerField(), default=list)  # whose rows `people` holds, in order
    people = models.BinaryField(default=bytes)  # analysis.attentiveness.PERSON rows
    marks = models.BinaryField(default=bytes)  # of each of them, what is known of their Checkpoint
    version = models.PositiveIntegerField(default=0)  # PERSON_VERSION of those bytes

    def __str__(self) -> str:
        return f"{self.shard} up to {self.last_entry}"
