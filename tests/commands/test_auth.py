"""Logins and profiles, called from Python; keys are stored in files."""

import pytest

from personactl.commands.auth import (
    LoginRequest,
    explain_target_choice,
    list_profiles,
    log_in,
    log_out,
    use_profile,
)
from personactl.commands.context import Context
from personactl.errors import AuthError, PersonactlError, UsageError
from personactl.secret import Secret
from personactl.state.paths import needed
from tests.commands.conftest import KEY, Recorder, with_variables


def login(origin: str, context: Context, key: str = KEY) -> list[str]:
    """Log in to the profile `staging` and return the origins that a key was asked for."""
    asked: list[str] = []

    def ask(address: str) -> Secret:
        asked.append(address)
        return Secret(key)

    assert log_in(LoginRequest("staging", origin, insecure_storage=True), ask, context) == "staging"
    return asked


def test_a_key_is_checked_and_stored_for_its_origin(origin: str, context: Context, recorder: Recorder) -> None:
    assert login(origin, context) == [origin]
    file = needed(context.environment.paths.data) / "keys.json"
    assert recorder.warnings == [f"the key is stored unencrypted in {file}"]
    explained = explain_target_choice(None, context.environment)
    assert not isinstance(explained.outcome, PersonactlError)
    assert (explained.outcome.name, explained.outcome.origin) == ("staging", origin)
    profiles = list_profiles(context.environment)
    assert (profiles.current, profiles.in_project) == ("staging", frozenset())


def test_a_refused_key_is_not_stored(origin: str, context: Context) -> None:
    with pytest.raises(AuthError):
        login(origin, context, key="another-key")
    assert list_profiles(context.environment).profiles == {}


def test_a_profile_that_is_not_used_anyway_gets_a_warning(origin: str, context: Context, recorder: Recorder) -> None:
    login(origin, with_variables(context, PERSONACTL_PROFILE="local"))
    assert recorder.warnings[-1].endswith("add --profile staging to use this one")


def test_another_profile_is_selected_and_deleted(origin: str, context: Context) -> None:
    login(origin, context)
    use_profile("local", context)
    assert list_profiles(context.environment).current == "local"
    log_out("staging", context)
    assert "staging" not in list_profiles(context.environment).profiles
    with pytest.raises(UsageError):
        use_profile("staging", context)


def test_a_choice_that_leads_nowhere_is_explained(context: Context) -> None:
    explained = explain_target_choice("nowhere", context.environment)
    assert isinstance(explained.outcome, UsageError)
    assert explained.sources[0].profile == "nowhere"
