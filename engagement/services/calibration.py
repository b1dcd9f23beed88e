"""How surely a participant's camera tells their zones apart, as numbers and in plain words."""

from __future__ import annotations

from typing import Any

from engagement.models import Calibration, Participant


def of(participant: Participant) -> dict[str, Any] | None:
    """None while nothing has been taught."""
    row = Calibration.objects.filter(participant=participant).first()
    return None if row is None else {**row.described, "sentences": [], "updated_at": row.updated_at.timestamp()}
