"""GitHub's workflow commands: lines in the log of a job that become annotations.

Messages and properties are escaped as GitHub's toolkit does it, so that no text of a file can end the command or begin
another one.
"""

from collections.abc import Mapping
from typing import Final, Literal

_IN_MESSAGES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def workflow_command(name: Literal["error", "warning", "notice"], properties: Mapping[str, str], message: str) -> str:
    """Return the command as one line without its end."""
    escaped = ",".join(f"{key}={value.translate(_IN_PROPERTIES)}" for key, value in properties.items())
    return f"::{name} {escaped}::{message.translate(_IN_MESSAGES)}"
