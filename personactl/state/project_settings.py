"""What `personactl.yaml` says, as plain values.

Reading it is for `project_file`, which takes a parser and the tables of its keys along: a run in a project without such
a file has no use for either.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from personactl.state.profile_settings import ProfileSettings

PROJECT_FILE: Final = "personactl.yaml"


class Word(NamedTuple):
    """A piece of text from a settings file or the command line, and where a complaint about it would point."""

    text: str
    where: str


class LintTable(NamedTuple):
    """Rules are named by code, by the beginning of a code, or by name. `select` is None where the file is silent.

    `per_file` has, by a pattern as in `.gitignore`, the rules that are not applied to files that match;
    `severities` pairs a rule with its level. The other two are limits, None where the file is silent.
    """

    select: tuple[Word, ...] | None = None
    ignore: tuple[Word, ...] = ()
    per_file: Mapping[str, tuple[Word, ...]] = {}
    severities: tuple[tuple[Word, Word], ...] = ()
    prompt_tokens: int | None = None
    greeting_words: int | None = None


class PushSettings(NamedTuple):
    """`max_delete` is how many resources a push deletes at most, `concurrency` how many requests are under way at once;
    None where the file is silent."""

    max_delete: int | None = None
    concurrency: int | None = None


class ProjectSettings(NamedTuple):
    """`personas` is a path relative to the file, inside the project; each is None or empty where the file is silent."""

    personas: Path | None = None
    profile: str | None = None
    profiles: Mapping[str, ProfileSettings] = {}
    push: PushSettings = PushSettings()
    lint: LintTable = LintTable()
