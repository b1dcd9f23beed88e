"""The accuracy card: all sections as one JSON document and as one page to read."""

import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.benchmarks.accuracy import limits
from analysis.benchmarks.accuracy.run import ON_THE_MACHINE, SECTIONS
from analysis.benchmarks.accuracy.section import Cell, Section

DECIMALS = 3
BAR = r"\|"
LIBRARIES = ("numpy", "onnxruntime", "opencv-python-headless", "simplejpeg")
COMMAND = "manage.py accuracy --data DIR --card"

Card = dict[str, Any]
"""``sections`` (as `Section`, without figures), ``figures`` (flat, ``section.name``), ``limits`` and ``versions``."""


def make(sections: Iterable[Section], earlier: Card | None = None) -> Card:
    """Put a card together.

    Parameters
    ----------
    sections : iterable of Section
    earlier : Card, optional
        One whose other sections are kept.
    """
    by_name = {section["name"]: section for section in (earlier or {}).get("sections", ())}
    figures = dict((earlier or {}).get("figures", {}))
    for section in sections:
        figures = {name: value for name, value in figures.items() if name.split(".")[0] != section.name}
        figures |= {f"{section.name}.{name}": _rounded(value) for name, value in section.figures.items()}
        by_name[section.name] = _stored(section)
    by_name["limits"] = _stored(limits.section(figures))
    order = [name for name in ("limits", *SECTIONS, *by_name) if name in by_name]
    return {
        "sections": [by_name[name] for name in dict.fromkeys(order)],
        "figures": dict(sorted(figures.items())),
        "limits": [_verdict(limit, figures) for limit in limits.LIMITS],
        "versions": {name: version(name) for name in LIBRARIES},
    }


def of_any_machine(sections: Iterable[Section]) -> list[Section]:
    """The sections whose figures are the same wherever they are measured."""
    return [section for section in sections if section.name not in ON_THE_MACHINE]


def machine() -> dict[str, str]:
    """What the speed was measured on."""
    return {"python": platform.python_version(), "system": platform.system(), "processor": _processor()}


def write(card: Card, folder: Path) -> None:
    """Write ``accuracy.json`` and ``accuracy.md``."""
    (folder / "accuracy.json").write_text(as_json(card), encoding="utf-8")
    (folder / "accuracy.md").write_text(as_markdown(card), encoding="utf-8")


def read(folder: Path) -> Card | None:
    """The card that is there; None where there is none."""
    path = folder / "accuracy.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def as_json(card: Card) -> str:
    return json.dumps(card, indent=1, ensure_ascii=False) + "\n"


def as_markdown(card: Card) -> str:
    parts = [_HEAD, *(_section(section) for section in card["sections"]), _TAIL]
    versions = ", ".join(f"{name} {number}" for name, number in card["versions"].items())
    return "\n\n".join([*parts, f"Measured with {versions}."]) + "\n"


def text(cell: Cell) -> str:
    """A cell as it is printed."""
    if cell is None:
        return "–"
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def _stored(section: Section) -> dict[str, Any]:
    stored = asdict(section)
    del stored["figures"]
    for table in stored["tables"]:
        table["rows"] = [[_rounded(cell) for cell in row] for row in table["rows"]]
    return stored


def _rounded(cell: Any) -> Any:
    return round(float(cell), DECIMALS) if isinstance(cell, float) else cell


def _verdict(limit: limits.Limit, figures: Mapping[str, float | int | None]) -> dict[str, Any]:
    return {**asdict(limit), "value": figures.get(limit.figure), "holds": limit.holds(figures)}


def _section(section: dict[str, Any]) -> str:
    return "\n\n".join([f"## {section['title']}", section["summary"], *map(_table, section["tables"])])


def _table(table: dict[str, Any]) -> str:
    lines = [table["columns"], ["---"] * len(table["columns"])]
    lines += [[text(cell) for cell in row] for row in table["rows"]]
    drawn = "\n".join(f"| {' | '.join(cell.replace('|', BAR) for cell in line)} |" for line in lines)
    return "\n\n".join(part for part in (f"**{table['title']}**", drawn, table["note"]) if part)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


_HEAD = f"""# How exact is this?

What Headway measures, compared with what is known to be true. Everything here is made by one command, `{COMMAND}`,
and a second run gives the same page; speed, which depends on the machine, is printed by `--only speed`.

- **Found** always means: an observation with angles, not merely a box around a face. A face that is not found is
  unknown, never "away".
- Angles are in degrees. **MAE** is the mean absolute error. **95 % from .. to** are the limits between which the figure
  would fall in 19 of 20 sets of pictures like these (bootstrap; Wilson's limits for shares).
- Pictures of real people are used for measuring only. None is part of Headway, and what is computed here alone (the
  tone of a skin, for one) is nowhere in the product."""

_TAIL = """## What this does not tell

- How well you can be seen in your room, with your camera and light: do the self-test of the join page.
- Where the eyes look: the direction of the head is most of it, about 69 % in one study of meetings (Stiefelhagen & Zhu
  2002), but eyes move without the head, and gaze from a webcam is coarse.
- Whether somebody is attentive, understands or learns. That is not measured, here or by the product.
- How much of an error is the labels': those of photos are themselves off by about 4, 7 and 1 degrees in yaw, pitch
  and roll. Only rendered heads have a truth without error, and they are no people.
- How groups of people compare whom these sets do not show, or show too rarely for a difference to be seen."""
