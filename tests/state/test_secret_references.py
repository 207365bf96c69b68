"""Secrets of custom LLMs and of headers, read from the places that their files name."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import pytest

from personactl.errors import AuthError, KeyringError
from personactl.persona.project_resource import SecretSource
from personactl.secret import Secret
from personactl.state.credentials.keyring_store import KeyringStore
from personactl.state.credentials.secret_references import SecretReader
from personactl.state.credentials.trust import Trust
from personactl.state.profiles import Profiles
from tests.state.backends import Locked, Memory

HOST = "https://llm.example"


def reader(env: Mapping[str, str], keyring: KeyringStore | None = None) -> Callable[[SecretSource], Secret]:
    """Return what reads secrets for a host that may get them."""
    found = SecretReader(env, Trust(env=env, profiles=Profiles(), root=Path("/project")), keyring)

    def read(source: SecretSource) -> Secret:
        found.release(source, HOST)
        return found.read(source)

    return read


def test_a_variable_holds_one_and_the_keyring_is_left_alone() -> None:
    backend = Memory()
    read = reader({"ANAM_MINE": " hush "}, KeyringStore(lambda: backend))
    assert read(SecretSource("env", "ANAM_MINE")) == Secret("hush")
    assert backend.asked == 0


@pytest.mark.parametrize("use", ["llm", "header"])
@pytest.mark.parametrize(
    ("env", "state"),
    [({}, "not set"), ({"ANAM_MINE": ""}, "set but empty"), ({"ANAM_MINE": "  "}, "set but empty")],
    ids=["unset", "0", "blank"],
)
def test_a_variable_without_a_value_is_named(env: dict[str, str], state: str, use: Literal["llm", "header"]) -> None:
    with pytest.raises(AuthError, match=f"the environment variable ANAM_MINE is {state}"):
        reader(env)(SecretSource("env", "ANAM_MINE", use))


def test_a_header_is_one_line() -> None:
    read = reader({"ANAM_MINE": "one\ntwo"})
    with pytest.raises(AuthError, match="the secret ANAM_MINE has several lines"):
        read(SecretSource("env", "ANAM_MINE", "header"))
    assert read(SecretSource("env", "ANAM_MINE")) == Secret("one\ntwo")


def test_headers_have_a_service_of_their_own() -> None:
    backend = Memory()
    read = reader({}, KeyringStore(lambda: backend))
    with pytest.raises(AuthError, match="the keyring has no secret 'mine'") as missing:
        read(SecretSource("keyring", "mine", "header"))
    assert "'keyring set personactl:header mine'" in missing.value.hint
    backend.set_password("personactl:header", "mine", "hush")
    assert read(SecretSource("keyring", "mine", "header")) == Secret("hush")


def test_the_keyring_holds_one_under_the_service_that_the_hint_names() -> None:
    backend = Memory()
    read = reader({}, KeyringStore(lambda: backend))
    with pytest.raises(AuthError, match="the keyring has no secret 'mine'") as missing:
        read(SecretSource("keyring", "mine"))
    assert "'keyring set personactl:llm mine'" in missing.value.hint
    backend.set_password("personactl:llm", "mine", "hush")
    assert read(SecretSource("keyring", "mine")) == Secret("hush")


def test_a_failing_keyring_names_the_requested_secret() -> None:
    read = reader({}, KeyringStore(Locked))
    with pytest.raises(KeyringError) as locked:
        read(SecretSource("keyring", "mine"))
    assert "secret: {keyring: mine}" in locked.value.where
    assert locked.value.hint.startswith("unlock the key")
    assert locked.value.hint.endswith("; or write secret: {env: NAME} into the file")
    assert "{env: NAME}" in locked.value.hint
