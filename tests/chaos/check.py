"""What must be true whatever broke: acknowledged is stored, once, with the time at which it was captured."""

from collections.abc import Mapping

import pytest

from tests.chaos.people import Person
from tests.chaos.product import Product, counted, stored


def nothing_lost(product: Product, people: Mapping[int, Person]) -> None:
    rows = stored(product, people)
    missing = {
        participant: sorted(set(person.sent) - {sequence for sequence, _ in rows[participant]})
        for participant, person in people.items()
    }
    assert {participant: some for participant, some in missing.items() if some} == {}
    for participant, person in people.items():
        assert [sequence for sequence, _ in rows[participant]] == list(person.sent)
        assert [at for _, at in rows[participant]] == pytest.approx(list(person.sent.values()), abs=0.5)
    # Windows are made of the same observations: a batch that was taken twice would count double here.
    assert counted(product, people) == {participant: len(person.sent) for participant, person in people.items()}
