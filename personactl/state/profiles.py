"""A user's own profiles, and where they lie: in `profiles.json`, for every project. Keys never do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from personactl.state.json_file import checked, parse_json, read_text, write_json
from personactl.state.origin import normal_origin
from personactl.state.paths import Paths
from personactl.state.process_lock import hold_lock
from personactl.state.profile import ProfileSettings, Storage, checked_name

_WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Profiles:
    """What the user has logged in to. `current` was chosen with `auth use`, or by the first login."""

    current: str | None = None
    settings: Mapping[str, ProfileSettings] = field(default_factory=dict)

    def with_profile(self, settings: ProfileSettings) -> "Profiles":
        return replace(self, settings={**self.settings, settings.name: settings})

    def without(self, name: str) -> "Profiles":
        """A profile that is gone is not the current one either."""
        rest = {other: settings for other, settings in self.settings.items() if other != name}
        return Profiles(None if self.current == name else self.current, rest)


@dataclass(frozen=True, slots=True)
class _StoredProfile:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    api_url: Annotated[str, Field(alias="apiUrl")]
    storage: Storage | None = None


@dataclass(frozen=True, slots=True)
class _ProfilesFile:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    version: Literal[1]
    current: str | None
    profiles: dict[str, _StoredProfile]


_SHAPE = TypeAdapter(_ProfilesFile)


def profiles_path(paths: Paths) -> Path:
    return paths.config / "profiles.json"


def read_profiles(paths: Paths) -> Profiles:
    """The user's profiles; no file means none. Raises `UsageError` for a damaged file, `StorageError`."""
    path = profiles_path(paths)
    text = read_text(path)
    if text is None:
        return Profiles()
    stored = checked(parse_json(text, path), _SHAPE, path)
    return Profiles(
        stored.current,
        {
            name: ProfileSettings(
                checked_name(name, str(path)),
                normal_origin(profile.api_url, str(path)),
                storage=profile.storage,
            )
            for name, profile in stored.profiles.items()
        },
    )


def change_profiles(paths: Paths, change: Callable[[Profiles], Profiles]) -> Profiles:
    """Read, change and write back while nobody else can. Returns the new profiles."""
    path = profiles_path(paths)
    with hold_lock(path, state=paths.state, timeout_s=_WAIT_S):
        profiles = change(read_profiles(paths))
        stored = {
            name: _StoredProfile(settings.api_url, settings.storage) for name, settings in profiles.settings.items()
        }
        file = _ProfilesFile(1, profiles.current, stored)
        write_json(path, _SHAPE.dump_python(file, mode="json", by_alias=True))
    return profiles
