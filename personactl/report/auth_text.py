"""Profiles and the choice among them, as tables for people. A key is only ever shown as its fingerprint."""

from collections.abc import Iterable, Sequence

from personactl.report.text.printable import one_line
from personactl.state.keys import fingerprint
from personactl.state.profile_settings import LOCAL, ProfileSettings
from personactl.state.target import Source, Target

SOURCE_COLUMNS = ("SOURCE", "SAYS", "RESULT", "WHY")
PROFILE_COLUMNS = ("PROFILE", "CURRENT", "API", "KEY", "DEFINED IN")

Row = Sequence[str | None]


def source_rows(sources: Iterable[Source]) -> list[Row]:
    """Most explicit first, as they come."""
    return [(source.place, _foreign(source.says), source.verdict.value, _foreign(source.why)) for source in sources]


def target_lines(target: Target) -> list[str]:
    """The outcome: where a command would go now, and with which key."""
    if target.key is None:
        return [f"target  {target.name}", "API     the embedded engine, in this process", "key     none needed"]
    return [
        f"target  {target.name}",
        f"API     {target.origin}",
        f"key     {fingerprint(target.key)}, from {target.key_source}",
    ]


def profile_rows(profiles: Iterable[ProfileSettings], *, current: str | None, in_project: frozenset[str]) -> list[Row]:
    """The named profiles as they come, then the built-in one. `in_project` are those that the project defines."""
    named: list[Row] = [
        (
            profile.name,
            _mark(profile.name == current),
            profile.api_url,
            key_place(profile),
            "project" if profile.name in in_project else "user",
        )
        for profile in profiles
    ]
    return [*named, (LOCAL, _mark(current == LOCAL), "embedded engine", None, "built in")]


def key_place(profile: ProfileSettings) -> str | None:
    """Where the profile's key is to be found, by what is on record: nothing is looked up."""
    places = [f"${profile.key_env}"] if profile.key_env else []
    match profile.storage:
        case "keyring":
            places.append("keyring")
        case "file":
            places.append("private file")
        case None:
            pass
    return ", ".join(places) or None


def _foreign(text: str | None) -> str | None:
    """A profile's name may come straight from a command line or a variable."""
    return None if text is None else one_line(text)


def _mark(yes: bool) -> str:
    return "yes" if yes else ""
