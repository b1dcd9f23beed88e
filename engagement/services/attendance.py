"""Who of a session was there, for how long, and who of the roster was not.

A person is an entry of the roster with everything that took part under it, or a participant whom no entry stands for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engagement import access
from engagement.models import Participant, RosterEntry, Session
from engagement.pipeline.counting import WINDOW_S
from engagement.services import presence
from engagement.services.counted import Counted
from engagement.services.grid import MINIMUM_PEOPLE
from engagement.services.presence import Stay, Together

AT_LEAST = 0.75
WINDOW = timedelta(seconds=WINDOW_S)


@dataclass(frozen=True)
class Attendee:
    """Somebody of the roster, or who came without being on it. `status` is one of

    expected (the session has not begun), never_joined, never_connected (agreed, but sent nothing), no_camera, present.
    """

    entry: int | None
    name: str
    email: str
    participants: tuple[int, ...]
    status: str
    joined_at: datetime | None
    left_at: datetime | None  # None: never there, or still is
    present_s: float
    camera_s: float
    present_share: float | None  # of the session's length
    enough: bool | None  # whether at least the share that was asked for

    def as_dict(self) -> dict[str, Any]:
        return {
            "entry": self.entry,
            "name": self.name,
            "email": self.email,
            "participants": list(self.participants),
            "status": self.status,
            "joined_at": self.joined_at,
            "left_at": self.left_at,
            "present_s": round(self.present_s, 1),
            "camera_s": round(self.camera_s, 1),
            "present_share": None if self.present_share is None else round(self.present_share, 3),
            "enough": self.enough,
        }


@dataclass(frozen=True)
class Attendance:
    people: tuple[Attendee, ...]
    length_s: float
    at_least: float
    shows_people: bool

    def as_dict(self) -> dict[str, Any]:
        """Of a class-only course the numbers, and these not of fewer than five."""
        shown = self.shows_people or len(self.people) >= MINIMUM_PEOPLE
        return {
            "length_s": round(self.length_s, 1),
            "at_least": self.at_least,
            "people": [one.as_dict() for one in self.people] if self.shows_people else None,
            "counts": self._counts() if shown else None,
        }

    def _counts(self) -> dict[str, int]:
        statuses = Counter(one.status for one in self.people)
        return {
            "people": len(self.people),
            "enough": sum(one.enough is True for one in self.people),
            **{status: statuses[status] for status in STATUSES},
        }


STATUSES = ("present", "no_camera", "never_connected", "never_joined", "expected")


@dataclass(frozen=True)
class Someone:
    """As they are listed: an entry of the roster, the participants who are them, or both."""

    entry: RosterEntry | None
    participants: Sequence[Participant]

    @property
    def name(self) -> str:
        return self.entry.name if self.entry else self.participants[0].name


def of_session(session: Session, at_least: float = AT_LEAST) -> Attendance:
    counted, people = Counted.of(session), _people(session)
    length_s = presence.length_s(session, counted)
    together = [Together(session.pk, [participant.pk for participant in one.participants]) for one in people]
    stays = presence.stays(together, {session.pk: counted})
    attendees = (_attendee(session, one, stay, length_s, at_least) for one, stay in zip(people, stays, strict=True))
    return Attendance(tuple(attendees), length_s, at_least, access.shows_people(session.course))


def _people(session: Session) -> list[Someone]:
    """By name; those who took part in the order in which they joined."""
    by_entry: dict[int, list[Participant]] = {}
    guests = []
    for participant in access.participants_of(session).order_by("joined_at", "pk"):
        if participant.roster_entry_id:
            by_entry.setdefault(participant.roster_entry_id, []).append(participant)
        else:
            guests.append(Someone(None, [participant]))
    entries = RosterEntry.objects.filter(course=session.course_id).order_by("pk")
    listed = [Someone(entry, by_entry.get(entry.pk, ())) for entry in entries]
    return sorted([*listed, *guests], key=lambda one: one.name.casefold())


def _attendee(session: Session, one: Someone, stay: Stay, length_s: float, at_least: float) -> Attendee:
    share = stay.share(length_s)
    connected = any(participant.connected for participant in one.participants)
    return Attendee(
        entry=one.entry.pk if one.entry else None,
        name=one.name,
        email=one.entry.email if one.entry else "",
        participants=tuple(participant.pk for participant in one.participants),
        status=_status(session, one, stay),
        joined_at=_joined_at(session, one, stay),
        left_at=_left_at(session, stay.last) if stay.last and not connected else None,
        present_s=stay.present_s,
        camera_s=stay.camera_s,
        present_share=share,
        enough=None if share is None else share >= at_least,
    )


def _status(session: Session, one: Someone, stay: Stay) -> str:
    if not one.participants:
        return "expected" if session.started_at is None else "never_joined"
    if not stay.present_s:
        return "never_connected"
    return "present" if stay.camera_s else "no_camera"


def _joined_at(session: Session, one: Someone, stay: Stay) -> datetime | None:
    """Nobody joins a recording: they come when it first shows them."""
    if session.clock == Session.Clock.RECORDED:
        return stay.first
    return one.participants[0].joined_at if one.participants else None


def _left_at(session: Session, last: datetime) -> datetime:
    """The end of the last window in which they were there."""
    end: datetime = last + WINDOW
    return min(end, session.ended_at) if session.ended_at else end
