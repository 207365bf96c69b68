"""Secrets of custom LLMs, read from the places that their files name."""

import pytest

from personactl.errors import KeyringError, UsageError
from personactl.persona.project_resource import SecretSource
from personactl.secret import Secret
from personactl.state.credentials.keyring_store import KeyringStore
from personactl.state.credentials.llm_secrets import secret_reader
from tests.state.backends import Locked, Memory


def test_a_variable_holds_one_and_the_keyring_is_left_alone() -> None:
    backend = Memory()
    read = secret_reader({"MINE": " hush "}, KeyringStore(lambda: backend))
    assert read(SecretSource("env", "MINE")) == Secret("hush")
    assert backend.asked == 0


@pytest.mark.parametrize("env", [{}, {"MINE": ""}, {"MINE": "  "}])
def test_a_variable_that_is_not_set_is_named(env: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"the environment variable MINE is (not set|set but empty)"):
        secret_reader(env)(SecretSource("env", "MINE"))


def test_the_keyring_holds_one_under_the_service_that_the_hint_names() -> None:
    backend = Memory()
    read = secret_reader({}, KeyringStore(lambda: backend))
    with pytest.raises(UsageError, match="the keyring has no secret 'mine'") as missing:
        read(SecretSource("keyring", "mine"))
    assert "'keyring set personactl:llm mine'" in missing.value.hint
    backend.set_password("personactl:llm", "mine", "hush")
    assert read(SecretSource("keyring", "mine")) == Secret("hush")


def test_a_failing_keyring_names_the_requested_secret() -> None:
    read = secret_reader({}, KeyringStore(Locked))
    with pytest.raises(KeyringError) as locked:
        read(SecretSource("keyring", "mine"))
    assert "secret: {keyring: mine}" in locked.value.where
    assert locked.value.hint.startswith("unlock the key")
    assert locked.value.hint.endswith("; or write secret: {env: NAME} into the file")
    assert "{env: NAME}" in locked.value.hint
