"""Benchmarks: that they measure at all, with numbers too small to mean anything."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from engagement.management.bench import filling, frames, pages, soak
from engagement.management.bench.frames import TRACKED, UNTRACKED, Way
from engagement.models import Marker, Observation, Participant, Segment, Session, User, Window

SMALL = filling.Size(sessions=3, people=2, seconds=120, hz=2.0)


def test_frames_time_every_stage_from_jpeg_to_observation() -> None:
    ways = [Way(468, TRACKED, 1), Way(478, UNTRACKED, 2)]
    figures = frames.measure(None, None, 1, ways)
    followed, found = figures["rows"]
    assert [row["points"] for row in (followed, found)] == [468, 478]
    assert followed["detect_ms"] == 0 < found["detect_ms"]
    for row in (followed, found):
        assert all(row[f"{stage}_ms"] > 0 for stage in ("decode", "mesh", "pose", "all"))
        assert row["frames_per_s"] == pytest.approx(1000 / row["all_ms"])
        assert row["ratio"] is None  # there is no peer


def test_frames_say_where_there_are_no_pictures(tmp_path) -> None:
    with pytest.raises(ValueError, match="there are no pictures in"):
        frames.measure(None, tmp_path, 1)


@pytest.mark.django_db(transaction=True)
def test_the_long_history_is_as_large_as_was_asked() -> None:
    session = filling.fill(User.objects.create_superuser("host@example.org"), SMALL)
    assert Session.objects.count() == 3
    assert Participant.objects.count() == 3 * 2
    assert Window.objects.count() == 3 * 2 * 12
    assert Segment.objects.count() == 3 * 2 * 3  # a new one every 36 s
    assert Marker.objects.count() == 3 * 10
    assert Observation.objects.filter(participant__session=session).count() == 2 * 120 * 2
    assert session.status == Session.Status.OPEN
    assert Observation.objects.filter(participant__session=session).latest("sequence").sequence == 240


@pytest.mark.django_db(transaction=True)
def test_every_request_of_the_pages_is_answered_and_its_queries_are_counted(valkey) -> None:
    host = User.objects.create_superuser("host@example.org")
    asks = pages.asks(filling.fill(host, SMALL))
    queries = {(ask.page, ask.name): len(pages.watch(ask, host).seconds) for ask in asks}
    assert queries["any", "GET /login"] == 0
    assert queries["any", "GET /healthz"] == 1
    assert queries["any", "GET /api/me"] == 2  # the login's session and its user
    assert all(count <= 12 for count in queries.values()), queries


@pytest.mark.django_db
def test_a_table_that_is_read_from_end_to_end_is_seen() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE long AS SELECT id, id AS other FROM generate_series(1, 5000) AS id")
        cursor.execute("CREATE INDEX ON long (id)")
        cursor.execute("ANALYZE long")
    watched = pages.Watched()
    with connection.execute_wrapper(pages.explaining(watched)), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM long WHERE id = %s", [7])
        assert watched.scanned == set()
        cursor.execute("SELECT * FROM long WHERE other = %s", [7])
        assert cursor.fetchall() == [(7, 7)]
    assert watched.scanned == {"long"}


def test_memory_strays_from_its_median_after_the_warm_up() -> None:
    assert soak.stray([50, 100, 100, 104]) == pytest.approx(0.04)
    assert soak.stray([100, 100, 90, 100, 100, 100, 100, 100]) == pytest.approx(0.1)
    assert soak.stray([100]) is None


def test_ingest_carries_landmarks_and_pictures_to_the_database(tmp_path) -> None:
    words = ["--participants", "2", "--frames", "1", "--seconds", "2", "--json", str(tmp_path / "figures.json")]
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "ingest", *words]
    subprocess.run(command, check=True, capture_output=True)
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["offered"] == figures["acknowledged"] == 2 * 2 * 5 + 2 * 2
    assert figures["frames"]["offered"] == figures["frames"]["acknowledged"] == 2 * 2
    assert figures["stored"] == figures["offered"] - figures["frames"]["superseded"]
    assert figures["machine"]["cores"] >= 1
