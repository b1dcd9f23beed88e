"""Blinks, closed eyes and gaze in the clips, beside hand labels of every frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis import attentiveness, gaze, lids
from analysis.benchmarks.accuracy import films
from analysis.benchmarks.accuracy.context import Context
from analysis.benchmarks.accuracy.films import Film
from analysis.benchmarks.accuracy.metrics import mean, number, percent
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table
from analysis.scoring import Scoring
from analysis.types import columns

RATES_HZ = (30.0, 15.0, 10.0, 5.0)
WATCH_S = 60.0
LEARN_S = 20.0
# A blink ends in the count when the lids are well up again, and at low rates one look later.
EARLY_S, LATE_S = 0.05, 0.45
PHASES = (0.0, 0.25, 0.5, 0.75)
SIDE_DEG = 10.0
_SIDES = {-1: "left", 0: "ahead", 1: "right", None: ""}
_HEIGHTS = {-1: "down", 0: "ahead", 1: "up", None: ""}


def measure(context: Context) -> Section | None:
    """Compare lids and gaze with the hand labels; None without clips."""
    there = films.films(context.data)
    if not there:
        return None
    examined = context.map(examine, there, chunk=1)
    figures = _blink_figures(examined) | _closure_figures(examined) | _gaze_figures(there, examined)
    tables = (_blink_table(there, examined), _closure_table(there, examined), _gaze_table(there, examined))
    return Section("eyes", "Eyes and gaze", _summary(figures), tables, figures)


@dataclass(frozen=True, slots=True)
class Blinks:
    """Blinks of a clip that was watched forth and back: how many there were, were found and were made up."""

    real: int
    found: int
    false: int


@dataclass(frozen=True, slots=True)
class Examined:
    """What the product made of one clip.

    Attributes
    ----------
    blinks : tuple of Blinks
        At each of `RATES_HZ`.
    closed, open : (n,) float arrays, 0..1
        Openness of the wider eye in frames with closed and with open eyes, after learning.
    long_s : float, seconds
        Called closed for long.
    gaze, sight : (frames, 2) float arrays, degrees
        Of the eyes relative to the head; of head and eyes less the person's own zero.
    """

    blinks: tuple[Blinks, ...]
    closed: np.ndarray
    open: np.ndarray
    long_s: float
    gaze: np.ndarray
    sight: np.ndarray


def examine(film: Film) -> Examined:
    """Measure every frame of a clip, and watch it for a minute at several rates."""
    rows = films.measured(film)
    blinks = tuple(count_blinks(film, rows, hz) for hz in RATES_HZ)
    gaze_deg = columns(rows, "gaze_yaw_deg", "gaze_pitch_deg")
    return Examined(blinks, *_closure(film, rows), gaze_deg, gaze.sight(rows) - _zero(film, rows))


def count_blinks(film: Film, rows: np.ndarray, hz: float) -> Blinks:
    """Watch a clip for a minute at a rate, from four starts.

    Parameters
    ----------
    film : Film
    rows : (frames,) array of `MEASURED`
    hz : float

    Returns
    -------
    Blinks
        Each blink is found once at most; half blinks may be counted or not.
    """
    views = [films.forth_and_back(film, WATCH_S, hz, phase) for phase in PHASES]
    at, frame = (np.stack(values, axis=1) for values in zip(*views, strict=True))
    blinked = _follow(at, rows[frame])[0]
    real, partial = (_passes(film, kind) for kind in ("blinks", "partial"))
    counts = np.zeros(3, int)
    for view in range(len(PHASES)):
        ends = at[blinked[:, view], view]
        found = {_first_within(ends, stretch) for stretch in real} - {None}
        excused = {index for index in range(len(ends)) if _is_within(ends[index], partial)}
        counts += [len(real), len(found), len(ends) - len(found | excused)]
    return Blinks(*counts.tolist())


def _follow(at: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of looks (n, views) at one person: who blinked, openness of both eyes and long closures, as the step has them."""
    known, scoring = lids.new_lids(at.shape[1]), Scoring()
    apertures = np.stack([rows["aperture_left"], rows["aperture_right"]], axis=-1).astype(np.float64)
    hidden = rows["pitch_deg"] <= scoring.closed_pitch_deg
    held_s = np.diff(at, prepend=at[:1], axis=0)
    followed = [lids.follow(known, *look, scoring) for look in zip(at, held_s, apertures, hidden, strict=True)]
    blinked, openness, closed = zip(*((one.blinked, one.openness, one.long_closed) for one in followed), strict=True)
    return np.stack(blinked), np.stack(openness), np.stack(closed)


def _passes(film: Film, kind: str) -> list[tuple[float, float]]:
    """Start and end, in seconds, of every time a stretch is seen; what touches is one."""
    at, frame = films.forth_and_back(film, WATCH_S, film.fps)
    inside = np.concatenate([[False], film.marked(kind)[frame], [False]])
    starts, ends = np.flatnonzero(np.diff(inside.astype(int)) == 1), np.flatnonzero(np.diff(inside.astype(int)) == -1)
    whole = [(at[start], at[end - 1]) for start, end in zip(starts, ends, strict=True)]
    return [stretch for stretch in whole if stretch[1] + LATE_S < WATCH_S]


def _first_within(ends: np.ndarray, stretch: tuple[float, float]) -> int | None:
    within = np.flatnonzero((ends >= stretch[0] - EARLY_S) & (ends <= stretch[1] + LATE_S))
    return int(within[0]) if len(within) else None


def _is_within(end: float, stretches: Sequence[tuple[float, float]]) -> bool:
    return any(start - EARLY_S <= end <= stop + LATE_S for start, stop in stretches)


def _closure(film: Film, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Openness with closed and with open eyes after learning, and the seconds that are called closed."""
    at, frame = films.forth_and_back(film, WATCH_S, film.fps)
    _, openness, long_closed = _follow(at[:, None], rows[frame][:, None])
    wider, learned = np.fmax(*openness[:, 0].T), at >= LEARN_S
    closed = film.marked("blinks", "closed_first", "closed_last")[frame]
    moving = np.convolve(film.marked("blinks") | film.marked("partial"), np.ones(5), "same")[frame] > 0
    known = learned & ~np.isnan(wider)
    return wider[known & closed], wider[known & ~moving], float(long_closed.sum() / film.fps)


def _zero(film: Film, rows: np.ndarray) -> np.ndarray:
    """(2,): where this person's sight goes when they face the screen, learned in a minute."""
    at, frame = films.forth_and_back(film, WATCH_S, film.fps)
    step = attentiveness.step(attentiveness.new_people(1), np.zeros(len(at), int), 1e9 + at, rows[frame], Scoring())
    zero: np.ndarray = step.people["sight"]["angles"][0]
    return zero


def _blink_figures(examined: Sequence[Examined]) -> Figures:
    figures: Figures = {}
    for at, hz in enumerate(RATES_HZ):
        counted = [one.blinks[at] for one in examined]
        real, found, false = (sum(getattr(one, name) for one in counted) for name in ("real", "found", "false"))
        figures[f"blinks_found_percent_{hz:.0f}hz"] = percent(found, real)
        figures[f"blinks_right_percent_{hz:.0f}hz"] = percent(found, found + false)
    return figures


def _blink_table(there: Sequence[Film], examined: Sequence[Examined]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for film, one in zip(there, examined, strict=True):
        cells = [f"{blinks.found}/{blinks.real}, {blinks.false} false" for blinks in one.blinks]
        rows.append((film.name, "yes" if film.labels["glasses"] else "no", *cells))
    note = (
        "Each clip watched forth and back for a minute from four starts. Below 9 looks a second no blinks are given. "
        "The limits of a blink were chosen with these clips in view."
    )
    return Table("Blinks found", ("clip", "glasses", *(f"{hz:.0f} Hz" for hz in RATES_HZ)), tuple(rows), note)


def _closure_figures(examined: Sequence[Examined]) -> Figures:
    edge = Scoring().closed_openness
    closed, opened = (np.concatenate([getattr(one, name) for one in examined]) for name in ("closed", "open"))
    return {
        "closed_seen_closed_percent": number(100 * mean((closed < edge).astype(float))),
        "open_seen_closed_percent": number(100 * mean((opened < edge).astype(float))),
        "false_eyes_closed_s": sum(one.long_s for one in examined),
    }


def _closure_table(there: Sequence[Film], examined: Sequence[Examined]) -> Table:
    def of(values: np.ndarray, share: float) -> float | None:
        return float(np.percentile(values, share)) if len(values) else None

    rows = [
        (film.name, of(one.closed, 50), of(one.closed, 95), of(one.open, 1), of(one.open, 50), one.long_s)
        for film, one in zip(there, examined, strict=True)
    ]
    names = ("clip", "closed: median", "closed: 95 % below", "open: 99 % above", "open: median", "called closed (s)")
    note = (
        "Openness of the wider eye after 20 s, at the clip's rate; squints, winks and looks down count as open. "
        "Nobody's eyes are closed for a second."
    )
    return Table("Openness of closed and open eyes", names, tuple(rows), note)


def _gaze_figures(there: Sequence[Film], examined: Sequence[Examined]) -> Figures:
    right: list[bool] = []
    ahead = [np.empty((0, 2))]
    for film, one in zip(there, examined, strict=True):
        for label in film.labels["gaze"]:
            frames = slice(label["first"], label["last"] + 1)
            yaw = one.gaze[frames, 0]
            side = np.where(np.abs(yaw) < SIDE_DEG, 0, np.sign(yaw))[~np.isnan(yaw)]
            right += (side == label["yaw"]).tolist() if "yaw" in label else []
            ahead += [one.sight[frames]] if label.get("yaw") == label.get("pitch") == 0 else []
    off = np.abs(np.concatenate(ahead))
    return {
        "gaze_side_right_percent": percent(sum(right), len(right)),
        "sight_at_camera_off_yaw_deg": number(mean(off[:, 0])),
        "sight_at_camera_off_pitch_deg": number(mean(off[:, 1])),
    }


def _gaze_table(there: Sequence[Film], examined: Sequence[Examined]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for film, one in zip(there, examined, strict=True):
        for label in film.labels["gaze"]:
            frames = slice(label["first"], label["last"] + 1)
            named = (_SIDES[label.get("yaw")], _HEIGHTS[label.get("pitch")])
            rows.append(
                (film.name, f"{label['first']}-{label['last']}", *named, *_middle(one.gaze[frames], one.sight[frames]))
            )
    names = ("gaze yaw (°)", "gaze pitch (°)", "sight yaw (°)", "sight pitch (°)")
    note = (
        "Medians. Gaze: relative to the head. Sight: head and eyes together, less the person's own zero, "
        "which is where their sight usually goes when they face the screen."
    )
    return Table("Gaze", ("clip", "frames", "seen: side", "seen: height", *names), tuple(rows), note)


def _middle(*directions: np.ndarray) -> list[float | None]:
    """Medians of yaw and pitch; None where nothing is known."""
    values = [values[~np.isnan(values)] for direction in directions for values in direction.T]
    return [float(np.median(known)) if len(known) else None for known in values]


def _summary(figures: Figures) -> str:
    found, right = figures["blinks_found_percent_30hz"], figures["blinks_right_percent_30hz"]
    return (
        f"Of the blinks that are labelled in the clips {found:.0f} % are found at the camera's rate, "
        f"and {right:.0f} % of those counted are real; "
        f"the side to which eyes look is right in {figures['gaze_side_right_percent']:.0f} % of the clear frames."
    )
