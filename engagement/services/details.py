"""What has to be known about a number beside its sentence: what counts, how sure it is, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.services.sentences import STATE_WORDS, length, tenths


def details(numbers: Mapping[str, Any], uncounted_s: float) -> list[str]:
    """Of the numbers of an explanation; only what there is something to say about."""
    sentences = (
        _uncounted(uncounted_s),
        _counting(numbers),
        _interval(numbers),
        _errors(numbers),
        *_left_out(numbers),
        _perclos(numbers),
    )
    return [sentence for sentence in sentences if sentence]


def _uncounted(seconds: float) -> str:
    text = _("%(length)s of this time do not count: they lie in a break, or before or after what counts.")
    return text % {"length": length(seconds)} if seconds else ""


def _counting(numbers: Mapping[str, Any]) -> str:
    if numbers["attentiveness"] is None:
        return ""
    counted = _(" and ").join(str(STATE_WORDS[state]) for state in numbers["counted"])
    return _("Counted as attentive: %(states)s.") % {"states": counted}


def _interval(numbers: Mapping[str, Any]) -> str:
    if numbers["interval"] is None:
        return ""
    low, high = (round(100 * bound) for bound in numbers["interval"])
    text = _(
        "Surely %(low)d %% and possibly %(high)d %% of the known time: directions near an edge may be on either side."
    )
    return text % {"low": low, "high": high}


def _errors(numbers: Mapping[str, Any]) -> str:
    if numbers["yaw_error_deg"] is None or numbers["pitch_error_deg"] is None:
        return ""
    text = _("One reading of the head is exact to about %(yaw)s degrees sideways and %(pitch)s degrees up and down.")
    return text % {"yaw": tenths(numbers["yaw_error_deg"]), "pitch": tenths(numbers["pitch_error_deg"])}


def _left_out(numbers: Mapping[str, Any]) -> tuple[str, ...]:
    out_of_range, teaching, late = (numbers[name] or 0 for name in ("out_of_range", "teaching", "late"))
    return (
        _some(
            ngettext(
                "In %d observation the head was turned further than can be read; its angle is a lower bound.",
                "In %d observations the head was turned further than can be read; the angles are lower bounds.",
                out_of_range,
            ),
            out_of_range,
        ),
        _some(
            ngettext(
                "In %d observation a zone was being taught: it counts as that zone.",
                "In %d observations a zone was being taught: they count as that zone.",
                teaching,
            ),
            teaching,
        ),
        _some(
            ngettext(
                "%d observation came too late to be counted.",
                "%d observations came too late to be counted.",
                late,
            ),
            late,
        ),
    )


def _some(text: str, number: int) -> str:
    return text % number if number else ""


def _perclos(numbers: Mapping[str, Any]) -> str:
    if numbers["perclos"] is None:
        return ""
    return _("Eyes were at least 80 %% closed for %(share)d %% of the time in which they could be seen.") % {
        "share": round(100 * numbers["perclos"])
    }
