"""Match sessions by persona, state and start.

The platform's list has few filters, so that most conditions are checked here.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from personactl.api.sessions import Session


class PersonaMatcher(msgspec.Struct, frozen=True):
    """Matches the sessions of one persona. A session of an ephemeral persona has its name only.

    ids:   ids of the persona
    names: names of the persona in folded case
    """

    ids: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, text: str, *, ids: Iterable[str] = (), names: Iterable[str] = ()) -> "PersonaMatcher":
        """Return the matcher for `text`, which is an id or a name, and for other ids and names of the persona."""
        own_id = {text.lower()} if is_uuid(text) else set()
        return cls(frozenset(own_id | set(ids)), frozenset(name.casefold() for name in (text, *names)))

    def matches(self, session: Session) -> bool:
        name = persona_name(session)
        return session.persona_id in self.ids or (name is not None and name.casefold() in self.names)


class SessionMatcher(msgspec.Struct, frozen=True):
    """Matches sessions that meet every condition.

    persona: the persona of the session, or None for any
    live:    whether the session must be live
    since:   the earliest start, or None
    """

    persona: PersonaMatcher | None = None
    live: bool = False
    since: datetime | None = None

    def matches(self, session: Session) -> bool:
        if self.live and not session.is_live:
            return False
        if self.since is not None and started_before(session, self.since):
            return False
        return self.persona is None or self.persona.matches(session)


def persona_name(session: Session) -> str | None:
    """Return the name in the session's own copy of the persona's configuration, or None."""
    name = (session.persona_config or {}).get("name")
    return name if isinstance(name, str) and name else None


def started_at(session: Session) -> datetime | None:
    """Return the start of the session, or else the time at which it was created."""
    return session.start_time or session.created_at


def started_before(session: Session, time: datetime) -> bool:
    """Return whether the session is known to have started before `time`."""
    start = started_at(session)
    return start is not None and start < time


def ended_before(session: Session, time: datetime) -> bool:
    """Return whether the session ended before `time`."""
    return session.end_time is not None and session.end_time < time


def is_uuid(text: str) -> bool:
    """Return whether `text` is a UUID of any version and case, with dashes, as the platform writes it."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
