"""Pages in a language that nobody speaks, in German, and from right to left."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pseudo
from tests.browser.conftest import NewContext
from tests.browser.visits import Visit, go, log_in_as, resize, visits
from tests.engagement.api.routes import Values

WIDTHS = (1280, 390)


@pytest.mark.parametrize("visit", visits(), ids=lambda visit: visit.name)
def test_every_word_can_be_translated_and_has_room(new_context: NewContext, school: Values, visit: Visit) -> None:
    context = new_context()
    log_in_as(context, visit.who)
    data = pseudo.speak(context)
    page = context.new_page()
    found = []
    go(page, visit, school)
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    for width in WIDTHS:
        resize(page, width, 844)
        found += pseudo.untranslated(page, data)
        found += [f"at {width} px: {line}" for line in pseudo.overflowing(page)]
    assert not found, "\n".join(dict.fromkeys(found))


def test_plain_words_and_overflow_would_be_found(new_context: NewContext) -> None:
    context = new_context()
    data = pseudo.speak(context)
    data.strings.add("Grace Hopper")
    page = context.new_page()
    page.goto("/accuracy")
    page.set_content(
        "<html><body><p>Ĥéĺĺó Grace Hopper, 4 min</p><p>Ĥéĺĺó stranger</p><img alt='A face'>"
        "<div class='wide'>1</div></body></html>"
    )
    page.evaluate("document.querySelector('.wide').style.width = '4000px'")
    assert {line.split("”")[0] for line in pseudo.untranslated(page, data)} == {"“A face", "“Ĥéĺĺó stranger"}
    assert "div.wide" in pseudo.overflowing(page)


def test_browser_in_german_sees_german(new_context: NewContext) -> None:
    page = new_context(locale="de-DE").new_page()
    page.goto("/login")
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    _refused(page, "Diese E-Mail-Adresse und dieses Passwort gehören nicht zusammen")


def test_language_is_chosen_and_kept(new_context: NewContext, school: Values) -> None:
    context = new_context()
    log_in_as(context, "grete@example.org")
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Meine Kurse")).to_be_visible()
    page.goto(f"/join/{school['code']}")
    expect(page.get_by_text("Keine Gefühle")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("No emotions")).to_be_visible()


def _refused(page: Page, sentence: str) -> None:
    page.locator("input[name=email]").fill("nobody@example.org")
    page.locator("input[name=password]").fill("wrong")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("alert")).to_contain_text(sentence)
