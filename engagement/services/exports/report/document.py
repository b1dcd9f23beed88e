"""The pages of the report, from top to bottom."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, SimpleDocTemplate, Spacer

from engagement.models import Session
from engagement.pipeline.counting import KNOWN, STATES
from engagement.services.attendance import AT_LEAST, Attendee
from engagement.services.exports.contents import Contents
from engagement.services.exports.report import accuracy, charts, letters
from engagement.services.exports.report.look import (
    FOOT,
    MARGIN,
    SMALL,
    TEXT,
    TITLE,
    figures,
    heading,
    listing,
    words,
)
from engagement.services.grid import MINIMUM_PEOPLE
from engagement.services.sentences import STATE_WORDS

NOTHING = "–"
ANY = 1e-9
PADDING = 6  # of reportlab's frames


def pdf(contents: Contents) -> bytes:
    output = io.BytesIO()
    one = contents.sessions[0] if len(contents.sessions) == 1 else None
    title = one.title if one else contents.course.title
    margins = {"leftMargin": MARGIN, "rightMargin": MARGIN, "topMargin": MARGIN, "bottomMargin": 22 * mm}
    document = SimpleDocTemplate(
        output,
        pagesize=A4,
        title=title,
        subject=_("How a class went") if one else _("All sessions of the course"),
        author="Headway",
        creator="Headway",
        lang=translation.get_language() or "en",
        **margins,
    )
    story = [*(_session(contents, one) if one else _course(contents)), *_letters(contents), *_meaning()]
    document.build(story, canvasmaker=_numbered(title))
    return output.getvalue()


def _session(contents: Contents, session: Session) -> Iterator[Flowable]:
    told = contents.told[session.pk]
    yield from _top(contents, session.title, contents.course.title, _when(contents, session))
    yield from _recorded(session)
    yield figures(_session_figures(contents, session))
    yield from _class(contents, told)
    if contents.shows_people:
        yield from _attendance(contents, session)
        yield from _known(told)
    else:
        yield words(_("This course shows its class only; no single person is named here."), SMALL)


def _course(contents: Contents) -> Iterator[Flowable]:
    yield from _top(contents, contents.course.title, _("All sessions of the course"), _span(contents))
    lines = {row[0]: row for row in _rows(contents, "sessions")}
    if not lines:
        yield words(_("No session has begun yet."))
        return
    yield from _heading(_("Session by session"))
    yield charts.sessions([(_day(contents, row[5], short=True), row[10:13]) for row in lines.values()])
    yield words(_("Dots are medians, bars the middle half of the people. {few}").format(few=_few()), SMALL)
    yield listing(
        [_("Session"), _("Day"), _("People"), _("Lower quartile"), _("Median"), _("Upper quartile")],
        [
            [row[2], _day(contents, row[5]), row[9], *(_percent(value) for value in row[10:13])]
            for row in lines.values()
        ],
        [0.34, 0.2, 0.1, 0.12, 0.12, 0.12],
        left=2,
    )
    if contents.shows_people:
        yield from _presence(contents)


def _top(contents: Contents, title: str, beside: str, when: str) -> Iterator[Flowable]:
    yield words("Headway", SMALL)
    yield words(title, TITLE)
    yield words(f"{beside} · {when}", TEXT)
    made = _moment(contents, timezone.now())
    text = _("Times are those of {zone}. Made on {made}.").format(zone=contents.zone.key, made=made)
    yield words(text, SMALL)
    yield Spacer(1, 8)


def _heading(text: str) -> Iterator[Flowable]:
    """Never alone at the end of a page."""
    yield CondPageBreak(45 * mm)
    yield heading(text)


def _recorded(session: Session) -> Iterator[Flowable]:
    if session.clock == Session.Clock.RECORDED:
        yield words(_("Made from a recording: its times are those of the recording."), SMALL)


def _session_figures(contents: Contents, session: Session) -> list[tuple[str, str]]:
    (row,) = _rows(contents, "sessions")
    return [
        (str(row[9]), ngettext("person took part", "people took part", row[9])),
        (_length(session), _("from its start to its end")),
        (_percent(row[11]), _("median attentiveness")),
        (_percent(row[13]), _("of the time is known")),
    ]


def _class(contents: Contents, told: dict[str, Any]) -> Iterator[Flowable]:
    yield from _heading(_("How the class went"))
    median = [value for value in told["curve"]["median"] if value is not None]
    if not median:
        yield words(_few())
    else:
        yield KeepTogether(list(_curve(contents, told, median)))
    yield from _markers(contents)
    if contents.shows_people:
        yield from _people_charts(told)


def _curve(contents: Contents, told: dict[str, Any], median: Sequence[float]) -> Iterator[Flowable]:
    clock = _clock(contents)
    marked = [row[1].timestamp() for row in _rows(contents, "markers")]
    yield charts.curve(told["times"], told["window_s"], told["curve"], marked, clock)
    text = _(
        "The line is the median attentiveness of the last minute, the band the middle half of the people. "
        "The median went from {low} to {high}; it was lowest at {when}. Where there is no line, fewer than five people "
        "were known well enough."
    )
    lowest = min(median)
    when = clock(told["times"][told["curve"]["median"].index(lowest)])
    yield words(text.format(low=_percent(lowest), high=_percent(max(median)), when=when), SMALL)


def _markers(contents: Contents) -> Iterator[Flowable]:
    rows = _rows(contents, "markers")
    if rows:
        clock = _clock(contents)
        listed = [[number, clock(row[1].timestamp()), row[3]] for number, row in enumerate(rows, 1)]
        yield listing(["", _("Time"), _("What was noted")], listed, [0.06, 0.12, 0.82], left=3)


def _people_charts(told: dict[str, Any]) -> Iterator[Flowable]:
    values = [one["attentiveness"] for one in told["people"] if one["attentiveness"] is not None]
    if len(values) >= MINIMUM_PEOPLE:
        about = _("How many people are how attentive over the whole session. {n} are known well enough.")
        yield KeepTogether(
            [
                heading(_("How it is spread")),
                charts.distribution(values),
                words(about.format(n=len(values)), SMALL),
            ]
        )
    seconds = {state: sum(one["seconds"][state] for one in told["people"]) for state in STATES}
    if sum(seconds.values()):
        names = {state: str(name) for state, name in STATE_WORDS.items()}
        yield KeepTogether([heading(_("Where the time went")), charts.shares(seconds, names)])


def _attendance(contents: Contents, session: Session) -> Iterator[Flowable]:
    """As the session's page has it."""
    yield from _heading(_("Who was there"))
    of, clock = contents.attendance[session.pk], _clock(contents)
    head = [_("Name"), _("Came"), _("Left"), _("There, min"), _("Camera on, min"), _("Share")]
    yield listing(head, [_attendee(one, clock) for one in of.people], [0.36, 0.12, 0.12, 0.13, 0.15, 0.12])
    text = _("Of {minutes} that count, breaks left out. Who came and left is known to ten seconds.")
    yield words(text.format(minutes=_("{n} min").format(n=_minutes(of.length_s))), SMALL)


def _attendee(one: Attendee, clock: Callable[[float], str]) -> list[str]:
    if not one.participants:
        return [_("{name} (on the roster, not there)").format(name=one.name), *[NOTHING] * 5]
    times = [NOTHING if at is None else clock(at.timestamp()) for at in (one.joined_at, one.left_at)]
    return [one.name, *times, _minutes(one.present_s), _minutes(one.camera_s), _percent(one.present_share)]


def _known(told: dict[str, Any]) -> Iterator[Flowable]:
    """Of everybody who sent anything."""
    listed = [
        [
            one["name"],
            _minutes(sum(one["seconds"][state] for state in STATES[KNOWN])),
            _percent(one["known_share"]),
            _percent(one["attentiveness"]),
        ]
        for one in told["people"]
        if any(one["seconds"].values())
    ]
    if listed:
        yield from _heading(_("What is known of each"))
        head = [_("Name"), _("Known, min"), _("Known share"), _("Attentiveness")]
        yield listing(head, listed, [0.46, 0.18, 0.18, 0.18])
        yield words(_("Without enough known time there is no attentiveness: that is not zero."), SMALL)


def _presence(contents: Contents) -> Iterator[Flowable]:
    """As the matrix on the course's page counts it."""
    yield from _heading(_("Who was there"))
    count = len(contents.sessions)
    listed = [
        [
            one["name"],
            *(
                _("{n} of {all}").format(n=sum((share or 0) >= least for share in one["present"]), all=count)
                for least in (ANY, AT_LEAST)
            ),
        ]
        for one in contents.course_told["people"]
    ]
    head = [_("Name"), _("Came"), _("There for at least {share}").format(share=_percent(AT_LEAST))]
    yield listing(head, listed, [0.5, 0.2, 0.3])
    yield words(_("People are told apart by the roster, else by their login, else by their name."), SMALL)


def _letters(contents: Contents) -> Iterator[Flowable]:
    people = [one for of in contents.attendance.values() for one in of.people] if contents.shows_people else []
    typed = [contents.course.title, *(session.title for session in contents.sessions), *(one.name for one in people)]
    if not all(map(letters.are_drawn, typed)):
        yield words(
            _(
                "This server has no font for some of the letters here. Your program for PDF shows them if it has one; "
                "in the CSV and XLSX files they are complete."
            ),
            SMALL,
        )


def _meaning() -> Iterator[Flowable]:
    yield from _heading(_("What the numbers mean"))
    for text in _definitions():
        yield words(text)
    yield from _heading(_("How exact they are"))
    yield listing([_("Measured against what is known to be true"), _("Figure")], accuracy.figures(), [0.8, 0.2])
    yield words(_("All figures, and how they are made, are on the page “How exact is this?” of this server."), SMALL)
    yield KeepTogether([heading(_("What is not known")), *map(words, _unknown())])


def _definitions() -> list[str]:
    return [
        _(
            "Attentiveness is the share of the known time in which somebody faced the screen, or looked at their "
            "second screen or notes where the scoring counts them. It says where a head pointed, and nothing else."
        ),
        _(
            "Known is the time of which anything can be told. No face, a camera that is off, a lost connection or a "
            "paused measurement are unknown, never “away”. Below half of the time there is not enough data."
        ),
        _(
            "Away means that the head pointed elsewhere for longer than two seconds; shorter glances do not count. "
            "Eyes closed means for a second or longer."
        ),
        _(
            "The class is described by the median and the quartiles of its people, only where at least five are known "
            "well enough at that moment."
        ),
    ]


def _unknown() -> list[str]:
    return [
        _(
            "What anybody thought, felt or understood: nothing here measures it. Where heads point says little about "
            "learning."
        ),
        _("Whether somebody who looks away listens, thinks or writes. Ask them."),
        _("No single number here is fit for a mark, a sanction or a comparison of two people."),
    ]


def _few() -> str:
    return _("With fewer than five people who are known well enough, there are no figures of a class.")


def _rows(contents: Contents, name: str) -> list[Any]:
    return list(next(table for table in contents.tables() if table.name == name).rows())


def _clock(contents: Contents) -> Callable[[float], str]:
    return lambda at: f"{datetime.fromtimestamp(at, UTC).astimezone(contents.zone):%H:%M}"


def _moment(contents: Contents, at: datetime) -> str:
    # Translators: Django's letters for a day and a time, such as "j. F Y, H:i".
    return date_format(at.astimezone(contents.zone), _("j F Y, H:i"))


def _day(contents: Contents, at: datetime, short: bool = False) -> str:
    # Translators: Django's letters for a day, without and with its year: "j. M" and "j. M Y".
    return date_format(at.astimezone(contents.zone), _("j M") if short else _("j M Y"))


def _when(contents: Contents, session: Session) -> str:
    if session.started_at is None:
        return _("not begun")
    begun = _moment(contents, session.started_at)
    return begun if session.ended_at is None else f"{begun} – {_clock(contents)(session.ended_at.timestamp())}"


def _span(contents: Contents) -> str:
    days = [_day(contents, session.started_at) for session in contents.sessions if session.started_at]
    return f"{days[0]} – {days[-1]}" if days else NOTHING


def _length(session: Session) -> str:
    if session.started_at is None or session.ended_at is None:
        return NOTHING
    minutes = round((session.ended_at - session.started_at).total_seconds() / 60)
    return _("{n} min").format(n=minutes)


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{100 * share:.0f} %"


def _minutes(seconds: float | None) -> str:
    return NOTHING if seconds is None else f"{seconds / 60:.0f}"


def _numbered(title: str) -> type[Canvas]:
    """Page numbers say how many there are, which is known at the end only; so are the pages that headings are on."""

    class Numbered(Canvas):
        def __init__(self, *args: Any, **values: Any) -> None:
            super().__init__(*args, **values)
            self.finished: list[dict[str, Any]] = []
            self.marks: list[tuple[str, float]] = []
            self.setViewerPreference("DisplayDocTitle", "true")

        def showPage(self) -> None:  # noqa: N802 - reportlab's
            self.finished.append(dict(self.__dict__))
            self.marks = []
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self.finished, 1):
                self.__dict__.update(page)
                self._outline(number)
                left, right = MARGIN + PADDING, A4[0] - MARGIN - PADDING
                _line(self, f"Headway · {title[:90]}", left, right)
                self.setFont(FOOT.fontName, FOOT.fontSize)
                self.setFillColor(FOOT.textColor)
                self.drawRightString(right, 12 * mm, f"{number} / {len(self.finished)}")
                super().showPage()
            super().save()

        def _outline(self, number: int) -> None:
            for at, (text, top) in enumerate(self.marks):
                key = f"{number}.{at}"
                self.bookmarkHorizontal(key, 0, top)
                self.addOutlineEntry(text, key)

    return Numbered


def _line(canvas: Canvas, text: str, left: float, right: float) -> None:
    line = words(text, FOOT)
    _wide, high = line.wrapOn(canvas, right - left, 20 * mm)
    line.drawOn(canvas, left, 12 * mm + FOOT.fontSize - high)
