"""What a page shows only to whoever asks for it: dialogs, menus, forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect


@dataclass(frozen=True)
class Opened:
    visit: str
    name: str
    open: Callable[[Page], None]
    shown: str
    """What is there afterwards: a selector."""


def _press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=re.compile(name)).first.click()


def _click(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).first.click()


_COURSE, _SESSION = "courses/<int:course_id>", "sessions/<int:session_id>"
OPENED = (
    Opened("home", "a new course", _press("^New course"), ".new-form"),
    Opened(_COURSE, "a new session", _press("^New session"), ".hour-form"),
    Opened(_COURSE, "the export menu", _click(".export-menu summary"), ".export-panel"),
    Opened(f"{_COURSE}/people", "a person of the roster", _press("^Change "), "input[type=email]"),
    Opened(f"{_COURSE}/people", "the import of a list", _press("^Import a list"), "input[type=file]"),
    Opened("live", "the table of people", _press("^Table"), ".people-table"),
    Opened("live", "the marker form", _press("^Marker"), ".marker-form"),
    Opened("live", "the join code", _click(".join-chip"), "dialog[open]"),
    Opened("live", "the question before closing", _press("^Close session"), "dialog[open]"),
    Opened("live", "the question before removing", _press("^Remove "), "dialog[open]"),
    Opened(f"{_SESSION}/history", "a name that is changed", _click(".history-name"), ".history-rename"),
    Opened(f"{_SESSION}/history", "why", _click(".history-total"), "dialog[open] .segments"),
    Opened(f"{_SESSION}/history", "what led to a moment", _click(".curve-zoom"), "dialog[open] .moment-states"),
    Opened("participants/<int:participant_id>", "why", _click(".history-total"), "dialog[open] .segments"),
)


def opened_of(visit: str) -> list[Opened]:
    return [one for one in OPENED if one.visit == visit]


def look(page: Page, opened: Opened) -> None:
    opened.open(page)
    expect(page.locator(opened.shown).first).to_be_visible()


def unfold(page: Page) -> bool:
    """Everything that is folded in, but no menu, which would lie over it; whether there was anything."""
    closed = page.locator("main details:not([open], .export-menu)")
    found = closed.count() > 0
    closed.evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    return found
