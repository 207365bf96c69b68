"""What the environment trusts: PERSONACTL_TRUST_ORIGINS and PERSONACTL_TRUST_VARIABLES.

Both hold entries that are separated by commas or white space: addresses, and `NAME=ADDRESS`. They are for CI, where
nobody logs in. An entry that cannot be read is an error, because leaving it out would be found late; no error quotes an
address, which may hold a password.
"""

from collections.abc import Mapping
from typing import Final

from personactl.errors import UsageError
from personactl.origin import checked_origin, origin_of_url
from personactl.persona.schema.secret_reference import VARIABLE

ORIGINS_VARIABLE: Final = "PERSONACTL_TRUST_ORIGINS"
VARIABLES_VARIABLE: Final = "PERSONACTL_TRUST_VARIABLES"


def trusted_origins(env: Mapping[str, str]) -> frozenset[str]:
    """Return the addresses to which API keys may go. Raises `UsageError` for an entry that is not one."""
    return frozenset(
        _origin(entry, number) for number, entry in enumerate(_entries(env.get(ORIGINS_VARIABLE, "")), start=1)
    )


def trusted_variables(env: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Return pairs of a variable and an address to which its value may go. Raises `UsageError`."""
    return frozenset(
        _pair(entry, number) for number, entry in enumerate(_entries(env.get(VARIABLES_VARIABLE, "")), start=1)
    )


def _entries(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _origin(entry: str, number: int) -> str:
    if "*" in entry:
        raise UsageError(
            f"entry {number} of {ORIGINS_VARIABLE} has a wildcard",
            where=ORIGINS_VARIABLE,
            hint="name each address whole, such as https://anam.example.com",
        )
    try:
        return checked_origin(entry)
    except UsageError as error:
        raise UsageError(
            f"entry {number} of {ORIGINS_VARIABLE} is not an address that a key may go to: {error.message}",
            where=ORIGINS_VARIABLE,
            hint="write addresses such as https://anam.example.com, separated by commas",
        ) from error


def _pair(entry: str, number: int) -> tuple[str, str]:
    name, _, address = entry.partition("=")
    origin = origin_of_url(address) or origin_of_url(f"https://{address}") if address else None
    if origin is None or not VARIABLE.fullmatch(name):
        raise UsageError(
            f"entry {number} of {VARIABLES_VARIABLE} is not a variable and the address that it may go to",
            where=VARIABLES_VARIABLE,
            hint="write entries such as OPENAI_API_KEY=https://api.openai.com, separated by commas",
        )
    return name, origin
