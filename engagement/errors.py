"""Everything that can be wrong with what somebody asked of us.

    HeadwayError
    ├── Malformed                 it cannot be read, or a value is wrong (REST 400, close 4400, or reject)
    │   ├── MessageMalformed          message.malformed
    │   ├── MessageUnknown            message.unknown_type
    │   ├── ProtocolUnsupported       hello.wrong_protocol
    │   ├── PointSetUnknown           landmarks.unknown_point_set
    │   ├── LandmarksWrongShape       landmarks.wrong_shape
    │   ├── LandmarksNotFinite        landmarks.not_finite
    │   ├── LandmarksOutOfRange       landmarks.out_of_range
    │   ├── FrameWrongFormat          frame.wrong_format
    │   ├── FrameUnreadable           frame.unreadable
    │   ├── SequenceOutOfOrder        sequence.out_of_order
    │   ├── TimeImplausible           time.implausible
    │   └── FieldInvalid              field.invalid
    ├── NotSignedIn               login.required (REST 401)
    │   ├── LoginFailed               login.failed
    │   └── TokenInvalid              token.invalid (close 4401)
    │       └── TokenExpired          token.expired
    ├── NotAllowed                access.not_allowed (REST 403, close 4403)
    │   ├── ConsentMissing            consent.missing
    │   ├── ConsentWithdrawn          consent.withdrawn
    │   ├── ParticipantRemoved        participant.removed
    │   ├── PeopleHidden              policy.people_hidden
    │   └── FramesNotAllowed          policy.frames_not_allowed
    ├── NotFound                  access.not_found: absent and "not yours" look the same (REST 404)
    │   └── PersonalLinkUnknown       roster.unknown_key
    ├── Conflict                  it does not fit what is there (REST 409)
    │   ├── SessionClosed             session.closed (close 4404)
    │   ├── SessionNotOpen            session.not_open (close 4404)
    │   ├── SessionLocked             session.locked
    │   ├── SessionIsRecording        session.recording
    │   └── Replaced                  connection.replaced (close 4409)
    ├── HelloTimeout              hello.timeout (close 4408)
    ├── TooLarge                  message.too_large (REST 413, close 4413)
    ├── TooFast                   message.too_fast (REST 429, close 4429)
    │   └── CreditExceeded            credit.exceeded
    ├── JobFailed                 job.failed: why a background job could not be done
    ├── AnalysisFailed            analysis.failed (reject)
    └── Unavailable               server.unavailable (REST 503, close 1012)

The tree says what kind of mistake it is; `api` and `consumers.base` each map the branches to their wire.
Facts given to an error fill its sentence: `LandmarksWrongShape(expected=478, got=12)`.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class HeadwayError(Exception):
    code: str = "error"
    template: str | Promise = _("Something is wrong with this request.")

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

    @property
    def sentence(self) -> str:
        """What was wrong, what was expected and what to do, in the active language."""
        return str(self.template).format(**self.facts)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "sentence": self.sentence}


class Malformed(HeadwayError):
    code = "message.malformed"


class MessageMalformed(Malformed):
    template = _("The message could not be read: {what}.")


class MessageUnknown(Malformed):
    code = "message.unknown_type"
    template = _("There is no message of the type “{type}” here; expected one of {expected}.")


class ProtocolUnsupported(Malformed):
    code = "hello.wrong_protocol"
    template = _("This server speaks protocol {expected}, not {got}; update the client.")


class PointSetUnknown(Malformed):
    code = "landmarks.unknown_point_set"
    template = _("The point set “{got}” is unknown; expected one of {expected}.")


class LandmarksWrongShape(Malformed):
    code = "landmarks.wrong_shape"
    template = _("Expected {expected} bytes of points, got {got}; send every point of the agreed point set.")


class LandmarksNotFinite(Malformed):
    code = "landmarks.not_finite"
    template = _("A point is not a finite number; where no face was found, send the reason and no points.")


class LandmarksOutOfRange(Malformed):
    code = "landmarks.out_of_range"
    template = _("{field} is {got}; expected {expected}.")


class FrameWrongFormat(Malformed):
    code = "frame.wrong_format"
    template = _("The picture is in format {got}; send JPEG (1) or WebP (2).")


class FrameUnreadable(Malformed):
    code = "frame.unreadable"
    template = _("The picture could not be read; send a complete JPEG or WebP picture of at most 2560 x 1440 pixels.")


class SequenceOutOfOrder(Malformed):
    code = "sequence.out_of_order"
    template = _("Sequence {got} came after {previous}; number the messages 1, 2, 3 and so on.")


class TimeImplausible(Malformed):
    code = "time.implausible"
    template = _("captured_at is {got}; expected seconds since 1970 within {expected}.")


class FieldInvalid(Malformed):
    code = "field.invalid"
    template = _("{field}: {what}")


class NotSignedIn(HeadwayError):
    code = "login.required"
    template = _("Log in first.")


class LoginFailed(NotSignedIn):
    code = "login.failed"
    template = _("This e-mail address and password do not belong together; check both and try again.")


class TokenInvalid(NotSignedIn):
    code = "token.invalid"
    template = _("This join token is not valid; join again with the session's code.")


class TokenExpired(TokenInvalid):
    code = "token.expired"
    template = _("This join token has expired; join again with the session's code.")


class NotAllowed(HeadwayError):
    code = "access.not_allowed"
    template = _("You may not do this.")


class ConsentMissing(NotAllowed):
    code = "consent.missing"
    template = _("Nothing is measured without your consent; agree first.")


class ConsentWithdrawn(NotAllowed):
    code = "consent.withdrawn"
    template = _("Consent was withdrawn, so nothing is measured any more.")


class ParticipantRemoved(NotAllowed):
    code = "participant.removed"
    template = _("You are no longer a participant of this session.")


class PeopleHidden(NotAllowed):
    code = "policy.people_hidden"
    template = _("This course shows the class only: nobody, not even its host, sees single people.")


class FramesNotAllowed(NotAllowed):
    code = "policy.frames_not_allowed"
    template = _("This course takes landmarks only, no pictures; compute landmarks in the client.")


class NotFound(HeadwayError):
    code = "access.not_found"
    template = _("There is nothing here for you; check the address or the code.")


class PersonalLinkUnknown(NotFound):
    code = "roster.unknown_key"
    template = _("This personal link is not valid any more. Ask the host for a new one, or join without it.")


class Conflict(HeadwayError):
    code = "conflict"
    template = _("This does not fit what is there: {what}.")


class SessionClosed(Conflict):
    code = "session.closed"
    template = _("The session is closed; nothing more can be added.")


class SessionNotOpen(Conflict):
    code = "session.not_open"
    template = _("The session is not open yet; ask the host to open it.")


class SessionLocked(Conflict):
    code = "session.locked"
    template = _("The host has locked this session: nobody new can join now. Ask them to unlock it, then try again.")


class SessionIsRecording(Conflict):
    code = "session.recording"
    template = _("This session is made from a recording; it is imported by the host, and nobody joins it by browser.")


class Replaced(Conflict):
    code = "connection.replaced"
    template = _("A newer connection of the same participant took over.")


class HelloTimeout(HeadwayError):
    code = "hello.timeout"
    template = _("No hello came within {seconds} seconds; send it first after connecting.")


class TooLarge(HeadwayError):
    code = "message.too_large"
    template = _("The message has {got} bytes; at most {limit} are allowed.")


class TooFast(HeadwayError):
    code = "message.too_fast"
    template = _("More than {limit} messages a second; keep to the rate the server asked for.")


class CreditExceeded(TooFast):
    code = "credit.exceeded"
    template = _("More than {limit} messages wait for their acknowledgement; wait for acks before sending on.")


class AnalysisFailed(HeadwayError):
    code = "analysis.failed"
    template = _("This could not be measured; it is left out, and the rest goes on.")


class JobFailed(HeadwayError):
    code = "job.failed"
    template = "{sentence}"


class Unavailable(HeadwayError):
    code = "server.unavailable"
    template = _("The server is restarting or cannot store anything now; try again in a few seconds.")
