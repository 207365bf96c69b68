"""GitHub's workflow commands: lines in a job's log that become annotations.

What follows `::` and what stands in a property is escaped as GitHub's toolkit does it, so that no text of a file can
end the command or begin another.
"""

from collections.abc import Mapping
from typing import Final, Literal

_IN_MESSAGES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def command(name: Literal["error", "warning", "notice"], properties: Mapping[str, str], message: str) -> str:
    written = ",".join(f"{key}={value.translate(_IN_PROPERTIES)}" for key, value in properties.items())
    return f"::{name} {written}::{message.translate(_IN_MESSAGES)}"
