"""Whether a credential may go to an address: the one decision that every use of a key or of a secret asks for.

A repository can name any address and any variable, and may be anybody's. So a credential goes where the user, the
environment or personactl itself says, and where only a file of the project says so, it does not go:

    a key, or a login     the hosted platform; ANAM_API_URL; PERSONACTL_TRUST_ORIGINS; an address with a login;
                          `personactl trust`, for all projects or for one
    a secret of a file    a variable that begins with ANAM_ or PERSONACTL_ and is no API key: where the file says;
                          any other: PERSONACTL_TRUST_VARIABLES, or `personactl trust --variable` for the project

Addresses are compared as whole texts in the form of `normal_origin`, so another scheme, port or subdomain is another
address.
"""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

from msgspec import Struct

from personactl.errors import UsageError
from personactl.origin import HOSTED, normal_origin
from personactl.persona.project_resource import SecretSource
from personactl.state.credentials.trust_store import Trusted, project_key, read_trust
from personactl.state.credentials.trust_variables import trusted_origins, trusted_variables
from personactl.state.paths import Paths
from personactl.state.profile_settings import KEY_VARIABLE_NAME
from personactl.state.profiles import Profiles
from personactl.state.project import Project

URL_VARIABLE: Final = "ANAM_API_URL"
KEY_VARIABLE: Final = "ANAM_API_KEY"
_OWN_KEYS: Final = frozenset({KEY_VARIABLE, "PERSONACTL_ENGINE_KEY", "PERSONACTL_LLM_KEY"})


class Reason(StrEnum):
    """Why a credential may go to an address. The values are those of the JSON output."""

    hosted = "hosted platform"
    environment = "environment"
    setting = "trust variable"
    login = "login"
    origin = "trusted address"
    project = "trusted project"
    name = "variable name"
    keyring = "keyring"


class TrustEntry(Struct, frozen=True):
    """One thing that is trusted.

    trusted: the credential and the address.
    trusted_by: what trusts it.
    path: where the project names the address, as `file:line:column` or a file; None if that is not known.
    """

    trusted: Trusted
    trusted_by: Reason
    path: str | None = None


class Key(Struct, frozen=True):
    """An API key from the environment.

    variable: the variable that has it.
    """

    variable: str


class Login(Struct, frozen=True):
    """An API key that the user is about to give."""


Credential: TypeAlias = Key | Login | SecretSource


class Trust:
    """What one user trusts, for one project. The file of `personactl trust` is read when it is first needed.

    profiles: the logins of the user.
    root: the folder of the project.
    key_variables: the variables that the project names for API keys.
    """

    def __init__(
        self,
        *,
        env: Mapping[str, str],
        profiles: Profiles,
        root: Path,
        key_variables: Collection[str] = (),
        read_store: Callable[[], frozenset[Trusted]] = frozenset,
    ) -> None:
        self._env = env
        self._logins = frozenset(settings.api_url for settings in profiles.settings.values())
        self._root = root
        self._key_variables = frozenset(name.upper() for name in key_variables) | _OWN_KEYS
        self._read_store = read_store

    def reason(self, credential: Credential, origin: str | None) -> Reason | None:
        """Return why `credential` may go to `origin`; None if it must not.

        origin: as `normal_origin` or `origin_of_url` returns it; None for an address that is not clear.

        Raises `UsageError` for a variable or a file with what is trusted that cannot be read.
        """
        match credential:
            case SecretSource(place="keyring"):
                return None if origin is None else Reason.keyring
            case SecretSource(name=variable):
                return None if origin is None else self._for_secret(variable, origin)
            case Key(variable) if KEY_VARIABLE_NAME.fullmatch(variable):
                return None if origin is None else self._for_key(variable, origin)
            case Login():
                return None if origin is None else self._for_key(None, origin)
            case Key():
                return None

    def _for_key(self, variable: str | None, origin: str) -> Reason | None:
        """`variable` is None for a key that the user types."""
        if origin == HOSTED:
            return Reason.hosted
        if origin == self._named_by_environment:
            return Reason.environment
        if origin in self._logins:
            return Reason.login
        if origin in trusted_origins(self._env):
            return Reason.setting
        if Trusted("key", origin) in self._store:
            return Reason.origin
        here = project_key(self._root)
        named = (one for one in self._store if (one.use, one.origin, one.project) == ("key", origin, here))
        return Reason.project if any(variable is None or one.variable == variable for one in named) else None

    def goes_where_files_say(self, variable: str) -> bool:
        """Return whether `variable` is made for secrets of files, so that it needs no trust for any host."""
        return KEY_VARIABLE_NAME.fullmatch(variable) is not None and not self._is_api_key(variable)

    def _for_secret(self, variable: str, origin: str) -> Reason | None:
        if self.goes_where_files_say(variable):
            return Reason.name
        if self._is_api_key(variable):
            found = self._for_key(variable, origin)
            if found is not None:
                return found
        if (variable, origin) in trusted_variables(self._env):
            return Reason.setting
        return Reason.project if Trusted("secret", origin, variable, project_key(self._root)) in self._store else None

    def _is_api_key(self, variable: str) -> bool:
        """Some systems do not regard the case of a variable's name."""
        name = variable.upper()
        return name in self._key_variables or name.startswith(KEY_VARIABLE)

    @cached_property
    def _named_by_environment(self) -> str | None:
        return url_of_environment(self._env)

    @cached_property
    def _store(self) -> frozenset[Trusted]:
        return self._read_store()


def url_of_environment(env: Mapping[str, str]) -> str | None:
    """Return the address that `ANAM_API_URL` names; None without one, or for one that is not an address."""
    written = env.get(URL_VARIABLE, "").strip()
    try:
        return normal_origin(written, URL_VARIABLE) if written else None
    except UsageError:
        return None  # the run that uses it says what is wrong with it


def trust_of(env: Mapping[str, str], paths: Paths, profiles: Profiles, project: Project) -> Trust:
    """Return what the user trusts in `project`."""
    variables = {settings.key_env for settings in project.profiles.values() if settings.key_env is not None}
    return Trust(
        env=env,
        profiles=profiles,
        root=project.root,
        key_variables=variables,
        read_store=lambda: read_trust(paths),
    )
