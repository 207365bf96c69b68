"""Events of sessions: a session starts, the user or the persona says something, the session ends.

Times are the platform's own, as aware UTC datetimes.
"""

from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from personactl.session.session_statistics import Statistics

Role: TypeAlias = Literal["user", "persona"]


class SessionName(msgspec.Struct, frozen=True):
    """Identifies the session of an event, in a form that fits on a line.

    id:         the id of the session
    persona:    the name of the persona in the session's own copy of its configuration, or None
    persona_id: the id of the persona, or None if it is ephemeral
    label:      the label of the client, or None
    """

    id: str
    persona: str | None
    persona_id: str | None
    label: str | None


class SessionStarted(msgspec.Struct, frozen=True):
    """The start of a session."""

    session: SessionName
    at: datetime


class Message(msgspec.Struct, frozen=True):
    """A message in the transcript of a session.

    at:              its time, or None if the platform gave none
    index:           its index in the transcript, from 0
    role:            who said it
    text:            what was said
    was_interrupted: whether the user interrupted it
    speaking_s:      how long the persona spoke, or None
    """

    session: SessionName
    at: datetime | None
    index: int
    role: Role
    text: str
    was_interrupted: bool
    speaking_s: float | None


class SessionEnded(msgspec.Struct, frozen=True):
    """The end of a session.

    exit_status: the platform's word for how it ended, or None
    duration_s:  how long it took, or None
    statistics:  the numbers of its report, or None if the platform has no report yet
    """

    session: SessionName
    at: datetime
    exit_status: str | None
    duration_s: float | None
    statistics: Statistics | None


Event: TypeAlias = SessionStarted | Message | SessionEnded
