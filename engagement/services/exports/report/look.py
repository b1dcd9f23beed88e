"""Colours, letters and small parts of the report; those of the pages, on white paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table, TableStyle

from engagement.services.exports.report import letters
from engagement.services.exports.report.letters import FONT

MARGIN = 20 * mm
WIDTH: float = A4[0] - 2 * MARGIN

INK, SOFT, FAINT = HexColor(0x1A2226), HexColor(0x4D585E), HexColor(0x657077)
LINE, WASH, WHITE = HexColor(0xE1E4E0), HexColor(0xF5F6F4), HexColor(0xFFFFFF)
ACCENT, BAND = HexColor(0x0B6B6F), HexColor(0xCFE3E2)
STATE_COLOURS = {
    "facing": HexColor(0x21908A),
    "second_screen": HexColor(0x4C78C8),
    "notes": HexColor(0xB9841B),
    "away": HexColor(0xA85C83),
    "eyes_closed": HexColor(0x575D84),
    "unknown": HexColor(0xC8CDC9),
}


def style(size: float, colour: Any = INK, after: float = 0, **more: Any) -> ParagraphStyle:
    name = f"{size} {colour} {after} {more}"
    return ParagraphStyle(
        name, fontName=FONT, fontSize=size, leading=size * 1.4, textColor=colour, spaceAfter=after, **more
    )


TITLE = style(22, after=4)
HEADING = style(14, ACCENT, after=6, spaceBefore=16)
TEXT = style(9.5, after=5)
SMALL = style(8, SOFT, after=3)
CELL = style(8.5)
CELL_RIGHT = style(8.5, alignment=TA_RIGHT)
HEAD = style(7.5, FAINT)
HEAD_RIGHT = style(7.5, FAINT, alignment=TA_RIGHT)
FIGURE = style(17)
FOOT = style(7.5, FAINT, after=1)
# Letters that take their form from those beside them; slower, so only for who has such.
SHAPED = {
    one.name: one.clone(f"{one.name} shaped", shaping=1)
    for one in (TITLE, HEADING, TEXT, SMALL, CELL, CELL_RIGHT, HEAD, HEAD_RIGHT, FIGURE, FOOT)
}


def words(text: object, of: ParagraphStyle = TEXT) -> Paragraph:
    """What people typed is never taken for markup."""
    runs = letters.runs(str(text))
    marked = "".join(f'<font name="{run.font}">{escape(run.text)}</font>' for run in runs)
    return Paragraph(marked, SHAPED[of.name] if letters.needs_shaping(runs) else of)


class Heading(Paragraph):  # type: ignore[misc]
    """Listed in the outline that PDF readers show beside the pages."""

    def draw(self) -> None:
        self.canv.marks.append((self.getPlainText(identify=True), self.canv.absolutePosition(0, self.height)[1]))
        super().draw()


def heading(text: str) -> Heading:
    return Heading(escape(text), HEADING)


def listing(head: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[float], left: int = 1) -> Table:
    """The first `left` columns are words, the others numbers. Its head comes again on every page."""
    lines = [[words(cell, HEAD if at < left else HEAD_RIGHT) for at, cell in enumerate(head)]]
    lines += [[words(cell, CELL if at < left else CELL_RIGHT) for at, cell in enumerate(row)] for row in rows]
    table = Table(lines, [share * WIDTH for share in widths], repeatRows=1, hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def figures(pairs: Sequence[tuple[str, str]]) -> Table:
    """Large numbers with what they are, side by side."""
    table = Table(
        [[words(value, FIGURE) for value, _ in pairs], [words(what, SMALL) for _, what in pairs]],
        [WIDTH / len(pairs)] * len(pairs),
        hAlign="LEFT",
    )
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), WASH),
                ("LEFTPADDING", (0, 0), (-1, -1), 10),
                ("TOPPADDING", (0, 0), (-1, 0), 8),
                ("BOTTOMPADDING", (0, 0), (-1, 0), 4),
                ("TOPPADDING", (0, 1), (-1, 1), 0),
                ("BOTTOMPADDING", (0, 1), (-1, 1), 5),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return table
