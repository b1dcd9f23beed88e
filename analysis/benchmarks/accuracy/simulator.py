"""Simulated people through the product's own step: how often it says what they do, and how soon.

Alone: ``python -m analysis.benchmarks.accuracy.simulator [--held-out | --all | --why NAME] [--seeds N]``.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from rich.console import Console
from rich.table import Table as Printed

from analysis.benchmarks.accuracy.limits import LIMITS
from analysis.benchmarks.accuracy.section import Cell, Section, Table
from analysis.simulator.scripts import SCRIPTS, script
from analysis.simulator.trial import TOLERANCE_S, Performance, perform
from analysis.types import Reason, State

SEEDS = 6
COLUMNS = (
    *("script", "hours", "right %", "all seconds %", "false away an hour", "real aways", "missed"),
    *("delay median s", "delay p95 s", "delay max s", "unknown right %", "known lost %"),
    *("attentiveness MAE", "in its interval %"),
)
_NOTE = (
    f"Right: seconds in the true state, those within {TOLERANCE_S:.0f} s of a true change left out; all seconds: with "
    "them. Delay: from the moment at which they turn away, the 2 s of the definition included; never: too many were "
    "missed. Unknown right: with its reason."
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the product agrees with the truth; in the order of `COLUMNS`. NaN: there was nothing to agree about; a delay
    of inf: never noticed."""

    hours: float
    right_percent: float
    all_seconds_percent: float
    false_away_an_hour: float
    real_aways: int
    missed_aways: int
    delay_median_s: float
    delay_p95_s: float
    delay_max_s: float
    unknown_right_percent: float
    known_lost_percent: float
    attentiveness_mae: float
    in_interval_percent: float

    @property
    def is_good(self) -> bool:
        """Within the limits of the card, where there was anything to agree about."""
        figures = {f"simulator.{name}": value for name, value in self.values.items() if not np.isnan(value)}
        return all(limit.holds(figures) is not False for limit in LIMITS)

    @property
    def values(self) -> dict[str, float | int]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def figures(self, prefix: str = "") -> dict[str, float | int | None]:
        return {f"{prefix}{name}": value if np.isfinite(value) else None for name, value in self.values.items()}

    def cells(self, name: str) -> tuple[Cell, ...]:
        return (name, *map(_cell, self.values.values()))


def _cell(value: float) -> Cell:
    if np.isnan(value):
        return None
    return "never" if np.isinf(value) else value


def measure(_context: object = None) -> Section:
    """Run every script, those that are held out in a table of their own; needs no data."""
    seen, unseen = (perform([one for one in SCRIPTS if one.held_out == kept], range(SEEDS)) for kept in (False, True))
    total, total_unseen = agreement(seen), agreement(unseen)
    figures = {**total.figures(), **total_unseen.figures("held_out.")}
    summary = (
        f"{total.hours + total_unseen.hours:.0f} hours of simulated people: {total.right_percent:.1f} % of seconds in "
        f"the right state ({total_unseen.right_percent:.1f} % for scripts that were kept unseen), "
        f"{total.false_away_an_hour:.1f} false aways an hour, a real one after {total.delay_median_s:.1f} s."
    )
    tables = (table("Scripts", seen), table("Scripts that were kept unseen", unseen))
    return Section("simulator", "People whose behaviour is known", summary, tables, figures)


def agreement(performances: Sequence[Performance]) -> Agreement:
    """Compare over all of them together."""
    settled, right, unknown, right_reason, lost = np.concatenate([_seconds(one) for one in performances]).T
    delays = np.concatenate([one.delays() for one in performances])
    false = sum(len(one.false_aways()) for one in performances)
    true, said, holds = map(np.concatenate, zip(*(one.window_pairs() for one in performances), strict=True))
    return Agreement(
        hours=len(settled) / 3600,
        right_percent=_percent(right[settled]),
        all_seconds_percent=_percent(right),
        false_away_an_hour=false / max(sum(one.attentive_hours for one in performances), 1e-9),
        real_aways=len(delays),
        missed_aways=int(np.isinf(delays).sum()),
        delay_median_s=_quantile(delays, 0.5),
        delay_p95_s=_quantile(delays, 0.95),
        delay_max_s=_quantile(delays, 1.0),
        unknown_right_percent=_percent(right_reason[settled & unknown]),
        known_lost_percent=_percent(lost[settled & ~unknown]),
        attentiveness_mae=float(np.abs(true - said).mean()) if len(true) else np.nan,
        in_interval_percent=_percent(holds),
    )


def _seconds(one: Performance) -> np.ndarray:
    """(n, 5) bool by second: settled, right, truly unknown, unknown and for the true reason, said to be unknown."""
    at = one.seconds
    state, reason = (values[at] for values in one.said)
    true = one.true.state[at]
    said_unknown = state == State.UNKNOWN
    same_reason = said_unknown & (reason == one.true.state_reason[at])
    return np.stack([one.settled[at], state == true, true == State.UNKNOWN, same_reason, said_unknown], axis=1)


def _percent(mask: np.ndarray) -> float:
    return 100.0 * float(mask.mean()) if len(mask) else np.nan


def _quantile(delays: np.ndarray, share: float) -> float:
    """A real value of the list, so that one that was never noticed stays infinite."""
    return float(np.sort(delays)[int(np.ceil(share * len(delays))) - 1]) if len(delays) else np.nan


def table(title: str, performances: Sequence[Performance]) -> Table:
    """One row a script, and one for all together."""
    names = dict.fromkeys(one.script.name for one in performances)
    rows = [agreement([one for one in performances if one.script.name == name]).cells(name) for name in names]
    return Table(title, COLUMNS, (*rows, agreement(performances).cells("all together")), _NOTE)


def confusion(performances: Sequence[Performance], most: int = 3) -> list[tuple[str, float]]:
    """What was taken for what, as percent of the settled seconds."""
    pairs: Counter[tuple[str, str]] = Counter()
    count = 0
    for one in performances:
        at = one.seconds[one.settled[one.seconds]]
        (state, reason), true = (values[at] for values in one.said), one.true.state[at]
        wrong = state != true
        truly = _names(true[wrong], one.true.state_reason[at][wrong])
        pairs.update(zip(truly, _names(state[wrong], reason[wrong]), strict=True))
        count += len(at)
    return [(f"{true} taken for {said}", 100.0 * n / count) for (true, said), n in pairs.most_common(most)]


def _names(states: np.ndarray, reasons: np.ndarray) -> list[str]:
    told = zip(states.tolist(), reasons.tolist(), strict=True)
    return [State(state).label + (f" ({Reason(reason).label})" if reason else "") for state, reason in told]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m analysis.benchmarks.accuracy.simulator", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--held-out", action="store_true", help="only the scripts that are kept for the end")
    which.add_argument("--all", action="store_true", help="those too")
    which.add_argument("--why", metavar="NAME", help="one script: what is taken for what, person by person")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="people a script (%(default)s)")
    options = parser.parse_args()
    if options.why:
        explain(options.why, range(options.seeds))
        return 0
    chosen = [one for one in SCRIPTS if options.all or one.held_out == options.held_out]
    performances = perform(chosen, range(options.seeds))
    show(table("Simulated people", performances))
    return 0 if agreement(performances).is_good else 1


def explain(name: str, seeds: Sequence[int]) -> None:
    console = Console(width=170)
    for seed, performance in zip(seeds, perform([script(name)], seeds), strict=True):
        right = agreement([performance]).right_percent
        pairs = "; ".join(f"{share:.1f} % {pair}" for pair, share in confusion([performance])) or "nothing wrong"
        aways = ", ".join(f"{at:.0f}" for at in performance.false_aways()[:8]) or "-"
        console.print(f"person {seed}: {right:.1f} % right; {pairs}; false away at {aways} s")


def show(shown: Table) -> None:
    printed = Printed(*shown.columns, title=shown.title, caption=shown.note)
    for row in shown.rows:
        printed.add_row(*map(_text, row))
    Console(width=200).print(printed)


def _text(cell: Cell) -> str:
    if cell is None:
        return "-"
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


if __name__ == "__main__":
    raise SystemExit(main())
