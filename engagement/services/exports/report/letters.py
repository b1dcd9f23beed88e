"""Which font has the letters of a text, in the order in which they are drawn.

Inter, as on the pages, has those of European languages, Noto Sans those of twenty other scripts. Fonts for Chinese,
Japanese and Korean are large: one of the machine is taken (Debian: fonts-droid-fallback, which the image has). Without
one, their letters are left to the PDF's reader, and the report says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from bidi import get_display
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

FONT = "Inter"
RIGHT_TO_LEFT = {"NotoSansArabic", "NotoSansHebrew"}
SCRIPTS = (
    *("Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew"),
    *("Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu", "Thai", "Symbols"),
)
NOTO = (*(f"NotoSans{script}" for script in SCRIPTS), "NotoEmoji")
# Of the machine, in glyphs that can be put into a PDF; what Debian and macOS have.
OF_THE_MACHINE = (
    "/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/Library/Fonts/Arial Unicode.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
)
# Fonts that PDF readers may have, by what letters are called.
OF_THE_READER = {
    "HANGUL": "HYGothic-Medium",
    "HIRAGANA": "HeiseiKakuGo-W5",
    "KATAKANA": "HeiseiKakuGo-W5",
    "CJK": "STSong-Light",
    "IDEOGRAPHIC": "STSong-Light",
    "FULLWIDTH": "STSong-Light",
}
UNKNOWN = "?"
BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("«", "»"), ("‹", "›"))
NO_LETTERS, JOINERS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}, {"\u200c", "\u200d"}


class Run(NamedTuple):
    """Letters of one font, in the order of reading: a font that runs from right to left turns them itself."""

    font: str
    text: str


def runs(text: str) -> list[Run]:
    """From left to right."""
    if all(_has(FONT, letter) for letter in text):
        return [Run(FONT, text)]
    seen = "".join(letter for letter in text if letter in JOINERS or unicodedata.category(letter) not in NO_LETTERS)
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in seen):
        seen = _brackets_turned(get_display(seen))
    by_font = groupby(_drawn(seen), lambda drawn: drawn.font)
    return [_run(font, "".join(drawn.text for drawn in some)) for font, some in by_font]


def needs_shaping(some: Iterable[Run]) -> bool:
    return any(run.font in NOTO for run in some)


def are_drawn(text: str) -> bool:
    """Whether whoever reads it sees these letters, whatever fonts they have."""
    seen = runs(text)
    return all(run.font not in OF_THE_READER.values() for run in seen) and (
        UNKNOWN in text or all(UNKNOWN not in run.text for run in seen)
    )


def _brackets_turned(drawn: str) -> str:
    """Between letters from right to left they look the other way; the first one that is seen opens."""
    for opens, closes in BRACKETS:
        if drawn.find(closes) < drawn.find(opens) and closes in drawn:
            drawn = drawn.translate(str.maketrans(opens + closes, closes + opens))
    return drawn


def _run(font: str, drawn: str) -> Run:
    return Run(font, drawn[::-1] if font in RIGHT_TO_LEFT else drawn)


def _drawn(text: str) -> Iterator[Run]:
    """Letter by letter; marks stay with the letter that they belong to."""
    before = FONT
    for letter in text:
        is_mark = unicodedata.category(letter) in {"Mn", "Mc", "Cf"}
        if not (is_mark and before != FONT and _has(before, letter)):
            before = _font_of(letter)
        yield Run(before, letter if before != FONT or _has(FONT, letter) else UNKNOWN)


@cache
def _font_of(letter: str) -> str:
    embedded = next((font for font in (FONT, *NOTO, *OF_THE_MACHINE) if _has(font, letter)), None)
    return embedded or _of_the_reader(letter) or FONT


def _of_the_reader(letter: str) -> str | None:
    name = unicodedata.name(letter, "")
    wanted = next((font for start, font in OF_THE_READER.items() if name.startswith(start)), None)
    if wanted:
        pdfmetrics.registerFont(UnicodeCIDFont(wanted))
    return wanted


def _has(font: str, letter: str) -> bool:
    return ord(letter) in _letters(font)


@cache
def _letters(font: str) -> Container[int]:
    """Registers it under its name; nothing where the machine has it not, or in no form that fits into a PDF."""
    path = _path(font)
    if not path.exists():
        return ()
    try:
        loaded = TTFont(font, str(path), shapable=True)
    except TTFError:
        return ()
    pdfmetrics.registerFont(loaded)
    # Without a bold one: what matters is larger or darker.
    pdfmetrics.registerFontFamily(font, font, font, font, font)
    return frozenset(loaded.face.charToGlyph)


def _path(font: str) -> Path:
    if font == FONT:
        return Path(str(files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf"))
    if font in NOTO:
        return Path(str(files("manimgx_fonts") / f"{font}[wght].ttf"))
    return Path(font)
