"""Which sessions somebody wants to see. The platform's list filters by little, so most of it is decided here."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from personactl.api.sessions import Session
from personactl.errors import UsageError

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGE = re.compile(r"(\d{1,9})([smhdw])")


class PersonaChoice(msgspec.Struct, frozen=True):
    """A persona by what its sessions can be known by: a stored one by id, an ephemeral one only by its name.

    `names` are compared without regard to case.
    """

    ids: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, text: str, *, ids: Iterable[str] = (), names: Iterable[str] = ()) -> "PersonaChoice":
        """What `text` (an id or a name) may mean, and `ids` and `names` that are known to belong to it."""
        own_id = {text.lower()} if is_uuid(text) else set()
        return cls(frozenset(own_id | set(ids)), frozenset(name.casefold() for name in (text, *names)))

    def matches(self, session: Session) -> bool:
        name = persona_name(session)
        return session.persona_id in self.ids or (name is not None and name.casefold() in self.names)


class Selection(msgspec.Struct, frozen=True):
    """Every condition that is given must hold. `since` looks at a session's start."""

    persona: PersonaChoice | None = None
    live: bool = False
    since: datetime | None = None

    def matches(self, session: Session) -> bool:
        if self.live and not session.is_live:
            return False
        if self.since is not None and started_before(session, self.since):
            return False
        return self.persona is None or self.persona.matches(session)


def persona_name(session: Session) -> str | None:
    """The name in the session's own snapshot of the persona's configuration."""
    name = (session.persona_config or {}).get("name")
    return name if isinstance(name, str) and name else None


def started_at(session: Session) -> datetime | None:
    return session.start_time or session.created_at


def started_before(session: Session, time: datetime) -> bool:
    start = started_at(session)
    return start is not None and start < time


def ended_before(session: Session, time: datetime) -> bool:
    return session.end_time is not None and session.end_time < time


def is_uuid(text: str) -> bool:
    """Any version and either case, but with its dashes, as the platform writes it."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def since(text: str, now: datetime) -> datetime:
    """`15m`, `2h`, `3d` ago, or an ISO date or time (UTC where it names no zone). Raises `UsageError`."""
    if age := _AGE.fullmatch(text.strip()):
        try:
            return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
        except OverflowError:
            return datetime.min.replace(tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(
            f"{text!r} is neither an age nor a time",
            where="--since",
            hint="write 90s, 15m, 2h, 3d or 1w, or a time such as 2026-11-22T14:00",
        ) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
