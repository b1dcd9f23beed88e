"""A language that nobody speaks: every sentence of a catalogue gets accents and grows by two fifths, right to left.

What still has plain letters then is in no catalogue, or is data: a name, a title, a sentence of the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import BrowserContext, Page, Response, Route

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "áƀćďéƒğĥíĵķĺɱñóƥʠřšťúṽŵẋýžÁƁĆĎÉƑĞĤÍĴĶĹṀÑÓƤɊŘŠŤÚṼŴẊÝŽ"
REWRITE = """
globalThis.rewriteWords = (sentence) => {
    const accents = new Map([...PLAIN].map((letter, index) => [letter, [...ACCENTED][index]]));
    const longer = (word) => word + word.slice(0, Math.ceil(0.4 * word.length));
    return sentence
        .split(/(\\{\\w+\\})/)
        .map((part, index) => index % 2 ? part : part.replace(/[a-z]+/gi, longer))
        .map((part, index) => index % 2 ? part : [...part].map((letter) => accents.get(letter) ?? letter).join(''))
        .join('');
};
""".replace("PLAIN", f"'{PLAIN}'").replace("ACCENTED", f"'{ACCENTED}'")

# What is written the same everywhere: units, names of formats and of the product, time zones, months and days.
COMMON = {"min", "h", "s", "ms", "Hz", "px", "KB", "MB", "kB", "Headway", "Deutsch", "English", "JSON", "CSV", "XLSX"}
COMMON |= {"PDF", "PNG", "QR", "Parquet", "UTC", "GMT", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "am", "pm"}
COMMON |= {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec"}
ZONE_OR_ADDRESS = re.compile(r"\b[A-Z]\w+/[A-Z]\w+(/\w+)?\b|https?://\S+|\b[\w.]+:\d+/\S+")

# Every piece of text that somebody sees or hears, with where it is.
COLLECT = """() => {
    const seen = [];
    const note = (element, text) => {
        if (text?.trim()) seen.push([text.trim(), element.closest('[id],[class]')?.className || element.tagName]);
    };
    const foreign = (element) => element.closest('code, pre, [data-language], [lang]:not(html), script, noscript');
    for (const element of document.body.querySelectorAll('*')) {
        if (foreign(element) || !element.checkVisibility()) continue;
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
            note(element, element.getAttribute(name));
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) note(element, node.data);
    }
    note(document.body, document.title);
    return seen;
}"""
# Elements that reach over the side of the page and are not inside of something that scrolls by itself.
OVERFLOW = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth + 1) return [];
    const scrolls = (element) => element && element !== document.body &&
        (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(element).overflowX) ||
         scrolls(element.parentElement));
    return [...document.body.querySelectorAll('*')]
        .filter((element) => {
            const {left, right, width} = element.getBoundingClientRect();
            return width && (left < -1 || right > root.clientWidth + 1) && !scrolls(element.parentElement);
        })
        .map((element) => `${element.tagName.toLowerCase()}.${[...element.classList].join('.')}`)
        .concat([`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`]);
}"""


class Data:
    """Every string that the server sent to the pages of a context."""

    def __init__(self, context: BrowserContext) -> None:
        self.strings: set[str] = set()
        context.on("response", self._note)

    def _note(self, response: Response) -> None:
        if "application/json" in response.headers.get("content-type", "") and response.status != 204:
            self.strings |= set(_strings(response.json()))

    def without(self, text: str) -> str:
        for known in sorted(self.strings, key=len, reverse=True):
            text = text.replace(known, " ")
        return text


def _strings(value: Any) -> Iterator[str]:
    # What is written like `second_screen` is a word between programs; a page has words of its own for it.
    if isinstance(value, str) and re.search("[A-Za-z]", value) and not re.fullmatch("[a-z_]+", value):
        yield value
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list):
        for one in value:
            yield from _strings(one)


def speak(context: BrowserContext, direction: str = "rtl") -> Data:
    """Every page of the context from now on."""
    context.add_init_script(REWRITE)

    def turn(route: Route) -> None:
        if route.request.resource_type != "document":
            route.fallback()
            return
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace('dir="ltr"', f'dir="{direction}"'))

    context.route("**/*", turn)
    return Data(context)


def untranslated(page: Page, data: Data) -> list[str]:
    """Texts with plain letters that are neither data nor written the same everywhere."""
    found = []
    for text, where in page.evaluate(COLLECT):
        rest = ZONE_OR_ADDRESS.sub(" ", data.without(text))
        if words := [word for word in re.findall(r"[A-Za-z]+", rest) if word not in COMMON]:
            found.append(f"“{text}” ({' '.join(words)}) in {where}")
    return list(dict.fromkeys(found))


def overflowing(page: Page) -> list[str]:
    return list(dict.fromkeys(page.evaluate(OVERFLOW)))
