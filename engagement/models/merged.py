from django.db import models

from engagement.models.participant import Participant


class Merged(models.Model):
    """A participant who became a part of another: whoever holds the token to their data finds them there."""

    former = models.PositiveBigIntegerField(primary_key=True)  # the id that they had
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.former} in {self.participant_id}"
