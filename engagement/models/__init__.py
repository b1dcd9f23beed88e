from engagement.models.annotation import Annotation
from engagement.models.break_ import Break
from engagement.models.calibration import Calibration
from engagement.models.checkpoint import Checkpoint
from engagement.models.course import Course
from engagement.models.job import Job
from engagement.models.marker import Marker
from engagement.models.merged import Merged
from engagement.models.observation import Observation
from engagement.models.participant import Participant
from engagement.models.policy import Policy
from engagement.models.rescoring import Rescoring
from engagement.models.roster_entry import RosterEntry
from engagement.models.scoring import Scoring
from engagement.models.segment import Segment
from engagement.models.session import Session
from engagement.models.shard_state import ShardState
from engagement.models.signal import Signal
from engagement.models.user import User
from engagement.models.window import Window

__all__ = [
    "Annotation",
    "Break",
    "Calibration",
    "Checkpoint",
    "Course",
    "Job",
    "Marker",
    "Merged",
    "Observation",
    "Participant",
    "Policy",
    "Rescoring",
    "RosterEntry",
    "Scoring",
    "Segment",
    "Session",
    "ShardState",
    "Signal",
    "User",
    "Window",
]
