"""Folders of pictures with a ``truth.csv``: what is known about each picture."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

TRUTH = "truth.csv"
ANGLES = ("yaw_deg", "pitch_deg", "roll_deg")
DIRECTIONS = ("straight", "left", "right", "up")


class DataError(ValueError):
    """A folder of pictures is not as it should be. The text is one plain sentence that names the place."""


@dataclass(frozen=True)
class Folder:
    """One set of pictures.

    Attributes
    ----------
    path : Path
    rows : list of dict
        The lines of ``truth.csv``; column ``file`` is relative to the folder.
    """

    path: Path
    rows: list[dict[str, str]]

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def files(self) -> list[Path]:
        return [self.path / row["file"] for row in self.rows]

    @property
    def columns(self) -> list[str]:
        return list(self.rows[0])

    def column(self, name: str) -> np.ndarray | None:
        """One column as (n,) array of str; None where the set does not have it."""
        return np.array([row[name] for row in self.rows]) if name in self.columns else None

    @cached_property
    def angles(self) -> np.ndarray | None:
        """Yaw, pitch, roll as (n, 3) float64 array, degrees, NaN for an angle that the set does not tell; None if
        it tells none."""
        if not set(ANGLES) & set(self.columns):
            return None
        return np.array([[self._angle(row, line, name) for name in ANGLES] for line, row in enumerate(self.rows, 2)])

    @cached_property
    def directions(self) -> np.ndarray | None:
        """Column ``label`` as (n,) array of str, each of `DIRECTIONS`; None where the set does not have it."""
        labels = self.column("label")
        if labels is None:
            return None
        for line, label in enumerate(labels, 2):
            if label not in DIRECTIONS:
                expected = ", ".join(DIRECTIONS)
                raise DataError(
                    f"{self.path / TRUTH}, line {line}: label is {str(label)!r}; expected one of {expected}."
                )
        return labels

    def _angle(self, row: dict[str, str], line: int, name: str) -> float:
        if name not in row:
            return np.nan
        try:
            return float(row[name])
        except (TypeError, ValueError) as error:
            place = f"{self.path / TRUTH}, line {line}"
            raise DataError(f"{place}: {name} is {row[name]!r}; expected a number of degrees.") from error


def find(data: Path) -> list[Folder]:
    """Read every folder that has a ``truth.csv``.

    Parameters
    ----------
    data : Path
        Such a folder itself, or one that holds such folders.

    Returns
    -------
    list of Folder
        By name; empty where there is none.

    Raises
    ------
    DataError
        Where ``data`` is no folder, or a ``truth.csv`` lacks a column or names a picture that is not there.
    """
    if not data.is_dir():
        raise DataError(f"{data} is no folder; expected one with folders of pictures, each with its {TRUTH}.")
    return [read(folder) for folder in _candidates(data) if (folder / TRUTH).is_file()]


def _candidates(data: Path) -> Iterator[Path]:
    yield data
    yield from sorted(data.iterdir())


def read(path: Path) -> Folder:
    """Read one folder's ``truth.csv``; `DataError` says what is wrong with it."""
    truth = path / TRUTH
    with truth.open(newline="", encoding="utf-8-sig") as lines:
        table = csv.DictReader(lines)
        try:
            _check_columns(truth, table.fieldnames or ())
            rows = list(table)
        except UnicodeDecodeError as error:
            raise DataError(f"{truth} is not text in UTF-8 ({error.reason}); save it as such.") from error
    if not rows:
        raise DataError(f"{truth} names no picture; expected one a line below the header.")
    for line, row in enumerate(rows, 2):
        _check_row(path, line, row)
    return Folder(path, rows)


def _check_columns(truth: Path, columns: Sequence[str]) -> None:
    if "file" not in columns:
        raise DataError(f"{truth} has no column file; it has: {', '.join(columns) or 'none'}.")
    if not {*ANGLES, "label"} & set(columns):
        expected = f"{', '.join(ANGLES)} or label"
        raise DataError(f"{truth} tells nothing to compare with; expected columns {expected}.")


def _check_row(path: Path, line: int, row: dict[str, str]) -> None:
    if None in row or None in row.values():
        raise DataError(f"{path / TRUTH}, line {line}: expected {len(row)} values, as many as the header has.")
    if not (path / row["file"]).is_file():
        raise DataError(f"{path / TRUTH}, line {line}: there is no picture {path / row['file']}.")
