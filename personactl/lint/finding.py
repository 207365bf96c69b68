"""One thing that a rule has to say about one place in one file."""

from enum import StrEnum
from pathlib import Path

import msgspec

from personactl.document.node import Span
from personactl.lint.rule_finding import Fix


class Severity(StrEnum):
    """How bad a finding is. An error or a warning fails a run, an info never does."""

    error = "error"
    warning = "warning"
    info = "info"


class Finding(msgspec.Struct, frozen=True, array_like=True):
    """`source` is the whole line of the file in which `span` starts, without its end; empty where there is none.

    Message, hint and source may quote the file, control characters included: a report makes them printable.
    """

    path: Path
    span: Span
    code: str
    severity: Severity
    message: str
    hint: str
    source: str
    fix: Fix | None = None
