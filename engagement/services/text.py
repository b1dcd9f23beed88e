"""Titles and names that people type."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.errors import FieldInvalid

# Characters that cannot be seen, or that turn the text after them around.
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# They join letters and emoji, so names need them.
JOINERS = {"\u200c", "\u200d"}


def clean_line(field: str, value: str, longest: int) -> str:
    """One line of text, trimmed and composed; `FieldInvalid` names the field."""
    line = unicodedata.normalize("NFC", value.strip())
    if not line.strip("\u200c\u200d"):
        raise FieldInvalid(field=field, what=_("write at least one character."))
    if len(line) > longest:
        what = ngettext("at most %d character, please.", "at most %d characters, please.", longest) % longest
        raise FieldInvalid(field=field, what=what)
    if any(unicodedata.category(letter) in INVISIBLE and letter not in JOINERS for letter in line):
        raise FieldInvalid(field=field, what=_("only characters that can be seen, on one line."))
    return line
