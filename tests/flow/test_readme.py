"""The client example of the README does what it says."""

import re
from pathlib import Path
from typing import Any

import pytest
from channels.db import database_sync_to_async

from engagement import access
from engagement.models import Observation, Participant
from tests.engagement.items import head

pytestmark = pytest.mark.django_db(transaction=True)

README = Path(__file__).parents[2] / "README.md"


async def test_the_client_example_stores_what_it_sends(url: str, participant: Participant) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    token = await database_sync_to_async(access.join_token)(participant)
    assert await names["send"](url, token, [head(-20.0), head(20.0)])
    rows = await database_sync_to_async(list)(Observation.objects.filter(participant=participant).order_by("sequence"))
    assert [row.yaw_deg < 0 for row in rows] == [True, False]
