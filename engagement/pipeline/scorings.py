"""The parameters of the analysis and the rows that keep them."""

from functools import cache

from analysis.attentiveness import Scoring
from engagement.models import Scoring as ScoringRow
from engagement.pipeline.counting import Counting


def of_row(row: ScoringRow) -> Scoring:
    return Scoring.from_dict({**row.parameters, "version": row.version})


@cache
def of_version(version: int) -> Scoring:
    """What a version means is never changed."""
    return of_row(ScoringRow.objects.get(version=version))


def stored(scoring: Scoring) -> ScoringRow:
    """Its row."""
    defaults = {"parameters": scoring.as_dict()}
    return ScoringRow.objects.get_or_create(version=scoring.version, defaults=defaults)[0]


def counting_of(scoring: Scoring) -> Counting:
    return Counting.of(scoring.counted, scoring.min_known_share)
