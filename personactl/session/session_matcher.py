"""Match sessions by persona, state and start.

The platform's list has few filters, so that most conditions are checked here.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from personactl.api.sessions import Session


class PersonaMatcher(msgspec.Struct, frozen=True):
    """Matches the sessions of some personas. A session of an ephemeral persona has its name only.

    ids:      ids of the personas
    names:    names of the personas in folded case
    any_id:   whether a name also matches the sessions of stored personas that are not in `ids`
    """

    ids: frozenset[str]
    names: frozenset[str]
    any_id: bool = False

    @classmethod
    def of_project(cls, ids: Iterable[str], names: Iterable[str]) -> "PersonaMatcher":
        """Return the matcher for personas of a project. Another persona of the same name is not one of them."""
        return cls(frozenset(ids), frozenset(name.casefold() for name in names))

    @classmethod
    def of_platform(cls, text: str) -> "PersonaMatcher":
        """Return the matcher for an id, or for all personas of a name."""
        if is_uuid(text):
            return cls(frozenset({text.lower()}), frozenset())
        return cls(frozenset(), frozenset({text.casefold()}), any_id=True)

    def matches(self, session: Session) -> bool:
        if session.persona_id in self.ids:
            return True
        name = persona_name(session)
        by_name = self.any_id or session.persona_id is None
        return by_name and name is not None and name.casefold() in self.names


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
