"""The naive design's worker: `celery -A engagement.management.bench.naive worker`. One job measures one message."""

import base64
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engagement.settings")

import django
from celery import Celery

django.setup()

import numpy as np  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from analysis import engine  # noqa: E402
from analysis.landmarks import to_compact  # noqa: E402
from analysis.types import LandmarkBatch  # noqa: E402
from engagement.messages import Landmarks, parse_binary  # noqa: E402

# Not the current one: to import this must not lead the product's jobs here.
app = Celery("bench-naive", broker=settings.CELERY_BROKER_URL, set_as_current=False)
app.conf.task_default_queue = "bench-naive"
app.conf.task_ignore_result = True
TABLE = "bench_naive"
INSERT = f"INSERT INTO {TABLE} VALUES (%s, %s, %s, %s, %s)"  # noqa: S608 (a constant)


@app.task
def measure(message: str) -> None:
    landmarks = parse_binary(base64.b64decode(message))
    assert isinstance(landmarks, Landmarks)
    face = landmarks.face
    assert face
    batch = LandmarkBatch(
        points=to_compact(face.pixels()[None], face.point_set),
        confidence=np.array([landmarks.confidence]),
        width=np.array([landmarks.width]),
        height=np.array([landmarks.height]),
        fov_deg=np.array([47.0]),
        mirrored=np.array([False]),
        sharpness=np.array([0.7]),
        exposure=np.array([0.5]),
        faces=np.array([1]),
    )
    (measured,) = engine.measure(batch)
    with connection.cursor() as cursor:
        angles = [float(measured[name]) for name in ("yaw_deg", "pitch_deg", "roll_deg")]
        cursor.execute(INSERT, [landmarks.sequence, landmarks.captured_at, *angles])
