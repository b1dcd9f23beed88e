"""`manage.py rescore`: what the workers stored live, made again from the stored observations."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from analysis.attentiveness import Scoring
from engagement import tasks
from engagement.models import Course, Observation, Participant, Segment, Session, Window
from engagement.models import Scoring as ScoringRow
from engagement.pipeline import stream
from engagement.pipeline.items import Item
from tests.engagement import make
from tests.engagement.items import landmarks, status

pytestmark = pytest.mark.django_db(transaction=True)

T0 = make.START.timestamp()


@pytest.fixture(autouse=True)
def _one_shard(settings: Any, valkey: Any) -> None:
    settings.SHARDS = 1


def drain(*items: Item) -> None:
    stream.append(items, {}, "web1")
    tasks.drain(0)


def lesson(of: Participant, seed: int) -> list[Item]:
    """Turned to the screen and away, notes taught, the camera off, a gap; out of order by up to 4 s."""
    random = np.random.default_rng(seed)
    times = np.cumsum(random.uniform(0.2, 0.6, 150))
    times[times > 30] += 7
    arrivals = times[np.argsort(times + random.uniform(0, 4, len(times)), kind="stable")].tolist()
    return [_item(of, sequence, at) for sequence, at in enumerate(arrivals, 1)]


def _item(of: Participant, sequence: int, at: float) -> Item:
    if 42 < at < 48:
        return status(of, sequence, T0 + at)
    taught = "notes" if 12 < at < 16 else "nothing"
    yaw = 30.0 if 12 < at < 16 or 52 < at < 56 else 65.0 if 20 < at < 26 else 4 * float(np.sin(at))
    return landmarks(of, sequence, T0 + at, yaw=yaw, teaching=taught)


@pytest.fixture
def recorded(course: Course) -> Session:
    """Two people; one connects again in the middle, and something of hers comes far too late."""
    session = make.session(course, scoring=None)
    ada, grace = make.participant(session, "Ada"), make.participant(session, "Grace")
    adas, graces = lesson(ada, 1), lesson(grace, 2)
    for first in range(0, 150, 13):
        drain(*adas[first : first + 13], *graces[first : first + 13])
        if first == 65:
            drain(*adas[50:70])  # sent again after the connection was lost
            drain(landmarks(ada, 79, T0 + 3, yaw=70, previous=78))
            adas[78:] = [item._replace(sequence=item.sequence + 1, previous=item.previous + 1) for item in adas[78:]]
    Session.objects.update(status="closing", ended_at=make.at(80))
    tasks.finish_session(session.pk)
    tasks.drain(0)
    session.refresh_from_db()
    return session


@pytest.fixture
def short(course: Course) -> Session:
    session = make.session(course, scoring=None)
    ada = make.participant(session, "Ada")
    drain(landmarks(ada, 1, T0), landmarks(ada, 2, T0 + 1))
    session.refresh_from_db()
    return session


def history() -> list[list[tuple[Any, ...]]]:
    tables = (model.objects.order_by("participant", "started_at") for model in (Window, Segment))
    observations = Observation.objects.order_by("participant", "sequence")
    return [[row[1:] for row in table.values_list()] for table in tables] + [
        [row[1:] for row in observations.values_list()]
    ]


def rescore(session: Session, *options: Any) -> str:
    out = StringIO()
    call_command("rescore", str(session.pk), *options, stdout=out)
    return out.getvalue()


def stricter(folder: Path) -> Path:
    path = folder / "stricter.json"
    path.write_text(json.dumps({"buffer_s": 0.5, "counted": []}))
    return path


def test_the_recording_holds_what_makes_it_difficult(recorded: Session) -> None:
    assert Observation.objects.filter(late_at__isnull=False).count() == 1
    assert Observation.objects.count() == 301
    assert sum(Window.objects.values_list("late", flat=True)) == 1
    assert set(Segment.objects.values_list("state", flat=True)) >= {0, 2, 3, 5}


def test_the_session_s_own_scoring_makes_exactly_what_is_stored(recorded: Session) -> None:
    stored = history()
    rescore(recorded, "--save")
    assert history() == stored


def test_without_save_nothing_is_changed(recorded: Session, tmp_path: Path) -> None:
    stored = history()
    printed = rescore(recorded, "--scoring", str(stricter(tmp_path)))
    assert (history(), ScoringRow.objects.filter(version=1001).exists()) == (stored, False)
    assert "Ada" in printed
    assert f"scoring {Scoring().version} → 1001" in printed


def test_a_scoring_that_is_saved_replaces_the_history_and_can_be_taken_back(recorded: Session, tmp_path: Path) -> None:
    stored = history()
    away = sum(Window.objects.values_list("away_s", flat=True))
    assert "Saved as scoring 1001." in rescore(recorded, "--scoring", str(stricter(tmp_path)), "--save")
    recorded.refresh_from_db()
    assert recorded.scoring_id == 1001
    assert set(Window.objects.values_list("scoring_id", flat=True)) == {1001}
    assert set(Segment.objects.values_list("scoring_id", flat=True)) == {1001}
    assert sum(Window.objects.values_list("away_s", flat=True)) > away
    assert ScoringRow.objects.get(version=1001).parameters["buffer_s"] == 0.5
    rescore(recorded, "--scoring", str(Scoring().version), "--save")
    assert history() == stored


def test_the_same_parameters_are_the_same_version(recorded: Session, tmp_path: Path) -> None:
    for _ in range(2):
        rescore(recorded, "--scoring", str(stricter(tmp_path)), "--save")
    assert list(ScoringRow.objects.filter(version__gt=1000).values_list("version", flat=True)) == [1001]


def test_old_and_new_stand_side_by_side(recorded: Session, tmp_path: Path) -> None:
    (row,) = (line for line in rescore(recorded, "--scoring", str(stricter(tmp_path))).splitlines() if "Ada" in line)
    pairs = [
        tuple(float(number) for number in pair.split(" → "))
        for pair in (cell.strip() for cell in row.split("│"))
        if "→" in pair
    ]
    (attentive, attentive_now), (known, known_now), *_ = pairs
    assert attentive_now < attentive
    assert known_now == known
    shares = pairs[2:]
    assert sum(old for old, _ in shares) == pytest.approx(100, abs=0.4)
    assert sum(new for _, new in shares) == pytest.approx(100, abs=0.4)


def test_who_withdrew_is_left_alone(recorded: Session, tmp_path: Path) -> None:
    grace = Participant.objects.get(name="Grace")
    Participant.objects.filter(pk=grace.pk).update(withdrawn_at=make.at(90))
    assert "Grace" not in rescore(recorded, "--scoring", str(stricter(tmp_path)), "--save")
    assert set(Window.objects.filter(participant=grace).values_list("scoring_id", flat=True)) == {Scoring().version}


def test_a_session_that_is_half_forgotten_keeps_its_history(recorded: Session) -> None:
    Observation.objects.filter(participant__name="Grace").delete()
    stored = history()
    with pytest.raises(CommandError, match="Not all observations"):
        rescore(recorded, "--save")
    assert history() == stored


def test_a_session_that_goes_on_is_scored_but_not_saved(short: Session) -> None:
    assert "Ada" in rescore(short)
    with pytest.raises(CommandError, match="still going on"):
        rescore(short, "--save")


def test_a_session_is_found_by_its_join_code(short: Session) -> None:
    out = StringIO()
    call_command("rescore", short.code.lower(), stdout=out)
    assert "Ada" in out.getvalue()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "no JSON object"),
        ('{"bufer_s": 1}', "bufer_s"),
        ('{"buffer_s": -1}', "positive"),
    ],
)
def test_a_file_that_is_no_scoring_is_refused(short: Session, tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(text)
    with pytest.raises(CommandError, match=says):
        rescore(short, "--scoring", str(path))


def test_what_is_not_there_is_named(short: Session) -> None:
    with pytest.raises(CommandError, match="no scoring of version 77"):
        rescore(short, "--scoring", "77")
    with pytest.raises(CommandError, match="no session 999999"):
        call_command("rescore", "999999")
    Observation.objects.all().delete()
    with pytest.raises(CommandError, match="No observations"):
        rescore(short)
