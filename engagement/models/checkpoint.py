from django.db import models

from engagement.models.participant import Participant


class Checkpoint(models.Model):
    """What was remembered of a participant at two moments before now; see `engagement.pipeline.memory`.

    Read only when an observation comes behind time, written about every ten seconds.
    """

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, primary_key=True, related_name="checkpoint"
    )
    older = models.BinaryField(default=bytes)  # a row of analysis.attentiveness.PERSON; empty: before the first moment
    newer = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.participant_id}"
