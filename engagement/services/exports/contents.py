"""The tables of one or several sessions of a course. Whoever withdrew or was removed is in none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engagement import access
from engagement.models import Break, Course, Marker, Observation, Participant, Segment, Window
from engagement.pipeline.counting import KNOWN, STATES
from engagement.services import attendance, course_history, history
from engagement.services.attendance import Attendance, Attendee
from engagement.services.exports.tables import AT_ONCE, Column, Row, Table, dictionary
from engagement.services.grid import REASONS
from engagement.services.records import read_rows

if TYPE_CHECKING:
    from engagement.access import CountedSession

SESSION = Column("session_id", "int", _("The session, as in the table “sessions”"))
PERSON = Column("participant_id", "int", _("The participant, as in the table “people”"))
STATE_COLUMNS = tuple(
    Column(f"{name}_s", "float", about, "s")
    for name, about in zip(
        STATES,
        (
            _("Time facing the screen"),
            _("Time at the second screen that the person taught"),
            _("Time at the notes that the person taught"),
            _("Time away: the head elsewhere for longer than two seconds"),
            _("Time with eyes closed for a second or more"),
            _("Time of which nothing is known; the reason says why"),
        ),
        strict=True,
    )
)
ATTENTIVENESS = Column(
    "attentiveness",
    "float",
    _("Share of the known time that counts as attentive; absent where too little is known"),
    "0..1",
)
KNOWN_SHARE = Column("known_share", "float", _("Share of the time of which anything is known"), "0..1")

SESSIONS = (
    SESSION,
    Column("course", "text", _("Title of the course")),
    Column("title", "text", _("Title of the session")),
    Column("clock", "text", _("“live”, or “recorded” for one that was made from a recording")),
    Column("status", "text", _("planned, open, closing or closed")),
    Column("started_at", "time", _("When it was opened")),
    Column("ended_at", "time", _("When it ended")),
    Column("counts_from", "time", _("From when on it counts, where its host trimmed it")),
    Column("counts_until", "time", _("Until when it counts, where its host trimmed it")),
    Column("participants", "int", _("How many people took part")),
    Column("q25", "float", _("Lower quartile of attentiveness; absent for fewer than five people"), "0..1"),
    Column("median", "float", _("Median attentiveness; absent for fewer than five people"), "0..1"),
    Column("q75", "float", _("Upper quartile of attentiveness; absent for fewer than five people"), "0..1"),
    Column("known_share", "float", _("Mean known share; absent for fewer than five people"), "0..1"),
    Column("scoring", "int", _("Version of the scoring that made the numbers")),
)
# One person may have joined twice, as two participants.
SAME = Column("person_id", "int", _("The same for all participants who are one person of the roster, in one session"))
ATTENDANCE = (
    SESSION,
    SAME,
    Column("name", "text", _("Name; that of the roster, for who is on it")),
    Column("on_roster", "bool", _("Whether the course’s roster has this name")),
    Column("status", "text", _("present, no_camera, never_connected (agreed, sent nothing), never_joined or expected")),
    Column("joined_at", "time", _("When the person joined; in a recording, when it first shows them")),
    Column("left_at", "time", _("End of the last ten seconds in which they were there; absent for who still is")),
    Column("present_s", "float", _("For how long they were there, of what counts"), "s"),
    Column("camera_s", "float", _("For how long of it their camera was on"), "s"),
    Column("present_share", "float", _("For which share of the session they were there, breaks left out"), "0..1"),
)
PEOPLE = (
    SESSION,
    PERSON,
    SAME,
    Column("name", "text", _("Name")),
    Column("on_roster", "text", _("Name on the course’s roster")),
    Column("joined_at", "time", _("When the person joined")),
    *STATE_COLUMNS,
    Column("known_s", "float", _("Time of which anything is known"), "s"),
    ATTENTIVENESS,
    KNOWN_SHARE,
)
CURVE = (
    SESSION,
    Column("at", "time", _("Start of the window")),
    Column("n", "int", _("People with enough known time in the minute that ends with this window")),
    Column("q25", "float", _("Lower quartile of their attentiveness; absent for fewer than five"), "0..1"),
    Column("median", "float", _("Median of their attentiveness; absent for fewer than five"), "0..1"),
    Column("q75", "float", _("Upper quartile of their attentiveness; absent for fewer than five"), "0..1"),
    Column("known_share", "float", _("Mean known share of everybody present; absent for fewer than five"), "0..1"),
)
MARKERS = (
    SESSION,
    Column("at", "time", _("When it happened")),
    Column("kind", "text", _("slide, poll or note")),
    Column("text", "text", _("What was noted")),
)
BREAKS = (
    SESSION,
    Column("started_at", "time", _("Start of a break")),
    Column("ended_at", "time", _("End of it; absent while it goes on")),
)
# Names of the database, in its order, with what they mean.
WINDOWS = (
    Column("started_at", "time", _("Start of the ten seconds")),
    *STATE_COLUMNS,
    Column("known_s", "float", _("Time of which anything is known"), "s"),
    Column("on_zone_low_s", "float", _("Time that was surely on a zone (probability at least 0.8)"), "s"),
    Column("on_zone_high_s", "float", _("Time that was possibly on a zone (probability at least 0.2)"), "s"),
    ATTENTIVENESS,
    Column("yaw_deg", "float", _("Mean turn of the head; positive to the person’s left"), "°"),
    Column("pitch_deg", "float", _("Mean nod of the head; positive is up"), "°"),
    Column("roll_deg", "float", _("Mean tilt of the head"), "°"),
    Column("yaw_sd_deg", "float", _("Spread of the turn"), "°"),
    Column("pitch_sd_deg", "float", _("Spread of the nod"), "°"),
    Column("roll_sd_deg", "float", _("Spread of the tilt"), "°"),
    Column("speed_deg_s", "float", _("Mean angular speed of the head"), "°/s"),
    Column("blinks", "float", _("Number of blinks")),
    Column("eyes_s", "float", _("How long an eye could be seen well enough"), "s"),
    Column(
        "perclos", "float", _("Share of it with the eyes at least four fifths closed, where it is asked for"), "0..1"
    ),
    Column("distance_cm", "float", _("Mean distance to the camera"), "cm"),
    Column("quality", "float", _("Mean quality of the picture of the face"), "0..1"),
    Column("observations", "int", _("Number of observations")),
    Column("late", "int", _("Observations that came too late to be counted")),
    Column("main_reason", "text", _("Why most of the unknown time is unknown"), words=REASONS),
    Column("scoring_id", "int", _("Version of the scoring")),
)
SEGMENTS = (
    Column("started_at", "time", _("Start of the stretch")),
    Column("ended_at", "time", _("End of the stretch")),
    Column("state", "text", _("facing, second_screen, notes, away, eyes_closed or unknown"), words=STATES),
    Column("reason", "text", _("Why it is unknown, else “known”"), words=REASONS),
    Column("yaw_deg", "float", _("Median turn of the head"), "°"),
    Column("pitch_deg", "float", _("Median nod of the head"), "°"),
    Column("roll_deg", "float", _("Median tilt of the head"), "°"),
    Column("observations", "int", _("Number of observations")),
    Column("scoring_id", "int", _("Version of the scoring")),
)
OBSERVATIONS = (
    Column("sequence", "int", _("Number of the message")),
    Column("captured_at", "time", _("When the picture was taken")),
    Column("received_at", "time", _("When it reached the server")),
    Column("late_at", "time", _("Time of the newest observation that had come before, where it came too late")),
    Column("success", "bool", _("Whether a face was measured")),
    Column("reason", "text", _("Why not, else “known”"), words=REASONS),
    Column("state", "text", _("The state at this moment"), words=STATES),
    Column("faces", "int", _("Faces in the picture")),
    Column("confidence", "float", _("How sure it is that this is a face"), "0..1"),
    Column("yaw_deg", "float", _("Turn of the head; positive to the person’s left"), "°"),
    Column("pitch_deg", "float", _("Nod of the head; positive is up"), "°"),
    Column("roll_deg", "float", _("Tilt of the head"), "°"),
    Column("x_cm", "float", _("Position of the head, to the right of the camera’s axis"), "cm"),
    Column("y_cm", "float", _("Position of the head, below the camera’s axis"), "cm"),
    Column("z_cm", "float", _("Position of the head, in front of the camera"), "cm"),
    Column("yaw_error_deg", "float", _("One standard deviation of the turn"), "°"),
    Column("pitch_error_deg", "float", _("One standard deviation of the nod"), "°"),
    Column("roll_error_deg", "float", _("One standard deviation of the tilt"), "°"),
    Column("distance_cm", "float", _("Distance to the camera"), "cm"),
    Column("distance_error_cm", "float", _("One standard deviation of the distance"), "cm"),
    Column("openness_left", "float", _("How far the left eye is open, of its usual"), "0..1"),
    Column("openness_right", "float", _("How far the right eye is open, of its usual"), "0..1"),
    Column("gaze_yaw_deg", "float", _("Turn of the eyes in the head"), "°"),
    Column("gaze_pitch_deg", "float", _("Nod of the eyes in the head"), "°"),
    Column("quality", "float", _("Quality of the picture of the face"), "0..1"),
    Column("out_of_range", "bool", _("Turned further than can be read: the angle is a lower bound")),
)


@dataclass(frozen=True)
class Contents:
    """What is exported: `sessions` of one course, oldest first, from `access`."""

    course: Course
    sessions: Sequence[CountedSession]
    zone: ZoneInfo
    observations: bool = False

    @cached_property
    def shows_people(self) -> bool:
        return access.shows_people(self.course)

    def tables(self) -> list[Table]:
        tables = [
            Table("sessions", _("One row for each session."), SESSIONS, self._sessions),
            Table("class_curve", _("How the class went."), CURVE, self._curve),
            Table("markers", _("What happened, as it was noted."), MARKERS, self._markers),
            Table("breaks", _("What does not count."), BREAKS, self._breaks),
        ]
        if self.shows_people:
            tables += self._of_people()
        return [*tables, dictionary(tables)]

    def _of_people(self) -> list[Table]:
        about_windows = _("Ten seconds of one person in each row.")
        tables = [
            Table("attendance", _("Who was there, and for how long."), ATTENDANCE, self._attendance),
            Table("people", _("What is known of everybody who took part."), PEOPLE, self._people),
            Table("windows", about_windows, (SESSION, PERSON, *WINDOWS), self._windows),
            Table("segments", _("A stretch in one state in each row."), (SESSION, PERSON, *SEGMENTS), self._segments),
        ]
        if self.observations:
            columns = (SESSION, PERSON, *OBSERVATIONS)
            tables.append(Table("observations", _("Single measurements, while they are kept."), columns, self._seen))
        return tables

    @cached_property
    def people(self) -> dict[int, list[Participant]]:
        """By session, in the order of their names."""
        return {
            session.pk: list(access.participants_of(session).select_related("roster_entry"))
            for session in self.sessions
        }

    @cached_property
    def told(self) -> dict[int, dict[str, Any]]:
        """By session, what its history page shows."""
        return {session.pk: history.of_session(session) for session in self.sessions}

    @cached_property
    def attendance(self) -> dict[int, Attendance]:
        """By session, as its page shows it."""
        return {session.pk: attendance.of_session(session) for session in self.sessions}

    @cached_property
    def course_told(self) -> dict[str, Any]:
        """What the course's history page shows."""
        return course_history.of_course(self.course, self.sessions)

    def row_count(self) -> int:
        """About, for the progress."""
        if not self.shows_people:
            return 1
        ids = [person.pk for people in self.people.values() for person in people]
        count = Window.objects.filter(participant__in=ids).count() + Segment.objects.filter(participant__in=ids).count()
        return count + (self._observations_of(ids).count() if self.observations else 0)

    def _sessions(self) -> Iterator[Row]:
        lines = {line["id"]: line for line in self.course_told["sessions"]}
        for session in self.sessions:
            line = lines.get(session.pk, {})
            yield (
                *(session.pk, self.course.title, session.title, session.clock, session.status),
                *(session.started_at, session.ended_at, session.counts_from, session.counts_until),
                len(self.people[session.pk]),
                *(line.get(name) for name in ("q25", "median", "q75", "known_share")),
                session.scoring_id,
            )

    def _curve(self) -> Iterator[Row]:
        for session in self.sessions:
            told = self.told[session.pk]
            columns = [told["curve"][name] for name in ("n", "q25", "median", "q75", "known_share")]
            for at, *values in zip(told["times"], *columns, strict=True):
                yield session.pk, datetime.fromtimestamp(at, UTC), *values

    def _markers(self) -> Iterator[Row]:
        for marker in Marker.objects.filter(session__in=self.sessions).order_by("session", "at"):
            yield marker.session_id, marker.at, marker.kind, marker.text

    def _breaks(self) -> Iterator[Row]:
        for pause in Break.objects.filter(session__in=self.sessions).order_by("session", "started_at"):
            yield pause.session_id, pause.started_at, pause.ended_at

    def _attendance(self) -> Iterator[Row]:
        for session, of in self.attendance.items():
            for one in of.people:
                told = one.as_dict()
                on_roster = one.entry is not None
                yield (
                    *(session, _same(one), one.name, on_roster, one.status),
                    *(one.joined_at, one.left_at),
                    *(told[name] for name in ("present_s", "camera_s", "present_share")),
                )

    def _people(self) -> Iterator[Row]:
        for session in self.sessions:
            told = {one["id"]: one for one in self.told[session.pk]["people"]}
            same = {pk: _same(one) for one in self.attendance[session.pk].people for pk in one.participants}
            for person in self.people[session.pk]:
                on_roster = person.roster_entry and person.roster_entry.name
                head = (session.pk, person.pk, same.get(person.pk), person.name, on_roster)
                yield *head, person.joined_at, *_numbers(told[person.pk])

    def _windows(self) -> Iterator[Row]:
        return self._of_everybody(
            WINDOWS, lambda person: Window.objects.filter(participant=person).order_by("started_at")
        )

    def _segments(self) -> Iterator[Row]:
        return self._of_everybody(
            SEGMENTS, lambda person: Segment.objects.filter(participant=person).order_by("started_at")
        )

    def _seen(self) -> Iterator[Row]:
        return self._of_everybody(
            OBSERVATIONS, lambda person: self._observations_of([person]).order_by("captured_at", "sequence")
        )

    def _observations_of(self, people: Iterable[int]) -> QuerySet[Observation]:
        return Observation.objects.filter(day__in={session.day for session in self.sessions}, participant__in=people)

    def _of_everybody(self, columns: Sequence[Column], of_person: Callable[[int], QuerySet[Any]]) -> Iterator[Row]:
        """Person by person, along the index; the database keeps what was not asked for yet."""
        names = [column.name for column in columns]
        for session in self.sessions:
            for person in self.people[session.pk]:
                for row in read_rows(of_person(person.pk).values_list(*names), AT_ONCE):
                    yield session.pk, person.pk, *row


def _numbers(told: dict[str, Any]) -> list[float | None]:
    """Seconds per state, known seconds, attentiveness and known share; of who never sent anything, nothing."""
    seconds = [told["seconds"][name] for name in STATES]
    if not any(seconds):
        return [None] * (len(STATES) + 3)
    known_s = round(sum(seconds[KNOWN]), 1)
    return [*seconds, known_s, told["attentiveness"], told["known_share"]]


def _same(one: Attendee) -> int | None:
    """Whoever joined first stands for all who are the same."""
    return one.participants[0] if one.participants else None
