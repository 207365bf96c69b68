"""Secrets of custom LLMs and of headers, read from the places that their files name."""

from typing import Literal

import pytest

from personactl.errors import AuthError, KeyringError
from personactl.persona.project_resource import SecretSource
from personactl.secret import Secret
from personactl.state.credentials.keyring_store import KeyringStore
from personactl.state.credentials.secret_references import secret_reader
from tests.state.backends import Locked, Memory


def test_a_variable_holds_one_and_the_keyring_is_left_alone() -> None:
    backend = Memory()
    read = secret_reader({"MINE": " hush "}, KeyringStore(lambda: backend))
    assert read(SecretSource("env", "MINE")) == Secret("hush")
    assert backend.asked == 0


@pytest.mark.parametrize("use", ["llm", "header"])
@pytest.mark.parametrize(
    ("env", "state"),
    [({}, "not set"), ({"MINE": ""}, "set but empty"), ({"MINE": "  "}, "set but empty")],
    ids=["unset", "0", "blank"],
)
def test_a_variable_without_a_value_is_named(env: dict[str, str], state: str, use: Literal["llm", "header"]) -> None:
    with pytest.raises(AuthError, match=f"the environment variable MINE is {state}"):
        secret_reader(env)(SecretSource("env", "MINE", use))


def test_a_header_is_one_line() -> None:
    read = secret_reader({"MINE": "one\ntwo"})
    with pytest.raises(AuthError, match="the secret MINE has several lines"):
        read(SecretSource("env", "MINE", "header"))
    assert read(SecretSource("env", "MINE")) == Secret("one\ntwo")


def test_headers_have_a_service_of_their_own() -> None:
    backend = Memory()
    read = secret_reader({}, KeyringStore(lambda: backend))
    with pytest.raises(AuthError, match="the keyring has no secret 'mine'") as missing:
        read(SecretSource("keyring", "mine", "header"))
    assert "'keyring set personactl:header mine'" in missing.value.hint
    backend.set_password("personactl:header", "mine", "hush")
    assert read(SecretSource("keyring", "mine", "header")) == Secret("hush")


def test_the_keyring_holds_one_under_the_service_that_the_hint_names() -> None:
    backend = Memory()
    read = secret_reader({}, KeyringStore(lambda: backend))
    with pytest.raises(AuthError, match="the keyring has no secret 'mine'") as missing:
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
