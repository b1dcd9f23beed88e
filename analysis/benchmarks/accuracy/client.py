"""The browser's own pipeline beside Python's: it must see the same faces in the same places."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.benchmarks import faceless
from analysis.benchmarks.accuracy import beside, face_free, metrics, run
from analysis.benchmarks.accuracy.browser import BrowserLandmarker
from analysis.benchmarks.accuracy.context import Context, Looks, Observer, Picture, joined, look, measured
from analysis.benchmarks.accuracy.metrics import number, percent
from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table
from analysis.face import FaceResult, Options, near_any
from analysis.face_mesh import OUTER_EYE_CORNERS
from analysis.image import Image
from analysis.types import UNKNOWN_FOV_DEG

POINTS = Options().points
NAME, WHO = "client", "The browser"
EVERY = {"sets": 1, "direction": 1, "distance": 10, "robustness": 10}
"""Sections, and of how many pictures one is looked at: a browser takes longer than Python, which uses all cores."""
FACELESS_EVERY = 50
CLOSE_PERCENT = 0.25
"""Of the distance between the outer corners of the eyes."""


class Client:
    """An `Observer`: the faces that a participant's browser finds, measured as the server measures them."""

    def __init__(self, landmarker: BrowserLandmarker) -> None:
        self._landmarker = landmarker

    def __call__(self, pictures: Sequence[Picture]) -> Looks:
        return joined([self.look(picture.image(), picture.fov_deg) for picture in pictures])

    def look(self, image: Image, fov_deg: float = UNKNOWN_FOV_DEG) -> tuple[FaceResult | None, np.ndarray]:
        """As `context.look`, in the browser."""
        return measured(self._landmarker.find(image), image, fov_deg)


@dataclass
class _Kept:
    """An `Observer` that keeps what another one saw."""

    observer: Observer
    looks: list[Looks] = field(default_factory=list)

    def __call__(self, pictures: Sequence[Picture]) -> Looks:
        self.looks.append(self.observer(pictures))
        return self.looks[-1]


@dataclass(frozen=True)
class Agreement:
    """Two views of the same n pictures, of which m show the same face to both.

    Attributes
    ----------
    alike : (n,) bool array
        Both see nobody, or both see the same face.
    apart : (m, 478) float array
        Between the two places of each landmark, as a share of the distance between the outer corners of the eyes, in
        percent.
    turned : (m, 3) float array
        Between the two values of yaw, pitch and roll, degrees.
    """

    alike: np.ndarray
    apart: np.ndarray
    turned: np.ndarray


def measure(context: Context, client: Client, wanted: Collection[str]) -> Section | None:
    """Measure again what needs nothing but pictures, with Python and with the browser; None where nothing does.

    Parameters
    ----------
    context : Context
    client : Client
    wanted : collection of str
        Names of sections; those that do not apply are left out.
    """
    rows: list[tuple[Cell, ...]] = []
    figures: Figures = {}
    parts: dict[str, Agreement] = {}
    for name in (name for name in EVERY if name in wanted):
        few = context.thinned(EVERY[name])
        ours, theirs = _Kept(few.observe), _Kept(client)
        ((_, section),) = run.run(few.seen_by(ours), {name})
        if section is not None:
            other = beside.measure(few, theirs, NAME, WHO, [section])
            rows += other.tables[0].rows
            figures |= other.figures
            parts[name] = agreement(ours.looks, theirs.looks)
    if "face_free" in wanted:
        parts["face_free"] = _where_no_face_is(context, client)
    if not parts:
        return None
    whole, alike = _agreement(parts)
    title = f"{WHO} on the same pictures"
    note = "Distance and robustness: every tenth portrait; face_free: every fiftieth picture."
    tables = (alike, Table(title, ("figure", "Headway", WHO), tuple(rows), note))
    return Section(NAME, "What a browser computes", _summary(whole), tables, figures | whole)


def _where_no_face_is(context: Context, client: Client) -> Agreement:
    which = [(kind, seed) for kind, count in face_free.STILL.items() for seed in range(0, count, FACELESS_EVERY)]
    ours = joined(context.map(_look_at, which))
    theirs = joined([client.look(faceless.KINDS[kind](seed)) for kind, seed in which])
    return agreement([ours], [theirs])


def _look_at(which: tuple[str, int]) -> tuple[FaceResult | None, np.ndarray]:
    kind, seed = which
    return look(faceless.KINDS[kind](seed))


def agreement(ours: Sequence[Looks], theirs: Sequence[Looks]) -> Agreement:
    """Compare what two observers saw in the same pictures."""
    pairs = [pair for one, other in zip(ours, theirs, strict=True) for pair in zip(one.faces, other.faces, strict=True)]
    same = np.array([_is_same(*pair) for pair in pairs], bool)
    both = np.array([one is not None and other is not None for one, other in pairs], bool) & same
    apart = [_apart(*pair) for pair, is_seen in zip(pairs, both, strict=True) if is_seen]
    angles = [np.concatenate([look.angles for look in looks])[both] for looks in (ours, theirs)]
    return Agreement(same, np.array(apart).reshape(len(apart), POINTS), np.abs(metrics.wrapped(angles[1] - angles[0])))


def _is_same(one: FaceResult | None, other: FaceResult | None) -> bool:
    if one is None or other is None:
        return one is other
    return near_any(other.region, [one])


def _apart(one: FaceResult | None, other: FaceResult | None) -> np.ndarray:
    assert one is not None
    assert other is not None
    right, left = one.points[list(OUTER_EYE_CORNERS), :2]
    apart: np.ndarray = np.linalg.norm(other.points[:, :2] - one.points[:, :2], axis=1)
    return 100.0 * apart / np.linalg.norm(left - right)


def _agreement(parts: dict[str, Agreement]) -> tuple[Figures, Table]:
    everything = Agreement(
        *(np.concatenate([getattr(part, name) for part in parts.values()]) for name in ("alike", "apart", "turned"))
    )
    figures = _figures(everything)
    rows = [(name, *_figures(part).values()) for name, part in [*parts.items(), ("all of them", everything)]]
    columns = (
        *("section", "pictures", "the same found (%)", "landmarks apart, middle (%)"),
        *(f"faces within {CLOSE_PERCENT} % (%)", "the worst face (%)", "angles apart, mean (°)", "90 % less than (°)"),
    )
    note = (
        "Apart: distance between the two places of a landmark, in percent of the distance between the outer corners of "
        "the eyes; of a face, the middle one of its landmarks'."
    )
    return figures, Table(f"{WHO} and Python in the same pictures", columns, tuple(rows), note)


def _figures(part: Agreement) -> Figures:
    faces = np.median(part.apart, axis=1)
    alike, close = int(part.alike.sum()), int((faces <= CLOSE_PERCENT).sum())
    figures: Figures = {
        "pictures": len(part.alike),
        "alike_percent": percent(alike, len(part.alike)),
        "apart_middle_percent": number(float(np.median(faces))) if len(faces) else None,
        "close_percent": percent(close, len(faces)),
        "apart_worst_percent": number(float(faces.max())) if len(faces) else None,
        "angles_apart_mean_deg": number(metrics.mean(part.turned)),
        "angles_apart_p90_deg": number(metrics.ninetieth(part.turned.reshape(-1, 1))[0]),
    }
    return {f"agreement.{name}": value for name, value in figures.items()}


def _summary(figures: Figures) -> str:
    alike, apart = (figures[f"agreement.{name}"] for name in ("alike_percent", "angles_apart_mean_deg"))
    return (
        f"A participant's browser finds the same face as Python, or none either, in {alike:.2f} % of "
        f"{figures['agreement.pictures']} pictures, and its angles are {apart:.3f}° from Python's in the mean."
        if apart is not None
        else "A participant's browser finds no face in these pictures."
    )
