"""Rows of people are stored as bytes: whoever changes what they hold has to say so."""

import hashlib

from analysis.person import PERSON, PERSON_VERSION

LAYOUT_OF_VERSION = {2: "07a033818210819b"}


def test_another_layout_is_another_version() -> None:
    layout = hashlib.sha256(repr(PERSON.descr).encode()).hexdigest()[:16]
    assert layout == LAYOUT_OF_VERSION[PERSON_VERSION], "raise PERSON_VERSION and note the new layout here"
