"""The job of a recording: a session on a recorded clock with one participant for each face, then the file is gone.

What is measured takes the road of everything else, through the streams, so that the same workers score it in the same
way; live sessions take their turns between its batches.
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import cv2
import msgpack
import numpy as np
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis.face import FaceResult, Options, landmarker
from analysis.face_tracking import FaceTracker
from engagement.errors import JobFailed
from engagement.management import media, sight
from engagement.messages import Landmarks
from engagement.models import Job, Participant, Session
from engagement.pipeline import stream
from engagement.pipeline.connection import RECORDING_S
from engagement.pipeline.items import LANDMARKS, Item
from engagement.services import jobs, participants, recordings, sessions

POINT_SET = "compact"
RATE_HZ = 5.0
# A gallery of tiles.
MOST_FACES = 25
# A face seen for a shorter time is a passer-by, or none at all.
AT_LEAST_S = 2.0
# Not stored yet: what a live session's workers may find waiting in front of them.
MOST_PENDING = 1000
# Nothing was heard of what is pending: it is sent again, and in the end given up.
AGAIN_AFTER_S, GIVEN_UP_AFTER_S = 10.0, 120.0


def handle(job: Job, progress: jobs.Progress) -> jobs.Outcome:
    """Begins anew when an attempt before was cut off."""
    if not recordings.path_of(job.pk).exists():
        raise JobFailed(
            sentence=_(
                "The recording is not where this worker looks for it; web and background need one RECORDINGS_DIR."
            )
        )
    _discard(job)
    session = _session(job)
    try:
        seen = Recording(job, session, progress).measure()
    except jobs.AWAY:
        raise  # the job runs again, and needs the file for it
    except BaseException as error:
        recordings.forget(job.pk)
        session.delete()
        if isinstance(error, media.MediaError):
            raise JobFailed(sentence=error.sentence) from error
        raise
    sessions.close(session, tail_s=0)
    jobs.note(job, session=session)
    recordings.forget(job.pk)
    return jobs.Outcome(result={"session": session.pk, "faces": seen})


def _discard(job: Job) -> None:
    if "session" in job.parameters:
        Session.objects.filter(pk=job.parameters["session"], course=job.course).delete()


def _session(job: Job) -> Session:
    starts_at = datetime.fromisoformat(job.parameters["starts_at"])
    session = sessions.create(job.course, job.parameters["title"], starts_at, Session.Clock.RECORDED)
    jobs.note(job, parameters={**job.parameters, "session": session.pk})
    return session


@dataclass(slots=True)
class Person:
    """One face of the recording: what was seen of it until it is clear that it is a participant."""

    participant: Participant | None = None
    waiting: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    sequence: int = 0
    seen: int = 0
    missing: int = 0
    first_s: float = 0.0
    box: np.ndarray = field(default_factory=lambda: np.zeros(4))  # sum over what was seen, in shares of the picture


class Recording:
    def __init__(self, job: Job, session: Session, progress: jobs.Progress) -> None:
        self.job, self.session, self.progress = job, session, progress
        self.people: dict[int, Person] = {}
        self.tracker = FaceTracker(landmarker(), Options(max_faces=MOST_FACES, everywhere=True))
        assert session.started_at is not None
        self.starts_at = session.started_at.timestamp()

    def measure(self) -> list[dict[str, Any]]:
        """Who was seen, where and for how long."""
        name = self.job.parameters["name"]
        source = media.Source(name=name, path=recordings.path_of(self.job.pk), is_video=True)
        with Feed() as feed:
            for frame in self._frames(source):
                self._observe(frame, self.tracker.step(frame.image), feed)
            feed.drain()
        entered = [one for one in self.people.values() if one.participant is not None]
        if not entered:
            sentence = _("No face was seen for two seconds or longer in “{name}”; nothing was made of it.")
            raise JobFailed(sentence=format_lazy(sentence, name=name))
        return [_told(one, RATE_HZ) for one in entered]

    def _frames(self, source: media.Source) -> Iterator[media.Frame]:
        total = source.frame_count()
        for frame in media.sampled(source.frames(), RATE_HZ):
            if frame.timestamp > RECORDING_S:
                raise JobFailed(sentence=_("The recording is longer than a day; cut it."))
            if total:
                self.progress(0.98 * frame.index / total)
            yield frame

    def _observe(self, frame: media.Frame, faces: dict[int, FaceResult], feed: Feed) -> None:
        for number in faces:
            self.people.setdefault(number, Person(first_s=frame.timestamp))
        for number, one in list(self.people.items()):
            self._add(one, frame, faces.get(number))
            if one.participant is not None:
                feed.send([self._item(one, *message) for message in one.waiting])
                one.waiting = []
            elif one.missing > self.tracker.remember:
                del self.people[number]  # a passer-by

    def _add(self, one: Person, frame: media.Frame, face: FaceResult | None) -> None:
        one.waiting.append((frame.timestamp, sight.landmarks(face, 1, frame.image, POINT_SET)))
        if face is None:
            one.missing += 1
            return
        one.seen, one.missing = one.seen + 1, 0
        one.box += _box(face, frame.image.shape)
        if one.participant is None and one.seen >= AT_LEAST_S * RATE_HZ:
            one.participant = self._enter()

    def _enter(self) -> Participant:
        number = sum(one.participant is not None for one in self.people.values()) + 1
        source = Participant.Source.IMPORT
        return participants.join(self.session, gettext("Person %d") % number, consent=True, source=source)[0]

    def _item(self, one: Person, timestamp: float, about: dict[str, Any]) -> Item:
        assert one.participant is not None
        one.sequence += 1
        captured_at = self.starts_at + timestamp
        return Item(
            LANDMARKS,
            one.participant.pk,
            self.session.pk,
            one.sequence,
            one.sequence - 1,
            captured_at=captured_at,
            received_at=time.time(),
            message=Landmarks(one.sequence, captured_at, **about).to_wire(),
        )


def _box(face: FaceResult, shape: tuple[int, ...]) -> np.ndarray:
    """Left, top, width, height in shares of the picture."""
    left, top, width, height = cv2.boundingRect(face.points[:, :2].astype(np.float32))
    box: np.ndarray = np.array([left / shape[1], top / shape[0], width / shape[1], height / shape[0]])
    return box


def _told(one: Person, rate_hz: float) -> dict[str, Any]:
    assert one.participant is not None
    return {
        "participant": one.participant.pk,
        "first_s": round(one.first_s, 1),
        "seen_s": round(one.seen / rate_hz, 1),
        "box": [round(float(share), 3) for share in one.box / one.seen],
    }


class Feed:
    """Hands items to the workers, as a web process does, and waits where they are behind."""

    def __init__(self) -> None:
        self.process = uuid.uuid4().hex
        self.pending: deque[Item] = deque()
        self.settled: dict[int, int] = {}
        self.batch: list[Item] = []

    def __enter__(self) -> Feed:
        self.news = stream.client().pubsub(ignore_subscribe_messages=True)
        self.news.subscribe(stream.acks_channel(self.process))
        return self

    def __exit__(self, *_exc: object) -> None:
        self.news.close()

    def send(self, items: list[Item]) -> None:
        self.batch += items
        if len(self.batch) >= MOST_PENDING // 4:
            self._hand_over()
            self._wait_for(MOST_PENDING)

    def drain(self) -> None:
        self._hand_over()
        self._wait_for(0)

    def _hand_over(self) -> None:
        if self.batch:
            stream.append(self.batch, {}, self.process)
            self.pending += self.batch
            self.batch = []

    def _wait_for(self, most: int) -> None:
        heard_at = sent_at = time.monotonic()
        while len(self.pending) > most:
            now = time.monotonic()
            if self._hear():
                heard_at = sent_at = now
            elif now > heard_at + GIVEN_UP_AFTER_S:
                raise JobFailed(sentence=_("The workers that measure do not answer; try again later."))
            elif now > sent_at + AGAIN_AFTER_S:
                stream.append(self.pending, {}, self.process)  # what is stored is known by its sequence
                sent_at = now

    def _hear(self) -> bool:
        """Whether something is settled that was not."""
        message = self.news.get_message(timeout=1.0)
        if message is None:
            return False
        for participant, sequence, _dropped in msgpack.unpackb(message["data"])["acks"]:
            self.settled[participant] = max(sequence, self.settled.get(participant, 0))
        before = len(self.pending)
        self.pending = deque(item for item in self.pending if item.sequence > self.settled.get(item.participant, 0))
        return len(self.pending) < before
