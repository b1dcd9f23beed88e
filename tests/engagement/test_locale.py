"""The German catalogue has every sentence of the server, and is compiled. Needs none of gettext's programs."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

ROOT = Path(settings.BASE_DIR) / "engagement"
CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
HINT = "run `make messages`, translate what is new in engagement/locale/de, and run it again"

Entry = tuple[str, tuple[str, ...], str]  # the sentence, its translations, its flags


def sentences_in_code() -> Iterator[str]:
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                sentence = node.args[0]
                assert isinstance(sentence, ast.Constant), f"{path}:{node.lineno}: only literals can be collected"
                yield str(sentence.value)


def sentences_in_templates() -> Iterator[str]:
    for path in ROOT.glob("templates/**/*.html"):
        text = path.read_text()
        assert "blocktrans" not in text, "this test reads {% translate %} only"
        yield from re.findall(r'{% translate "(.*?)" %}', text)


def entries() -> list[Entry]:
    """Of the .po file, without its header."""
    return [_entry(block) for block in CATALOGUE.read_text().split("\n\n")[1:]]


def _entry(block: str) -> Entry:
    texts: dict[str, str] = {}
    name = ""
    for line in block.strip().splitlines():
        if found := re.fullmatch(r'(msg\S+) (".*")', line):
            name, quoted = found.groups()
            texts[name] = ast.literal_eval(quoted)
        elif line.startswith('"'):
            texts[name] += ast.literal_eval(line)
    translations = tuple(text for key, text in texts.items() if key.startswith("msgstr"))
    return texts["msgid"], translations, " ".join(re.findall("^#,(.*)", block, re.MULTILINE))


def gaps(sentence: str) -> list[str]:
    return sorted(set(re.findall(r"%\(\w+\)[\d.]*\w|%[ds%]|\{\w+\}", sentence)))


def test_catalogue_has_the_sentences_of_the_code_and_no_others() -> None:
    wanted = {*sentences_in_code(), *sentences_in_templates()}
    assert len(wanted) > 100
    assert wanted == {sentence for sentence, _, _ in entries()}, HINT


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry[0][:40])
def test_every_sentence_is_translated(entry: Entry) -> None:
    sentence, translations, flags = entry
    assert "fuzzy" not in flags, f"is the translation of “{sentence}” right? Then remove the mark “fuzzy”."
    assert all(translations), f"“{sentence}” has no translation"
    assert {tuple(gaps(translation)) for translation in translations} == {tuple(gaps(sentence))}


def test_catalogue_is_compiled() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = [
        sentence
        for sentence, translations, _ in entries()
        if translations != _told(compiled, sentence, len(translations))
    ]
    assert stale == [], HINT


def _told(compiled: gettext.GNUTranslations, sentence: str, forms: int) -> tuple[str, ...]:
    if forms == 1:
        return (compiled.gettext(sentence),)
    return tuple(compiled.ngettext(sentence, "", number) for number in (1, 2))


def test_browser_that_asks_for_german_gets_it() -> None:
    answer = Client(headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}).get("/api/me")
    assert answer.json()["sentence"] == "Bitte melden Sie sich zuerst an."
    assert answer.headers["Content-Language"] == "de"


def test_choice_wins_over_what_the_browser_asks_for() -> None:
    client = Client(headers={"Accept-Language": "de"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert client.get("/api/me").json()["sentence"] == "Log in first."


@pytest.mark.parametrize("asked", ["", "fr", "nonsense;;q", "xx" * 400])
def test_everybody_else_gets_english(asked: str) -> None:
    assert Client(headers={"Accept-Language": asked}).get("/api/me").json()["sentence"] == "Log in first."
