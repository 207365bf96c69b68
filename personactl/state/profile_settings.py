"""A profile: a name for "this API, with that key", and which names and settings it may have.

Two names are built in and cannot be given to a profile: `local`, the embedded engine, and `env`, the key and address in
`ANAM_API_KEY` and `ANAM_API_URL`. `profiles` stores them; this module stays apart because every run imports it.
"""

import re
from typing import Final, Literal, NamedTuple, TypeAlias

from personactl.errors import UsageError

LOCAL: Final = "local"
ENV: Final = "env"

Storage: TypeAlias = Literal["keyring", "file"]
"""Where a login put its key: the system's keyring, or a private file because the user asked for that."""

PROFILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class ProfileSettings(NamedTuple):
    """`api_url` as `normal_origin` makes it. `key_env` names the environment variable that may hold the key.
    `storage` is None where no login stored one."""

    name: str
    api_url: str
    key_env: str | None = None
    storage: Storage | None = None


def checked_name(name: str, where: str) -> str:
    """`name` if a profile may bear it. Raises `UsageError`."""
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
