"""The user's own profiles, in `profiles.json` for all projects. That file never contains keys."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct, field, to_builtins
from msgspec.structs import replace

from personactl.origin import normal_origin
from personactl.state.json_file import checked, parse_json, read_text, write_json
from personactl.state.paths import Paths, needed
from personactl.state.process_lock import hold_lock
from personactl.state.profile_settings import ProfileSettings, Storage, checked_name

_WAIT_S = 10.0


class Profiles(Struct, frozen=True):
    """The profiles that the user has logged in to. `current` is set by `auth use` or by the first login."""

    current: str | None = None
    settings: Mapping[str, ProfileSettings] = field(default_factory=dict)

    def with_profile(self, settings: ProfileSettings) -> "Profiles":
        return replace(self, settings={**self.settings, settings.name: settings})

    def without(self, name: str) -> "Profiles":
        """Return the profiles without this one; it is then not the current one either."""
        rest = {other: settings for other, settings in self.settings.items() if other != name}
        return Profiles(None if self.current == name else self.current, rest)


class _StoredProfile(Struct, frozen=True, forbid_unknown_fields=True):
    api_url: str = field(name="apiUrl")
    storage: Storage | None = None


class _ProfilesFile(Struct, frozen=True, forbid_unknown_fields=True):
    version: Literal[1]
    current: str | None
    profiles: dict[str, _StoredProfile]


def profiles_path(paths: Paths) -> Path:
    return needed(paths.config) / "profiles.json"


def read_profiles(paths: Paths) -> Profiles:
    """Return the user's profiles; none without a file. Raises `UsageError` for a damaged file, `StorageError`."""
    if paths.config is None:
        return Profiles()
    path = profiles_path(paths)
    text = read_text(path)
    if text is None:
        return Profiles()
    stored = checked(parse_json(text, path), _ProfilesFile, path)
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
    """Read, change and write back under a lock. Returns the new profiles."""
    path = profiles_path(paths)
    with hold_lock(path, state=needed(paths.state), timeout_s=_WAIT_S):
        profiles = change(read_profiles(paths))
        stored = {
            name: _StoredProfile(settings.api_url, settings.storage) for name, settings in profiles.settings.items()
        }
        file = _ProfilesFile(1, profiles.current, stored)
        write_json(path, to_builtins(file))
    return profiles
