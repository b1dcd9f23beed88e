"""The report's charts, drawn as lines and letters: sharp at any size, small in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String

from engagement.services.exports.report.letters import FONT
from engagement.services.exports.report.look import (
    ACCENT,
    BAND,
    FAINT,
    INK,
    LINE,
    SOFT,
    STATE_COLOURS,
    WHITE,
    WIDTH,
)

LEFT, BOTTOM, TOP = 30.0, 20.0, 14.0
# Round steps of an axis of time, in seconds.
STEPS = (10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)

Values = Sequence[float | None]


@dataclass(frozen=True)
class Frame:
    """Where a chart lies in its drawing, and how its values become points."""

    height: float
    start: float
    end: float

    def x(self, value: float) -> float:
        return LEFT + (WIDTH - LEFT) * (value - self.start) / max(self.end - self.start, 1e-9)

    def y(self, share: float) -> float:
        return BOTTOM + (self.height - BOTTOM - TOP) * share

    def drawing(self) -> Drawing:
        drawing = Drawing(WIDTH, self.height)
        for percent in (0, 25, 50, 75, 100):
            level = self.y(percent / 100)
            drawing.add(Line(LEFT, level, WIDTH, level, strokeColor=LINE, strokeWidth=0.5))
            drawing.add(_label(f"{percent} %", LEFT - 5, level - 2.5, "end"))
        return drawing


def curve(
    times: Sequence[float], window_s: int, told: dict[str, Any], markers: Sequence[float], clock: Callable[[float], str]
) -> Drawing:
    """The class over time: the middle half of the people as a band, their median as a line; gaps stay gaps."""
    frame = Frame(190, times[0], times[-1] + window_s)
    drawing = frame.drawing()
    at = [one + window_s / 2 for one in times]
    for part in _pieces(told["median"]):
        low, high = ([(frame.x(at[i]), frame.y(told[name][i])) for i in part] for name in ("q25", "q75"))
        middle = [(frame.x(at[i]), frame.y(told["median"][i])) for i in part]
        if len(part) == 1:
            drawing.add(Circle(*middle[0], 1.2, fillColor=ACCENT, strokeColor=None))
            continue
        drawing.add(Polygon(_flat([*low, *reversed(high)]), fillColor=BAND, strokeColor=None))
        drawing.add(PolyLine(_flat(middle), strokeColor=ACCENT, strokeWidth=1.4, strokeLineJoin=1))
    for number, marked in enumerate(markers, 1):
        _marker(drawing, frame, frame.x(marked), number)
    for tick in _ticks(frame.start, frame.end):
        drawing.add(_label(clock(tick), min(max(frame.x(tick), LEFT + 10), WIDTH - 12), 6, "middle"))
    return drawing


def distribution(values: Sequence[float]) -> Drawing:
    """How many people are how attentive, in steps of ten per cent."""
    counts = [0] * 10
    for value in values:
        counts[min(int(value * 10 + 1e-9), 9)] += 1
    height, highest = 130.0, max(counts)
    drawing = Drawing(WIDTH, height)
    step, room = (WIDTH - LEFT) / 10, height - BOTTOM - TOP
    for number, count in enumerate(counts):
        left, tall = LEFT + number * step, room * count / highest
        drawing.add(_label(f"{10 * number}", left, 6, "middle"))
        if count:
            drawing.add(Rect(left + 2, BOTTOM, step - 4, tall, fillColor=ACCENT, strokeColor=None))
            drawing.add(_label(str(count), left + step / 2, BOTTOM + tall + 3, "middle", INK))
    drawing.add(_label("100 %", WIDTH, 6, "end"))
    drawing.add(Line(LEFT, BOTTOM, WIDTH, BOTTOM, strokeColor=FAINT, strokeWidth=0.5))
    return drawing


def shares(seconds: dict[str, float], names: dict[str, str]) -> Drawing:
    """How the time divides into states, in one bar with its words below."""
    drawing, total = Drawing(WIDTH, 62), sum(seconds.values())
    left = 0.0
    for number, (state, value) in enumerate(seconds.items()):
        wide = WIDTH * value / total
        colour = STATE_COLOURS[state]
        drawing.add(Rect(left, 42, wide, 16, fillColor=colour, strokeColor=WHITE, strokeWidth=0.6))
        left += wide
        column, row = number % 3, number // 3
        x, y = column * WIDTH / 3, 24 - 15 * row
        drawing.add(Rect(x, y, 7, 7, fillColor=colour, strokeColor=None))
        drawing.add(_label(f"{names[state]}  {value / total * 100:.0f} %", x + 11, y + 0.5, "start", SOFT, 8))
    return drawing


def sessions(lines: Sequence[tuple[str, Values]]) -> Drawing:
    """A course: for each session its day, and quartile, median and quartile; nothing where there are too few people."""
    frame = Frame(180, -0.5, len(lines) - 0.5)
    drawing = frame.drawing()
    every = -(-len(lines) // 12)
    for at, (day, (low, middle, high)) in enumerate(lines):
        x = frame.x(at)
        if at % every == 0:
            drawing.add(_label(day, x, 6, "middle"))
        if low is None or middle is None or high is None:
            continue
        drawing.add(Line(x, frame.y(low), x, frame.y(high), strokeColor=BAND, strokeWidth=7))
        drawing.add(Circle(x, frame.y(middle), 3, fillColor=ACCENT, strokeColor=WHITE, strokeWidth=0.8))
    return drawing


def _marker(drawing: Drawing, frame: Frame, x: float, number: int) -> None:
    top = frame.height - TOP
    drawing.add(Line(x, BOTTOM, x, top, strokeColor=SOFT, strokeWidth=0.6, strokeDashArray=[2, 2]))
    drawing.add(_label(str(number), x, top + 4, "middle", SOFT))


def _pieces(values: Values) -> Iterator[list[int]]:
    """Indices of the stretches that have values."""
    part: list[int] = []
    for at, value in enumerate([*values, None]):
        if value is not None:
            part.append(at)
        elif part:
            yield part
            part = []


def _ticks(start: float, end: float) -> list[float]:
    step = next((one for one in STEPS if (end - start) / one <= 9), STEPS[-1])
    first = int(-(-start // step) * step)
    return [float(at) for at in range(first, int(end) + 1, step)]


def _flat(points: Sequence[tuple[float, float]]) -> list[float]:
    return [value for point in points for value in point]


def _label(text: str, x: float, y: float, anchor: str, colour: Any = FAINT, size: float = 7.5) -> String:
    return String(x, y, text, textAnchor=anchor, fontName=FONT, fontSize=size, fillColor=colour)
