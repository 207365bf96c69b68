"""A profile: a name for an API address and its key, and the rules for names and settings of profiles.

Two names are built in and not allowed for profiles: `local`, the embedded engine, and `env`, the key and address in
`ANAM_API_KEY` and `ANAM_API_URL`. This module is separate from `profiles`, which stores them, because every run imports
it.
"""

from typing import Final, Literal, NamedTuple, TypeAlias

from personactl.errors import UsageError
from personactl.pattern import Pattern

LOCAL: Final = "local"
ENV: Final = "env"

Storage: TypeAlias = Literal["keyring", "file"]
"""Where a login stored its key: in the system's keyring, or in a private file if the user chose that."""

PROFILE_NAME: Final = Pattern(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


KEY_VARIABLE_NAME: Final = Pattern(r"(?:ANAM|PERSONACTL)_[A-Za-z0-9_]+")
"""The environment variables that a file of a repository may name. Whatever else the environment holds is not its."""


class ProfileSettings(NamedTuple):
    """One profile.

    api_url: an origin as `normal_origin` returns it.
    key_env: the environment variable that may contain the key.
    storage: where a login stored the key; None without a login.
    place: where the project's file names the address, as `file:line:column`; None if it does not name one.
    """

    name: str
    api_url: str
    key_env: str | None = None
    storage: Storage | None = None
    place: str | None = None


def checked_name(name: str, where: str) -> str:
    """Return `name` if a profile may have it. Raises `UsageError`."""
    if name in {LOCAL, ENV}:
        raise UsageError(
            f"{name!r} is built in and needs no profile",
            where=where,
            hint="choose another name",
        )
    if not PROFILE_NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is not a profile name",
            where=where,
            hint="use up to 64 letters, digits, '.', '_' and '-', beginning with a letter or digit",
        )
    return name
