"""What happens in sessions, as values: a session starts, somebody says something, the session ends.

An event names its session by a `SessionName`, small enough to stand on every line that a tail prints. Times are
aware UTC and the platform's own. A message's `index` is its place in its session's transcript, from 0.
"""

from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from personactl.session.session_statistics import Statistics

Role: TypeAlias = Literal["user", "persona"]


class SessionName(msgspec.Struct, frozen=True):
    """`persona` is the name in the session's own snapshot; `persona_id` is None for an ephemeral persona."""

    id: str
    persona: str | None
    persona_id: str | None
    label: str | None


class SessionStarted(msgspec.Struct, frozen=True):
    session: SessionName
    at: datetime


class Message(msgspec.Struct, frozen=True):
    """`at` is None where the platform gave no time; such a message still has its place by `index`."""

    session: SessionName
    at: datetime | None
    index: int
    role: Role
    text: str
    was_interrupted: bool
    speaking_s: float | None


class SessionEnded(msgspec.Struct, frozen=True):
    """`statistics` is None where the platform has no report (yet): see `personactl.session.tail`."""

    session: SessionName
    at: datetime
    exit_status: str | None
    duration_s: float | None
    statistics: Statistics | None


Event: TypeAlias = SessionStarted | Message | SessionEnded
