"""Stretches of one person in plain words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engagement.pipeline.counting import MINUTE_S
from engagement.services.stretches import Stretch

# More than this nobody reads; the list of segments holds the others.
STRETCHES_TOLD = 4
# Angles below this are not worth a word.
TURN_DEG = 5.0

STATE_WORDS = {
    "facing": gettext_lazy("facing the screen"),
    "second_screen": gettext_lazy("at the second screen"),
    "notes": gettext_lazy("at the notes"),
    "away": gettext_lazy("away"),
    "eyes_closed": gettext_lazy("eyes closed"),
    "unknown": gettext_lazy("unknown"),
}
REASON_WORDS = {
    "no_face": gettext_lazy("no face in the picture"),
    "several_faces": gettext_lazy("several faces in the picture"),
    "too_small": gettext_lazy("the face was too small"),
    "too_dark": gettext_lazy("it was too dark"),
    "blurred": gettext_lazy("the picture was blurred"),
    "cut_off": gettext_lazy("the face was cut off by the picture’s edge"),
    "camera_off": gettext_lazy("the camera was off"),
    "no_frames": gettext_lazy("the camera sent no pictures"),
    "paused": gettext_lazy("measuring was paused"),
    "disconnected": gettext_lazy("the connection was lost"),
    "uncalibrated": gettext_lazy("not calibrated yet"),
    "withdrawn": gettext_lazy("consent was withdrawn"),
}


def tenths(number: float) -> str:
    """As the reader's language writes it; Django cuts off what it has no room for."""
    return number_format(round(number, 1), 1)


def sentence(stretches: Sequence[Stretch], known_s: float, span_s: float) -> str:
    """How much is known, then what was done: in its order while that is short, else summed up."""
    if not span_s:
        return _("Nothing of this time counts.")
    known = _("Known for %(known)s of %(span)s (%(share)d %%).") % {
        "known": length(known_s),
        "span": length(span_s),
        "share": round(100 * min(known_s / span_s, 1)),
    }
    told = _story(stretches)
    return f"{known} {told}" if told else known


def _story(stretches: Sequence[Stretch]) -> str:
    if not stretches:
        return ""
    if len(stretches) <= STRETCHES_TOLD:
        return _capital(_(", then ").join(_phrase(stretch, stretch.seconds) for stretch in stretches)) + "."
    return _summary(stretches)


def _summary(stretches: Sequence[Stretch]) -> str:
    """Many stretches: each state's sum, the longest first."""
    sums: dict[str, float] = defaultdict(float)
    for stretch in stretches:
        sums[stretch.state] += stretch.seconds
    longest = sorted(sums, key=lambda state: -sums[state])
    parts = [_for_seconds(str(STATE_WORDS[state]), sums[state]) for state in longest]
    changes = ngettext("%d stretch", "%d stretches", len(stretches)) % len(stretches)
    return _("%(parts)s, in %(changes)s.") % {"parts": _capital(", ".join(parts)), "changes": changes}


def _phrase(stretch: Stretch, seconds: float) -> str:
    phrase = _for_seconds(str(STATE_WORDS[stretch.state]), seconds)
    if stretch.is_open:
        phrase = _("%(phrase)s so far") % {"phrase": phrase}
    detail = _reason(stretch) if stretch.state == "unknown" else _direction(stretch)
    return f"{phrase}: {detail}" if detail else phrase


def _for_seconds(words: str, seconds: float) -> str:
    return _("%(words)s for %(length)s") % {"words": words, "length": length(seconds)}


def length(seconds: float) -> str:
    """As one says it: nobody counts an hour in seconds."""
    if seconds < MINUTE_S:
        rounded = round(seconds, 1)
        return _("%(seconds)s s") % {"seconds": number_format(rounded, 1 if rounded % 1 else 0)}
    minutes, rest = divmod(round(seconds), MINUTE_S)
    if minutes < 60:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}
    return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}


def _reason(stretch: Stretch) -> str:
    return str(REASON_WORDS.get(stretch.reason, ""))


def _direction(stretch: Stretch) -> str:
    """Left and right are the person's own: yaw + is toward the picture's right, their left."""
    if stretch.state == "facing":
        return ""
    yaw, pitch = stretch.yaw_deg or 0.0, stretch.pitch_deg or 0.0
    turns = []
    if abs(yaw) >= TURN_DEG:
        turns.append((_("%d degrees to their left") if yaw > 0 else _("%d degrees to their right")) % round(abs(yaw)))
    if abs(pitch) >= TURN_DEG:
        turns.append((_("%d degrees up") if pitch > 0 else _("%d degrees down")) % round(abs(pitch)))
    return _("head turned about %s") % _(" and ").join(turns) if turns else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
