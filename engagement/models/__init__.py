from engagement.models.calibration import Calibration
from engagement.models.checkpoint import Checkpoint
from engagement.models.course import Course
from engagement.models.marker import Marker
from engagement.models.observation import Observation
from engagement.models.participant import Participant
from engagement.models.policy import Policy
from engagement.models.scoring import Scoring
from engagement.models.segment import Segment
from engagement.models.session import Session
from engagement.models.shard_state import ShardState
from engagement.models.user import User
from engagement.models.window import Window

__all__ = [
    "Calibration",
    "Checkpoint",
    "Course",
    "Marker",
    "Observation",
    "Participant",
    "Policy",
    "Scoring",
    "Segment",
    "Session",
    "ShardState",
    "User",
    "Window",
]
