"""What must hold, and whether it does."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.benchmarks.accuracy.section import Cell, Figures, Section, Table


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound on one figure.

    Attributes
    ----------
    figure : str
        ``section.name``.
    what : str
        In words.
    bound : float
    at_most : bool
        Else at least.
    """

    figure: str
    what: str
    bound: float
    at_most: bool = False

    def holds(self, figures: Mapping[str, float | int | None]) -> bool | None:
        """Whether it does; None where the figure was not measured."""
        if self.figure not in figures:
            return None
        value = figures[self.figure]
        if value is None:
            return False
        return value <= self.bound if self.at_most else value >= self.bound


def _at_most(figure: str, what: str, bound: float) -> Limit:
    return Limit(figure, what, bound, at_most=True)


def _at_feet(name: str, what: str, bounds: dict[int, float]) -> tuple[Limit, ...]:
    return tuple(
        Limit(f"distance.genki.{name}_{feet}ft_percent", f"{what} at {feet} feet (%)", bound)
        for feet, bound in bounds.items()
    )


def _calibrated(name: str, what: str) -> tuple[Limit, Limit]:
    figure, words = f"calibration.{name}.within_percent", f"{what}: errors within one stated deviation (%)"
    return Limit(figure, words, 60.0), _at_most(figure, words, 76.0)


def _simulated(part: str, who: str) -> tuple[Limit, Limit, Limit]:
    return (
        Limit(f"simulator.{part}right_percent", f"{who}: seconds in the right state (%)", 95.0),
        _at_most(f"simulator.{part}false_away_an_hour", f"{who}: false aways an hour", 1.0),
        _at_most(f"simulator.{part}delay_p95_s", f"{who}: delay until a real away, 95 % of them (s)", 3.0),
    )


LIMITS = (
    _at_most("sets.genki.mean_mae_offset_deg", "GENKI: mean error of an angle after one offset (°)", 3.1),
    _at_most("sets.genki.roll_mae_offset_deg", "GENKI: error of roll after one offset (°)", 1.1),
    _at_most("sets.genki.not_found", "GENKI: faces not found", 1),
    _at_most("heads.yaw_mae_offset_deg", "scanned heads: error of yaw after one offset (°)", 3.0),
    _at_most("heads.pitch_mae_offset_deg", "scanned heads: error of pitch after one offset (°)", 3.0),
    _at_most("heads.roll_mae_offset_deg", "scanned heads: error of roll after one offset (°)", 3.0),
    _at_most("heads.profiles_read_short", "scanned heads: profiles read as less than 75° without a word", 0),
    *_calibrated("heads", "scanned heads"),
    *_calibrated("genki", "GENKI, with its labels' spread"),
    *_at_feet("found", "found", {4: 99.5, 6: 98.0, 8: 95.0, 10: 85.0}),
    *_at_feet("same", "same orientation as near,", {4: 98.5, 6: 98.0, 8: 97.5, 10: 95.0}),
    Limit("direction.cmu_faces.all.right_percent", "CMU faces: direction right, not found = wrong (%)", 89.0),
    Limit("direction.cmu_faces.without_sunglasses.right_percent", "CMU faces: the same without sunglasses (%)", 95.0),
    Limit("robustness.genki.mouth_covered_found_percent", "found with the mouth covered (%)", 95.0),
    Limit("robustness.genki.dark_found_percent", "found in the dark (%)", 95.0),
    Limit("robustness.genki.jpeg_30_found_percent", "found in JPEG of quality 30 (%)", 99.5),
    _at_most("fairness.genki.skin_tone.beyond_by_tone", "skin tones: differences beyond chance that the tone makes", 0),
    _at_most(
        "fairness.genki.other_tones.error_gap_high", "the same faces in other tones: error, worst less best (°)", 0.3
    ),
    _at_most("face_free.false_percent", "pictures without a face that become an observation (%)", 0.5),
    _at_most("face_free.moving_most_in_a_row", "the same one after another, before a moving background", 1),
    _at_most("jitter.yaw_deg", "jitter of a still head's yaw (°)", 0.5),
    _at_most("jitter.pitch_deg", "jitter of a still head's pitch (°)", 0.7),
    *_simulated("", "simulated people"),
    *_simulated("held_out.", "those that were kept unseen"),
    Limit("client.agreement.alike_percent", "browser and Python: the same face found, or none (%)", 99.5),
    Limit("client.agreement.close_percent", "browser and Python: faces with landmarks within 0.25 % (%)", 95.0),
    _at_most("client.agreement.angles_apart_mean_deg", "browser and Python: angles apart, mean (°)", 0.1),
    _at_most("speed.absent_ms", "a picture of somebody absent, on average (ms)", 1.5),
    _at_most("speed.step_us", "step function, 1000 people (µs an observation)", 10.0),
)


def section(figures: Figures) -> Section:
    """All limits whose figures were measured, as the first part of the card."""
    rows: list[tuple[Cell, ...]] = []
    for limit in LIMITS:
        holds = limit.holds(figures)
        if holds is not None:
            sign = "at most" if limit.at_most else "at least"
            rows.append((limit.what, f"{sign} {limit.bound:g}", figures[limit.figure], "yes" if holds else "no"))
    kept = sum(row[3] == "yes" for row in rows)
    columns = ("what", "limit", "measured", "holds")
    table = Table(
        "Limits set beforehand, but for the browser's agreement with Python",
        columns,
        tuple(rows),
    )
    return Section("limits", "What was promised", f"{kept} of {len(rows)} limits hold.", (table,))
