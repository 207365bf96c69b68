"""The user's own profiles, in `profiles.json` for all projects. That file never contains keys."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct, field, to_builtins
from msgspec.structs import replace

from personactl.files.repository import real_path
from personactl.origin import normal_origin
from personactl.state.json_file import checked, parse_json, read_text, write_json
from personactl.state.paths import Paths, needed
from personactl.state.profile_settings import ProfileSettings, Storage, checked_name

_WAIT_S = 10.0


class Profiles(Struct, frozen=True):
    """The profiles that the user has logged in to, and the choices of `auth use`.

    current: the profile in use, which `auth use` or the first login chose.
    settings: the user's profiles, by name.
    in_projects: the profile in use in some projects, which define it: by the real path of the project's folder.
    """

    current: str | None = None
    settings: Mapping[str, ProfileSettings] = field(default_factory=dict)
    in_projects: Mapping[str, str] = field(default_factory=dict)

    def current_in(self, root: Path) -> str | None:
        """Return the profile in use in the project in the folder `root`."""
        return self.in_projects.get(real_path(root), self.current)

    def using(self, name: str, root: Path, *, only_here: bool) -> "Profiles":
        """Return the profiles with `name` in use: everywhere, or only in the project in the folder `root`."""
        here = real_path(root)
        others = {folder: used for folder, used in self.in_projects.items() if folder != here}
        if only_here:
            return replace(self, in_projects={**others, here: name})
        return replace(self, current=name, in_projects=others)

    def with_profile(self, settings: ProfileSettings) -> "Profiles":
        return replace(self, settings={**self.settings, settings.name: settings})

    def without(self, name: str) -> "Profiles":
        """Return the profiles without this one; it is then not the current one either."""
        rest = {other: settings for other, settings in self.settings.items() if other != name}
        return replace(self, current=None if self.current == name else self.current, settings=rest)


class _StoredProfile(Struct, frozen=True, forbid_unknown_fields=True):
    api_url: str = field(name="apiUrl")
    storage: Storage | None = None


class _ProfilesFile(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    version: Literal[1]
    current: str | None
    profiles: dict[str, _StoredProfile]
    in_projects: dict[str, str] = field(default_factory=dict, name="inProjects")


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
        stored.in_projects,
    )


def change_profiles(paths: Paths, change: Callable[[Profiles], Profiles]) -> Profiles:
    """Read, change and write back under a lock. Returns the new profiles."""
    path = profiles_path(paths)
    from personactl.state.process_lock import hold_lock  # late: its library takes 15 ms to load

    with hold_lock(path, state=needed(paths.state), timeout_s=_WAIT_S):
        profiles = change(read_profiles(paths))
        stored = {
            name: _StoredProfile(settings.api_url, settings.storage) for name, settings in profiles.settings.items()
        }
        file = _ProfilesFile(1, profiles.current, stored, dict(profiles.in_projects))
        write_json(path, to_builtins(file), mode=0o600)
    return profiles
