"""What a self-test yields: from the marks of the messages to a row, and to sentences for the person and the host."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement import access, tasks
from engagement.models import Calibration, Participant, Session
from engagement.pipeline import stream
from engagement.pipeline.items import Item
from engagement.services import calibration, participants
from tests.engagement import make
from tests.engagement.items import landmarks

pytestmark = pytest.mark.django_db(transaction=True)

T0 = make.START.timestamp()
LOOKS = ("screen", "notes", "screen", "notes", "screen")
YAW = {"screen": (2.0, 3.0, 4.0), "notes": (50.0, 54.0)}


@pytest.fixture(autouse=True)
def _one_shard(settings: Any, valkey: Any) -> None:
    settings.SHARDS = 1


def drain(*items: Item) -> None:
    stream.append(items, {}, "web1")
    tasks.drain(0)


def self_test(of: Participant, looks: tuple[str, ...] = LOOKS) -> list[Item]:
    """Each look lasts four seconds, with one between in which nothing is marked."""
    items: list[Item] = []
    seen = dict.fromkeys(YAW, 0)
    for number, zone in enumerate(looks):
        yaw = YAW[zone][seen[zone]]
        seen[zone] += 1
        for tick in range(25):
            mark = zone if tick < 20 else "nothing"
            at = T0 + 5 * number + 0.2 * tick
            items.append(landmarks(of, len(items) + 1, at, yaw=yaw, teaching=mark))
    return items


@pytest.fixture
def tested(participant: Participant) -> Participant:
    drain(*self_test(participant))
    return participant


def get(client: Client, token: str | None) -> Any:
    return client.get("/api/calibration", headers={"Authorization": f"Bearer {token}"} if token else {})


def test_a_self_test_is_described_in_a_row(tested: Participant) -> None:
    described = Calibration.objects.get(participant=tested).described
    assert [(zone["zone"], zone["visits"]) for zone in described["zones"]] == [("screen", 3), ("notes", 2)]
    assert [zone["yaw_deg"] for zone in described["zones"]] == [pytest.approx(3, abs=1), pytest.approx(52, abs=1.5)]
    # Two looks at the notes differed by 4 degrees: one standard deviation of a look is that over the root of two.
    assert described["zones"][1]["repeatability_deg"]["yaw"] == pytest.approx(4 / 2**0.5, abs=0.3)
    assert described["pairs"][0]["separation"] > 3


def test_who_taught_nothing_has_none(participant: Participant) -> None:
    drain(*(landmarks(participant, n, T0 + n / 5) for n in range(1, 20)))
    assert not Calibration.objects.exists()


def test_it_is_not_written_on_every_tick(participant: Participant) -> None:
    items = self_test(participant)
    with CaptureQueriesContext(connection) as queries:
        for first in range(0, len(items), 5):
            drain(*items[first : first + 5])
    written = [query for query in queries if query["sql"].startswith('INSERT INTO "engagement_calibration"')]
    assert len(LOOKS) <= len(written) <= 3 * len(LOOKS)


def test_in_batches_it_ends_as_in_one(tested: Participant) -> None:
    other = make.participant(tested.session, "Grace")
    items = self_test(other)
    for first in range(0, len(items), 7):
        drain(*items[first : first + 7])
    one, same = (Calibration.objects.get(participant=person).described for person in (tested, other))
    assert one["pairs"] == same["pairs"]
    assert one["repeatability_deg"] == same["repeatability_deg"]


def test_the_participant_reads_their_own(tested: Participant, anonymous: Client) -> None:
    answer = get(anonymous, access.join_token(tested))
    assert answer.status_code == 200
    first, *others = answer.json()["sentences"]
    assert first.startswith("This camera tells your screen and your notes apart surely (of 100 looks ")
    assert any(one.startswith("Two looks at your notes differed by ") for one in others)
    assert any("count as unsure by at least" in sentence for sentence in others)


def test_before_the_test_there_is_nothing_to_read(participant: Participant, anonymous: Client) -> None:
    answer = get(anonymous, access.join_token(participant))
    assert (answer.status_code, answer.json()) == (200, None)


def test_nobody_reads_that_of_another_one(tested: Participant, anonymous: Client) -> None:
    other = make.participant(tested.session, "Grace")
    assert get(anonymous, access.join_token(other)).json() is None


@pytest.mark.parametrize("token", [None, "", "nonsense", "WzEsMV0:1vZ0aB:c2lnbmF0dXJl"])
def test_without_a_token_of_ours_nothing_is_read(tested: Participant, anonymous: Client, token: str | None) -> None:
    answer = get(anonymous, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "token.invalid")


def test_a_login_does_not_replace_the_token(tested: Participant, as_owner: Client, as_stranger: Client) -> None:
    assert [get(client, None).status_code for client in (as_owner, as_stranger)] == [401, 401]


def test_the_host_reads_it_where_a_number_is_explained(tested: Participant, as_owner: Client) -> None:
    query: dict[str, Any] = {"participant": tested.pk, "from": T0, "to": T0 + 20}
    answer = as_owner.get(f"/api/sessions/{tested.session_id}/explain", query).json()
    assert answer["calibration"]["sentences"] == calibration.of(tested)["sentences"]  # type: ignore[index]
    assert answer["teaching"] > 50


def test_a_stranger_does_not(tested: Participant, as_stranger: Client) -> None:
    query: dict[str, Any] = {"participant": tested.pk, "from": T0, "to": T0 + 20}
    assert as_stranger.get(f"/api/sessions/{tested.session_id}/explain", query).status_code == 404


def test_who_was_taken_out_reads_nothing_any_more(tested: Participant, anonymous: Client, as_owner: Client) -> None:
    token = access.join_token(tested)
    participants.remove(tested)
    assert get(anonymous, token).status_code == 403
    query: dict[str, Any] = {"participant": tested.pk, "from": T0, "to": T0 + 20}
    assert as_owner.get(f"/api/sessions/{tested.session_id}/explain", query).status_code == 404


def test_of_who_withdrew_nothing_is_written(participant: Participant) -> None:
    items = self_test(participant)
    drain(*items[:10])
    Participant.objects.update(withdrawn_at=make.at(3))
    drain(*items[10:])
    assert not Calibration.objects.exists()


def test_it_goes_with_the_participant_and_with_the_session(tested: Participant, session: Session) -> None:
    other = make.participant(session, "Grace")
    Calibration.objects.create(participant=other, described={})
    tested.delete()
    assert Calibration.objects.get().participant == other
    session.delete()
    assert not Calibration.objects.exists()


def pair(confused: float) -> dict[str, Any]:
    return {
        "zones": [],
        "pairs": [{"zones": ["screen", "second_screen"], "confused": confused}],
        "repeatability_deg": None,
    }


@pytest.mark.parametrize(
    ("confused", "says"),
    [
        (
            0.002,
            "tells your screen and your second screen apart surely (of 100 looks fewer than one would be mistaken).",
        ),
        (0.05, "tells your screen and your second screen apart surely (of 100 looks about 5 would be mistaken)."),
        (0.1, "tells your screen and your second screen apart only roughly (of 100 looks about 10 would be mistaken)."),
        (0.4, "does not tell your screen and your second screen apart (of 100 looks about 40 would be mistaken)."),
    ],
)
def test_how_surely_zones_are_told_apart_is_said_in_plain_words(confused: float, says: str) -> None:
    assert calibration.sentences(pair(confused)) == [f"This camera {says}"]


def test_looks_that_repeat_as_well_as_can_be_told_are_not_told_in_tenths() -> None:
    still = {"yaw": 0.1, "pitch": 0.2}
    zone = {"zone": "screen", "visits": 2, "repeatability_deg": still}
    described = {"pairs": [], "zones": [zone], "repeatability_deg": still}
    assert calibration.sentences(described) == ["Looks at your screen repeated within half a degree."]
