"""The profiles that a project defines, and whether this user has a key for each.

The keys are not read, because a keyring may ask for a password: what counts is a login that was noted.
"""

from collections.abc import Mapping

from msgspec import Struct

from personactl.state.credentials.trust import Key, Login, Reason, Trust
from personactl.state.profile_settings import ProfileSettings
from personactl.state.profiles import Profiles
from personactl.state.project import Project
from personactl.state.target import known_profiles


class ProjectProfile(Struct, frozen=True):
    """A profile that a project defines.

    settings: its settings, with the storage of a key that this user logged in with.
    variable_is_set: whether its environment variable holds a key.
    trusted_by: why its key may go to its address; None if it must not.
    """

    settings: ProfileSettings
    variable_is_set: bool
    trusted_by: Reason | None

    @property
    def has_key(self) -> bool:
        """Whether there should be a key."""
        return (self.variable_is_set and self.trusted_by is not None) or self.settings.storage is not None


def project_profiles(
    project: Project, profiles: Profiles, env: Mapping[str, str], trust: Trust
) -> tuple[ProjectProfile, ...]:
    """Return the profiles of the project, sorted by name."""
    known = known_profiles(project, profiles)
    return tuple(with_variable(known[name], env, trust) for name in sorted(project.profiles))


def with_variable(settings: ProfileSettings, env: Mapping[str, str], trust: Trust) -> ProjectProfile:
    variable = settings.key_env
    is_set = bool(variable and env.get(variable, "").strip())
    return ProjectProfile(settings, is_set, trusted_by(settings, trust))


def trusted_by(settings: ProfileSettings, trust: Trust) -> Reason | None:
    """Return why the key of a profile may go to its address; None if it must not."""
    return trust.reason(Key(settings.key_env) if settings.key_env else Login(), settings.api_url)
