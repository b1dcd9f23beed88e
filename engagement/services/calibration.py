"""How surely a participant's camera tells their zones apart, as numbers and in plain words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.models import Calibration, Participant
from engagement.services.sentences import tenths

# Up to so many looks at one zone that would be taken for the other it tells them apart surely; up to so many, roughly.
SURELY, ROUGHLY = 0.05, 0.2
# Differences below this are far below what one reading is exact to.
NOTHING_DEG = 0.5

ZONES = {
    "screen": gettext_lazy("your screen"),
    "second_screen": gettext_lazy("your second screen"),
    "notes": gettext_lazy("your notes"),
}


def of(participant: Participant) -> dict[str, Any] | None:
    """`analysis.calibration.describe` with sentences; None while nothing has been taught."""
    row = Calibration.objects.filter(participant=participant).first()
    if row is None:
        return None
    return {**row.described, "sentences": sentences(row.described), "updated_at": row.updated_at.timestamp()}


def sentences(described: dict[str, Any]) -> list[str]:
    """Which zones are told apart, how well each one repeats, and what is still to be done."""
    apart = [_apart(pair) for pair in described["pairs"]]
    again = [_again(zone) for zone in described["zones"] if zone["repeatability_deg"]]
    once = [str(ZONES[zone["zone"]]) for zone in described["zones"] if zone["visits"] == 1]
    more = [
        _("Looked at only once so far: %(zones)s. A second look tells how well it repeats.") % {"zones": _all(once)}
    ]
    return [*apart, *again, *(more if once else []), *_widened(described)]


def _apart(pair: dict[str, Any]) -> str:
    confused = pair["confused"]
    if confused <= SURELY:
        text = _("This camera tells %(one)s and %(other)s apart surely (%(mistakes)s).")
    elif confused <= ROUGHLY:
        text = _("This camera tells %(one)s and %(other)s apart only roughly (%(mistakes)s).")
    else:
        text = _("This camera does not tell %(one)s and %(other)s apart (%(mistakes)s).")
    one, other = (str(ZONES[zone]) for zone in pair["zones"])
    return text % {"one": one, "other": other, "mistakes": _mistakes(confused)}


def _mistakes(confused: float) -> str:
    looks = round(100 * confused)
    if looks == 0:
        return _("of 100 looks fewer than one would be mistaken")
    return _("of 100 looks about %d would be mistaken") % looks


def _again(zone: dict[str, Any]) -> str:
    difference = _difference(zone["repeatability_deg"])
    if max(difference.values()) < NOTHING_DEG:
        text = _("Looks at %(zone)s repeated within half a degree.")
    else:
        text = _("Two looks at %(zone)s differed by %(yaw)s degrees sideways and %(pitch)s up or down.")
    return text % {"zone": ZONES[zone["zone"]], **_written(difference)}


def _difference(repeatability: dict[str, float]) -> dict[str, float]:
    """Between two visits: one standard deviation of a single one, times the square root of two."""
    return {angle: 2**0.5 * value for angle, value in repeatability.items()}


def _written(angles: dict[str, float]) -> dict[str, str]:
    return {angle: tenths(value) for angle, value in angles.items()}


def _widened(described: dict[str, Any]) -> list[str]:
    if max((described["repeatability_deg"] or {"none": 0.0}).values()) < NOTHING_DEG:
        return []
    text = _(
        "This is taken into account: from now on your angles count as unsure by at least %(yaw)s degrees sideways "
        "and %(pitch)s up or down."
    )
    return [text % _written(described["repeatability_deg"])]


def _all(names: list[str]) -> str:
    return _(" and ").join(names)
