"""Run in the server's environment: a closed session with observations, scored."""

import datetime as dt

import numpy as np
from django.utils import timezone

from analysis.attentiveness import Scoring
from engagement.models import Observation, Participant, Session, User
from engagement.pipeline import rescoring, scorings, store
from engagement.services import courses

PEOPLE = 12
LASTS_S = 720
TURN_S = 360
HZ = 2


def make(email: str) -> None:
    """Print its number."""
    course = courses.create(User.objects.get(email=email), "Optics")
    start = timezone.now().replace(microsecond=0) - dt.timedelta(hours=1)
    end = start + dt.timedelta(seconds=LASTS_S)
    session = Session.objects.create(
        course=course,
        title="Prisms",
        status=Session.Status.CLOSED,
        started_at=start,
        ended_at=end,
        scoring=scorings.stored(Scoring()),
    )
    session.markers.create(at=start + dt.timedelta(seconds=TURN_S), text="Slide 7", kind="slide")
    store.ensure_partition(session.day)
    people = [attend(session, number, end) for number in range(PEOPLE)]
    rescoring.save(session, list(rescoring.rescore(people, Scoring())), Scoring())
    print(session.pk)  # noqa: T201


def attend(session: Session, number: int, end: dt.datetime) -> Participant:
    random = np.random.default_rng(number)
    assert session.started_at is not None
    person = Participant.objects.create(
        session=session, name=f"Person {number}", consented_at=end, joined_at=session.started_at, ended_at=end
    )
    glance = random.uniform(3.5, 5, 2 * LASTS_S // 20)
    rows = []
    for sequence in range(LASTS_S * HZ):
        at = sequence / HZ
        longer = random.uniform(4, 6) if at >= TURN_S else 0
        yaw = 70.0 if at % 20 < glance[int(at // 20)] + longer else float(random.normal(0, 1))
        when = session.started_at + dt.timedelta(seconds=at)
        angles = {"yaw_deg": yaw, "pitch_deg": 0.0, "roll_deg": 0.0}
        errors = dict.fromkeys(("yaw_error_deg", "pitch_error_deg", "roll_error_deg"), 2.0)
        what = {"success": True, "reason": 0, "state": 0, "faces": 1, "quality": 0.9}
        where = {"day": session.day, "participant": person, "sequence": sequence}
        rows.append(Observation(**where, captured_at=when, received_at=when, **what, **angles, **errors))
    Observation.objects.bulk_create(rows, batch_size=1000)
    return person
