"""The settings of `personactl.yaml` as plain values.

`project_file` reads them. It is a separate module, because a run without such a file needs neither the parser nor the
tables of keys.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from personactl.state.profile_settings import ProfileSettings

PROJECT_FILE: Final = "personactl.yaml"

OnDrift: TypeAlias = Literal["leave", "ours", "refuse"]
"""What a push does about drift: it stays, the file overwrites it, or nothing is pushed."""
ON_DRIFT: Final[tuple[OnDrift, ...]] = ("leave", "ours", "refuse")


class LocatedText(NamedTuple):
    """A text from a settings file or the command line, and its place for error messages."""

    text: str
    where: str


class LintTable(NamedTuple):
    """The settings of `lint`. Rules are named by code, by the beginning of a code, or by name.

    select: the selected rules; None if the file does not say.
    ignore: the rules to leave out.
    per_file: pattern as in `.gitignore` → the rules that do not apply to matching files.
    severities: pairs of a rule and its severity.
    prompt_tokens, greeting_words: limits; None if the file does not say.
    """

    select: tuple[LocatedText, ...] | None = None
    ignore: tuple[LocatedText, ...] = ()
    per_file: Mapping[str, tuple[LocatedText, ...]] = {}
    severities: tuple[tuple[LocatedText, LocatedText], ...] = ()
    prompt_tokens: int | None = None
    greeting_words: int | None = None


class PushSettings(NamedTuple):
    """The settings of `push`; None if the file does not say.

    max_delete: the maximum number of resources that a push deletes.
    concurrency: the maximum number of concurrent requests.
    on_drift: one of `ON_DRIFT`.
    """

    max_delete: int | None = None
    concurrency: int | None = None
    on_drift: OnDrift | None = None


class ProjectSettings(NamedTuple):
    """All settings; each is None or empty if the file does not say. `personas` is relative to the file."""

    personas: Path | None = None
    profile: str | None = None
    profiles: Mapping[str, ProfileSettings] = {}
    push: PushSettings = PushSettings()
    lint: LintTable = LintTable()
