"""A recording dropped on a course becomes a session with people to be named; what is exported of it opens."""

import io
import zipfile
from pathlib import Path

import cv2
import numpy as np
import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import NewContext, Violations
from tests.browser.film import TurningHead, portrait, yaw_at
from tests.browser.steps import log_in

FPS, SECONDS = 5, 12
LONG_MS = 180_000


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two tiles: a head that turns, and one that keeps still."""
    path = tmp_path_factory.mktemp("film") / "Lecture 7.mp4"
    still = portrait()
    head = TurningHead(still)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (1280, 480))
    for number in range(FPS * SECONDS):
        writer.write(np.hstack([head.turned(yaw_at(number / FPS)), still])[..., ::-1])
    writer.release()
    return path


def new_course(page: Page) -> None:
    another = page.get_by_role("button", name="New course")
    name = page.get_by_label("Name of the course")
    expect(name.or_(another)).to_be_visible()
    if another.is_visible():
        another.click()
    name.fill("Recorded lectures")
    page.get_by_role("button", name="Create course").click()


def drop(page: Page, film: Path) -> None:
    page.locator("input[type=file][accept*=video]").set_input_files(film)
    page.get_by_label("The recording began").fill("2026-03-02T10:00:00")
    page.get_by_label("Everybody in it has agreed").check()
    page.get_by_role("button", name="Upload and measure").click()
    expect(page.get_by_role("link", name="Name the people")).to_be_visible(timeout=LONG_MS)


def export(page: Page, kind: str) -> bytes:
    panel = page.locator(".export-panel")
    if not panel.is_visible():
        page.locator(".export-menu summary").click()
    before = panel.locator("a[download]").count()
    panel.get_by_role("radio", name=kind).check()
    panel.get_by_role("button", name="Make file").click()
    expect(panel.locator("a[download]")).to_have_count(before + 1, timeout=30_000)
    with page.expect_download() as downloading:
        panel.locator("a[download]").first.click()
    return Path(downloading.value.path()).read_bytes()


def test_a_recording_is_measured_named_and_exported(
    new_context: NewContext, violations: Violations, film: Path
) -> None:
    page = new_context().new_page()
    log_in(page)
    new_course(page)
    drop(page, film)

    page.get_by_role("link", name="Name the people").click()
    expect(page.get_by_role("heading", name="Who is who?")).to_be_visible()
    expect(page.locator(".face-row")).to_have_count(2)
    expect(page.locator(".face-row").first).to_contain_text("Seen for 12 s")
    first = page.get_by_label("Name", exact=True).first
    expect(first).to_have_value("Person 1")
    first.fill("Eileen Collins")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved")).to_be_visible()

    page.get_by_role("link", name="To the history").click()
    expect(page.get_by_role("heading", name="Lecture 7")).to_be_visible()
    expect(page.get_by_text("Eileen Collins").first).to_be_visible(timeout=15_000)

    report = PdfReader(io.BytesIO(export(page, "Report to read")))
    assert "Eileen Collins" in report.pages[0].extract_text() + report.pages[1].extract_text()
    book = openpyxl.load_workbook(io.BytesIO(export(page, "Spreadsheet")))
    assert {row[2] for row in book["attendance"].iter_rows(min_row=2, values_only=True)} == {
        "Eileen Collins",
        "Person 2",
    }
    with zipfile.ZipFile(io.BytesIO(export(page, "CSV files"))) as archive:
        windows = pd.read_csv(archive.open("windows.csv"))
    assert windows["observations"].sum() == 2 * FPS * SECONDS
    assert not violations.found


def test_charts_are_saved_as_pictures(new_context: NewContext, lesson: int) -> None:
    page = new_context().new_page()
    log_in(page)
    expect(page.get_by_role("heading", name="My courses")).to_be_visible()
    page.goto(f"/sessions/{lesson}/history")
    expect(page.locator(".uplot canvas").first).to_be_visible()
    page.locator(".export-menu summary").click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Save charts as pictures").click()
    picture = cv2.imread(str(downloading.value.path()))
    assert picture is not None
    assert picture.shape[1] > 400
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 10
