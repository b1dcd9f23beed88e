"""Figures of `docs/accuracy.json` that a reader of a report should know, in the reader's words."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

DARK_GAP = "fairness.genki.other_tones.found_dark_gap"  # a share; no limit tells it
# Of the table of limits: its name for it, what we call it, and the unit.
TOLD = {
    "GENKI: mean error of an angle after one offset (°)": (_("Photos with known angles: mean error of an angle"), "°"),
    "scanned heads: error of yaw after one offset (°)": (_("Scanned heads: mean error of the turn"), "°"),
    "scanned heads: error of pitch after one offset (°)": (_("Scanned heads: mean error of the nod"), "°"),
    "scanned heads: errors within one stated deviation (%)": (
        _("Errors within one stated standard deviation (68 % would be exact)"),
        " %",
    ),
    "CMU faces: direction right, not found = wrong (%)": (
        _("Photos looking ahead, left, right or up: direction right"),
        " %",
    ),
    "found at 6 feet (%)": (_("Faces found at 1.8 m from the camera"), " %"),
    "found in the dark (%)": (_("Faces found in the dark"), " %"),
    DARK_GAP: (_("Fewer of the same faces found in the dark when dyed in the darkest skin tone"), " %"),
    "found with the mouth covered (%)": (_("Faces found with the mouth covered"), " %"),
    "pictures without a face that become an observation (%)": (
        _("Pictures without a face that were taken for one"),
        " %",
    ),
    "the same faces in other tones: error, worst less best (°)": (
        _("The same faces dyed in other skin tones: difference of the error, at most (95 %)"),
        "°",
    ),
    "simulated people: seconds in the right state (%)": (_("Simulated people: seconds in the right state"), " %"),
    "simulated people: false aways an hour": (_("Simulated people: times an hour wrongly taken for away"), ""),
    "simulated people: delay until a real away, 95 % of them (s)": (
        _("Simulated people: delay until a real “away” is seen, 95 % of them"),
        " s",
    ),
}


def figures() -> list[tuple[str, str]]:
    """What was measured, and the figure."""
    measured = _measured()
    return [(str(what), _written(measured[name]) + unit) for name, (what, unit) in TOLD.items() if name in measured]


def _written(value: float) -> str:
    """Three figures, as the reader's language writes them."""
    _whole, _point, decimals = f"{value:.3g}".partition(".")
    return number_format(value, len(decimals))


@cache
def _measured() -> dict[str, float]:
    """The first where a name has several limits: the figure is the same."""
    card = json.loads((settings.BASE_DIR / "docs" / "accuracy.json").read_text("utf-8"))
    limits = next(section for section in card["sections"] if section["name"] == "limits")
    rows: list[list[Any]] = limits["tables"][0]["rows"]
    measured = {str(row[0]): float(row[2]) for row in reversed(rows)}
    return {**measured, DARK_GAP: 100 * card["figures"][DARK_GAP]}
