"""What every part of the accuracy card hands over."""

from dataclasses import dataclass, field

Cell = str | float | int | None
Figures = dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers as they are printed, in the terminal and on the card.

    Attributes
    ----------
    columns : tuple of str
        Units stand in their names.
    rows : tuple of tuples of `Cell`
        Floats are rounded where they are printed; None is absent.
    note : str
        One sentence on how to read it.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the card.

    Attributes
    ----------
    name : str
        Key in the JSON.
    title : str
    summary : str
        What it says, in one or two sentences for people.
    tables : tuple of Table
    figures : dict of str to float
        Flat, by name; what a program compares with a limit.
    """

    name: str
    title: str
    summary: str
    tables: tuple[Table, ...] = ()
    figures: Figures = field(default_factory=dict)
