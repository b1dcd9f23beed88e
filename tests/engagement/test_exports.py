"""Exports read back by the programs that people use: pandas, pyarrow, openpyxl and a reader of PDF."""

import datetime as dt
import io
import json
import zipfile
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from engagement.models import Course, Job, Marker, Policy, RosterEntry, Session, User
from engagement.pipeline.counting import STATES
from engagement.services import history, jobs, participants
from engagement.services.exports import job as exports
from engagement.services.exports import tables
from engagement.services.exports.report import letters
from tests.engagement import make

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = ["Ada", "Grace", "Mary", "Øyvind Ñandú", 'Zoë, "the" engineer']
FORMULA = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def filled(course: Course) -> Session:
    """Five people over a minute, one of them named like a formula; a marker, somebody absent."""
    session = make.session(course, lasts_s=60, title="Lenses & prisms")
    for number, name in enumerate([*PEOPLE[:4], FORMULA]):
        person = make.participant(session, name)
        for second in range(0, 60, 10):
            make.window(person, second, facing=10 - number, away=number)
        make.segment(person, 0, 30.25, "facing", yaw_deg=-3.5)
        make.segment(person, 30.25, 60, "unknown", reason=7)
        make.observation(person, 1, 0.5, yaw_deg=12.25)
    Marker.objects.create(session=session, at=make.at(20), text="@SUM(A1)", kind="slide")
    RosterEntry.objects.create(course=course, name="Absent Abe")
    return session


def export(owner: User, session: Session, form: str, whole_course: bool = False, **values: Any) -> Job:
    wish: dict[str, Any] = {"form": form, "zone": "Europe/Berlin", "observations": True} | values
    asked = exports.request(owner, session.course, None if whole_course else session, **wish)
    jobs.run(asked.pk, lambda kind: exports.handle)
    job = Job.objects.get(pk=asked.pk)
    assert (job.status, job.error) == ("done", "")
    return job


def bytes_of(job: Job) -> bytes:
    assert job.content is not None
    return bytes(job.content)


def frames_of_csv(job: Job) -> dict[str, pd.DataFrame]:
    with zipfile.ZipFile(io.BytesIO(bytes_of(job))) as archive:
        return {name.removesuffix(".csv"): pd.read_csv(archive.open(name)) for name in archive.namelist()}


def frames_of_parquet(job: Job) -> dict[str, pd.DataFrame]:
    with zipfile.ZipFile(io.BytesIO(bytes_of(job))) as archive:
        tables = {name: pq.read_table(io.BytesIO(archive.read(name))) for name in archive.namelist()}
    return {name.removesuffix(".parquet"): table.to_pandas() for name, table in tables.items()}


def sheets_of(job: Job) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(job)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def text_of(job: Job) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes_of(job))).pages)


def test_windows_read_back_equal_from_csv(owner: User, filled: Session) -> None:
    windows = frames_of_csv(export(owner, filled, "csv"))["windows"]
    stored = list(
        filled.participants.order_by("name", "pk").values_list("pk", "windows__started_at", "windows__away_s")
    )
    read = zip(windows["participant_id"], windows["started_at"], windows["away_s"], strict=True)
    assert sorted((pk, dt.datetime.fromisoformat(at), away) for pk, at, away in read) == sorted(stored)
    assert set(windows["started_at"].str[-6:]) == {"+01:00"}
    assert windows["session_id"].unique().tolist() == [filled.pk]
    assert set(windows["main_reason"]) == {"known"}


def test_csv_is_that_of_rfc_4180(owner: User, filled: Session) -> None:
    filled.participants.filter(name="Mary").update(name=PEOPLE[4])
    with zipfile.ZipFile(io.BytesIO(bytes_of(export(owner, filled, "csv")))) as archive:
        attendance = archive.read("attendance.csv").decode("utf-8-sig")
    lines = attendance.split("\r\n")
    assert attendance.count("\n") == len(lines) - 1
    assert '"Zoë, ""the"" engineer"' in attendance


def test_no_cell_of_a_spreadsheet_is_a_formula(owner: User, filled: Session) -> None:
    frames = frames_of_csv(export(owner, filled, "csv"))
    assert "'" + FORMULA in set(frames["attendance"]["name"])
    assert frames["markers"]["text"].tolist() == ["'@SUM(A1)"]
    book = openpyxl.load_workbook(io.BytesIO(bytes_of(export(owner, filled, "xlsx"))))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d", "b"}
    assert FORMULA in {row[2] for row in book["attendance"].iter_rows(values_only=True)}


@pytest.mark.parametrize("start", ["=1", "+1", "-1", "@x", "\t=1", "＝1", " =1"])
def test_whatever_begins_like_a_formula_is_text(start: str) -> None:
    from engagement.services.exports.sheets import FORMULA

    assert FORMULA.match(start)


def test_parquet_reads_back_equal_with_its_zone(owner: User, filled: Session) -> None:
    frames = frames_of_parquet(export(owner, filled, "parquet"))
    segments = frames["segments"]
    assert str(segments["started_at"].dt.tz) == "Europe/Berlin"
    assert segments["ended_at"].tolist()[:2] == [make.at(30.25), make.at(60)]
    assert segments["reason"].tolist()[:2] == ["known", "camera_off"]
    assert segments["yaw_deg"].tolist()[0] == -3.5
    assert segments["yaw_deg"].isna().tolist()[:2] == [False, True]
    observations = frames["observations"]
    assert (len(observations), set(observations["yaw_deg"])) == (5, {12.25})
    assert set(frames["attendance"]["name"]) == {*PEOPLE[:4], FORMULA, "Absent Abe"}
    assert set(frames["people"]["name"]) == {*PEOPLE[:4], FORMULA}


def test_all_formats_hold_the_same(owner: User, filled: Session) -> None:
    parquet = frames_of_parquet(export(owner, filled, "parquet"))
    csv = frames_of_csv(export(owner, filled, "csv"))
    sheets = sheets_of(export(owner, filled, "xlsx"))
    objects = json.loads(bytes_of(export(owner, filled, "json")))
    assert parquet.keys() == csv.keys() == sheets.keys() == objects.keys()
    for name, frame in parquet.items():
        columns = frame.columns.tolist()
        assert columns == csv[name].columns.tolist() == list(sheets[name][0])
        assert len(frame) == len(csv[name]) == len(sheets[name]) - 1 == len(objects[name])
        assert [_plain(row) for row in frame.itertuples(index=False)] == [_plain(one.values()) for one in objects[name]]
        for at, column in enumerate(columns):
            if frame[column].dtype.kind == "M":
                local = [None if pd.isna(one) else one.tz_localize(None) for one in frame[column]]
                assert [row[at] for row in sheets[name][1:]] == local, column
    (begun,) = [row[5] for row in sheets["sessions"][1:]]
    assert begun == make.START.astimezone(BERLIN).replace(tzinfo=None)


def _plain(row: Any) -> list[Any]:
    """Times as text, absent as None."""
    return [None if pd.isna(one) else one.isoformat() if hasattr(one, "isoformat") else one for one in row]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "json"])
def test_more_rows_than_are_in_memory_at_a_time(
    owner: User, filled: Session, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 7)
    job = export(owner, filled, form)
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(bytes_of(job)))["windows"]
        assert (sheet.max_row, sheet.auto_filter.ref) == (31, f"A1:{sheet.cell(1, sheet.max_column).column_letter}31")
        rows = sheet.iter_rows(values_only=True, min_row=2, max_row=7)
        assert [f"{row[2]:%H:%M:%S}" for row in rows] == [f"10:00:{second:02}" for second in range(0, 60, 10)]
        return
    read = {"csv": frames_of_csv, "parquet": frames_of_parquet, "json": _objects}[form]
    assert len(read(job)["windows"]) == 30


@pytest.mark.parametrize("form", exports.FORMATS)
def test_a_file_that_is_too_large_is_given_up(
    owner: User, filled: Session, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LARGEST_CONTENT", 1000)
    asked = exports.request(owner, filled.course, filled, form=form, zone="UTC", observations=True)
    jobs.run(asked.pk, lambda kind: exports.handle)
    job = Job.objects.get(pk=asked.pk)
    assert (job.status, job.content) == ("failed", None)
    assert "MB" in job.error


def test_every_column_is_explained(owner: User, filled: Session) -> None:
    frames = frames_of_csv(export(owner, filled, "csv"))
    explained = frames.pop("dictionary")
    assert explained["meaning"].notna().all()
    listed = set(zip(explained["table"], explained["column"], strict=True))
    assert listed == {(name, column) for name, frame in frames.items() for column in frame.columns}


def test_numbers_are_those_of_the_page(owner: User, filled: Session) -> None:
    told = history.of_session(filled)
    frames = frames_of_csv(export(owner, filled, "csv"))
    assert frames["class_curve"]["median"].tolist() == told["curve"]["median"]
    assert frames["class_curve"]["median"].tolist() == [0.8] * 6
    people = frames["people"].set_index("name")
    assert people.loc["Ada", "attentiveness"] == 1.0
    assert people.loc["Grace", "attentiveness"] == 0.9
    assert people.loc["Grace", [f"{name}_s" for name in STATES]].tolist() == [54, 0, 0, 6, 0, 0]
    attendance = frames["attendance"].set_index("name")
    assert attendance.loc["Absent Abe", "status"] == "never_joined"
    assert attendance.loc["Ada", "left_at"] == "2026-03-02T10:01:00+01:00"


@pytest.fixture
def cut(course: Course) -> Session:
    """A hundred seconds; what counts begins and ends in the middle of windows, and so does the break in it."""
    session = make.session(course, lasts_s=100, counts_from=make.at(12), counts_until=make.at(88))
    session.breaks.create(started_at=make.at(34), ended_at=make.at(56))
    listed = RosterEntry.objects.create(course=course, name="Grace Hopper")
    whole, brief = make.participant(session, "Ada"), make.participant(session, "gracie", roster_entry=listed)
    phone = make.participant(session, "Phone", roster_entry=listed)
    for second in range(0, 100, 10):
        make.window(whole, second, facing=10)
    for person, seconds in ((brief, (20, 40, 60)), (phone, (60, 70))):
        for second in seconds:
            make.window(person, second, facing=6)
    return session


# The windows at 10, 20, 60, 70 and 80 have their middle in what counts.
@pytest.mark.parametrize(("name", "present_s", "share"), [("Ada", 50, 1.0), ("Grace Hopper", 18, 0.36)])
def test_pages_and_exports_count_the_same_people_alike(
    owner: User, as_owner: Client, cut: Session, name: str, present_s: float, share: float
) -> None:
    answer = as_owner.get(f"/api/sessions/{cut.pk}/attendance").json()
    (page,) = [one for one in answer["people"] if one["name"] == name]
    matrix = as_owner.get(f"/api/courses/{cut.course_id}/history").json()["people"]
    frame = frames_of_parquet(export(owner, cut, "parquet"))["attendance"].set_index("name")
    assert answer["length_s"] == 50
    assert (page["present_s"], page["present_share"]) == (present_s, share)
    assert [one["present"] for one in matrix if one["name"] == name] == [[share]]
    assert frame.loc[name, ["present_s", "present_share"]].tolist() == [present_s, share]
    assert frame.loc[name, "person_id"] == page["participants"][0]
    assert frame.loc[name, "left_at"] == pd.Timestamp(page["left_at"])


def test_observations_are_left_out_unless_asked_for(owner: User, filled: Session) -> None:
    assert "observations" not in frames_of_csv(export(owner, filled, "csv", observations=False))


def test_a_class_of_four_has_no_figures(owner: User, filled: Session) -> None:
    filled.participants.filter(name="Mary").delete()
    frames = frames_of_csv(export(owner, filled, "csv"))
    for name in ("q25", "median", "q75", "known_share"):
        assert frames["class_curve"][name].isna().all()
        assert frames["sessions"][name].isna().all()


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "json", "pdf"])
def test_where_single_people_are_not_shown_none_is_exported(owner: User, filled: Session, form: str) -> None:
    Policy.objects.create(course=filled.course, show_people=False)
    job = export(owner, Session.objects.get(pk=filled.pk), form)
    assert job.result is not None
    assert job.result["people"] is False
    if form == "pdf":
        assert "Grace" not in text_of(job)
        return
    read = {"csv": frames_of_csv, "xlsx": sheets_of, "parquet": frames_of_parquet, "json": _objects}[form]
    assert set(read(job)) == {"sessions", "class_curve", "markers", "breaks", "dictionary"}  # type: ignore[operator]
    if form in {"xlsx", "json"}:
        assert "Grace" not in str(read(job))  # type: ignore[operator]


def _objects(job: Job) -> Any:
    return json.loads(bytes_of(job))


@pytest.mark.parametrize("form", ["csv", "pdf"])
def test_who_withdrew_is_in_no_export(owner: User, filled: Session, form: str) -> None:
    filled.participants.filter(name="Grace").update(withdrawn_at=make.at(30))
    job = export(owner, filled, form)
    if form == "pdf":
        assert "Ada" in text_of(job)
        assert "Grace" not in text_of(job)
    else:
        frames = frames_of_csv(job)
        assert "Grace" not in set(frames["attendance"]["name"])
        assert frames["windows"]["participant_id"].nunique() == 4


def test_exports_made_before_somebody_left_are_gone(owner: User, filled: Session) -> None:
    job = export(owner, filled, "json")
    participants.remove(filled.participants.get(name="Grace"))
    assert not Job.objects.filter(pk=job.pk).exists()


def test_a_course_has_all_its_sessions(owner: User, filled: Session) -> None:
    make.session(filled.course, lasts_s=60, title="Prisms", started_at=make.at(86_400))
    make.session(make.course(owner, "Another"), lasts_s=60, title="Elsewhere")
    frames = frames_of_csv(export(owner, filled, "csv", whole_course=True))
    assert frames["sessions"]["title"].tolist() == ["Lenses & prisms", "Prisms"]


def test_the_report_says_what_it_is_about(owner: User, filled: Session) -> None:
    job = export(owner, filled, "pdf")
    text = text_of(job)
    for words in (
        "Lenses & prisms",
        "Optics",
        "Europe/Berlin",
        "80 %",
        "Ada",
        "Øyvind Ñandú",
        "Absent Abe",
        "@SUM(A1)",
    ):
        assert words in text, words
    pages = PdfReader(io.BytesIO(bytes_of(job))).pages
    assert f"1 / {len(pages)}" in pages[0].extract_text()
    assert job.filename == "Lenses-prisms.pdf"


NAMES = [
    ("Nguyễn Thị Ánh Tuyết Їжак Αθηνά", {"Inter"}),
    ("محمد علي", {"NotoSansArabic"}),
    ("שלום כהן", {"NotoSansHebrew"}),
    ("अनुष्का शर्मा", {"NotoSansDevanagari"}),
    ("สมชาย", {"NotoSansThai"}),
    ("😀", {"NotoEmoji"}),
]


@pytest.mark.parametrize(("name", "fonts"), NAMES)
def test_every_letter_has_a_font_that_is_in_the_file(owner: User, filled: Session, name: str, fonts: set[str]) -> None:
    filled.participants.filter(name="Mary").update(name=name)
    job = export(owner, filled, "pdf")
    pages: Any = PdfReader(io.BytesIO(bytes_of(job))).pages
    embedded = {
        str(font["/FontDescriptor"]["/FontName"]).partition("+")[2]
        for page in pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
        if "/FontDescriptor" in font
    }
    assert any(font.startswith(start.removesuffix("Emoji")) for start in fonts for font in embedded), embedded
    assert "no font for some" not in " ".join(text_of(job).split())


def test_who_reads_from_right_to_left_is_read_in_that_order() -> None:
    assert letters.runs("דוד (Levi) 2") == [
        letters.Run("Inter", "2 (Levi) "),
        letters.Run("NotoSansHebrew", "דוד"),
    ]


def test_a_report_tells_of_letters_that_are_left_to_its_reader(
    owner: User, filled: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "OF_THE_MACHINE", ())
    letters._font_of.cache_clear()
    filled.participants.filter(name="Mary").update(name="王小明")
    text = " ".join(text_of(export(owner, filled, "pdf")).split())
    letters._font_of.cache_clear()
    assert "no font for some of the letters" in text


def test_the_report_tells_readers_what_it_is_and_where(owner: User, filled: Session) -> None:
    with translation.override("de"):
        report: Any = PdfReader(io.BytesIO(bytes_of(export(owner, filled, "pdf"))))
    assert (report.metadata.title, report.metadata.author) == ("Lenses & prisms", "Headway")
    assert report.trailer["/Root"]["/Lang"] == "de"
    outline = [(one.title, report.get_destination_page_number(one)) for one in report.outline]
    assert outline[0] == ("Wie die Sitzung für die Gruppe verlief", 0)
    assert outline[-1][1] == len(report.pages) - 1


def test_the_report_speaks_german(owner: User, filled: Session) -> None:
    with translation.override("de"):
        assert "Lenses & prisms" in text_of(export(owner, filled, "pdf"))


def test_the_report_of_a_course_lists_its_sessions(owner: User, filled: Session) -> None:
    make.session(filled.course, lasts_s=60, title="Prisms", started_at=make.at(86_400))
    text = text_of(export(owner, filled, "pdf", whole_course=True))
    assert "Prisms" in text


def test_a_session_in_which_nobody_was_is_exported_all_the_same(owner: User, course: Course) -> None:
    empty = make.session(course, lasts_s=60)
    for form in exports.FORMATS:
        export(owner, empty, form)
