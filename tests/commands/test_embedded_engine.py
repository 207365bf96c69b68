"""The embedded engine: what it refuses before it serves, and which database it uses."""

from pathlib import Path

import pytest

from personactl.commands.context import Context
from personactl.commands.embedded_engine import ServeRequest, local_database, open_local_engine, serve_engine
from personactl.errors import AuthError, StorageError, UsageError


def never_ready(url: str, key: str) -> None:
    raise AssertionError("the engine must not start")


def test_the_database_lies_in_the_folders_of_the_environment(context: Context) -> None:
    open_local_engine(context.environment).close()
    assert local_database(context.environment).is_file()


def test_an_unusable_database_is_reported_as_ours(context: Context) -> None:
    local_database(context.environment).mkdir(parents=True)
    with pytest.raises(StorageError):
        open_local_engine(context.environment)


def test_an_address_for_other_machines_needs_a_key_of_the_user(context: Context) -> None:
    with pytest.raises(UsageError, match="PERSONACTL_ENGINE_KEY is not set") as refused:
        serve_engine(ServeRequest("0.0.0.0", 0), context.environment, never_ready)
    assert "127.0.0.1" in refused.value.hint


@pytest.mark.parametrize("key", ["", " ", "\n"])
def test_an_empty_key_is_a_missing_key(key: str, context: Context, tmp_path: Path) -> None:
    environment = context.environment._replace(env={"PERSONACTL_ENGINE_KEY": key})
    with pytest.raises(AuthError, match="PERSONACTL_ENGINE_KEY is set but empty"):
        serve_engine(ServeRequest("127.0.0.1", 0, str(tmp_path / "e.db")), environment, never_ready)


@pytest.mark.parametrize("key", ["two words", "schlüssel"])
def test_a_key_that_no_header_can_carry_is_refused(key: str, context: Context, tmp_path: Path) -> None:
    environment = context.environment._replace(env={"PERSONACTL_ENGINE_KEY": key})
    with pytest.raises(UsageError, match="printable ASCII"):
        serve_engine(ServeRequest("127.0.0.1", 0, str(tmp_path / "e.db")), environment, never_ready)
