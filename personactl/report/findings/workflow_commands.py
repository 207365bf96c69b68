"""GitHub's workflow commands: lines in the log of a job that become annotations.

Messages and properties are escaped as GitHub's toolkit does it, so that no text of a file can end the command or begin
another one.
"""

from collections.abc import Mapping
from typing import Final, Literal

from personactl.report.text.printable import without_inner_commands

_OTHER_LINE_ENDS: Final = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""They end no line for GitHub, but for programs that read its logs."""
_ESCAPES: Final = {one: one.encode("unicode_escape").decode("ascii") for one in _OTHER_LINE_ENDS}
_IN_MESSAGES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", **_ESCAPES})
_IN_PROPERTIES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C", **_ESCAPES})


def workflow_command(name: Literal["error", "warning", "notice"], properties: Mapping[str, str], message: str) -> str:
    """Return the command as one line without its end."""
    escaped = ",".join(f"{key}={value.translate(_IN_PROPERTIES)}" for key, value in properties.items())
    return without_inner_commands(f"::{name} {escaped}::{message.translate(_IN_MESSAGES)}")
