"""All sections of the accuracy card, in their order."""

from collections.abc import Callable, Collection, Iterator

from analysis.benchmarks.accuracy import (
    calibration,
    clips,
    direction,
    distance,
    eyes,
    face_free,
    fairness,
    heads,
    jitter,
    point_sets,
    robustness,
    scanned_eyes,
    sets,
    simulator,
    speed,
)
from analysis.benchmarks.accuracy.context import Context
from analysis.benchmarks.accuracy.section import Section

Measure = Callable[[Context], Section | None]

SECTIONS: dict[str, Measure] = {
    "sets": sets.measure,
    "heads": heads.measure,
    "calibration": calibration.measure,
    "direction": direction.measure,
    "distance": distance.measure,
    "robustness": robustness.measure,
    "fairness": fairness.measure,
    "point_sets": point_sets.measure,
    "jitter": jitter.measure,
    "eyes": eyes.measure,
    "scanned_eyes": scanned_eyes.measure,
    "clips": clips.measure,
    "simulator": simulator.measure,
    "face_free": face_free.measure,
    "speed": speed.measure,
}
"""By the name of the section; None where its data is not there."""

COMPARED = ("sets", "direction", "distance", "robustness")
"""What only needs somebody who looks at pictures: a peer is measured by it too."""

ON_THE_MACHINE = ("speed",)
"""What another machine measures otherwise: it stays out of the card."""


def run(context: Context, wanted: Collection[str]) -> Iterator[tuple[str, Section | None]]:
    """Measure the sections with these names, in the order of `SECTIONS`."""
    for name, measure in SECTIONS.items():
        if name in wanted:
            yield name, measure(context)
