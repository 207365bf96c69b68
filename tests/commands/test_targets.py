"""Targets: which one a run uses, and how often it opens the embedded engine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec import structs

from personactl.commands.apply_plan import ApplyOptions, PlanRun
from personactl.commands.context import Context
from personactl.commands.embedded_engine import local_database
from personactl.commands.push import PlanRequest, prepare_push
from personactl.commands.push_scope import ScopeRequest
from personactl.commands.targets import choose_target, find_target, open_target, run_async
from personactl.errors import AuthError, UsageError
from tests.commands.conftest import Recorder

_OPENED: list[str] = []


def _on_event(event: str, arguments: tuple[object, ...]) -> None:
    if event == "sqlite3.connect":
        _OPENED.append(str(arguments[0]))


# An audit hook cannot be removed, so there is one for all tests.
sys.addaudithook(_on_event)


@contextmanager
def database_connections(context: Context) -> Iterator[list[str]]:
    """Collect the connections that the block opens to the embedded engine's database."""
    _OPENED.clear()
    found: list[str] = []
    yield found
    found += [path for path in _OPENED if path == str(local_database(context.environment))]


def prepared(context: Context) -> PlanRun:
    return prepare_push(ScopeRequest(), PlanRequest(), ApplyOptions(), context, lint=True)


def test_the_chosen_target_is_noted(context: Context, recorder: Recorder) -> None:
    target = choose_target(None, context)
    assert (target.name, target.embedded) == ("local", True)
    assert recorder.notes == [f"target: local (embedded engine, {local_database(context.environment)})"]
    assert not local_database(context.environment).exists()


def test_the_environment_of_the_context_decides(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAM_API_KEY", "of-the-process")
    assert find_target(None, context.environment).name == "local"
    env = {"ANAM_API_KEY": "of-the-context", "ANAM_API_URL": "http://127.0.0.1:9"}
    target = find_target(None, structs.replace(context.environment, env=env))
    assert (target.name, target.origin, target.key_source) == ("env", "http://127.0.0.1:9", "ANAM_API_KEY")


def test_unknown_and_unusable_profiles_are_refused(context: Context) -> None:
    with pytest.raises(UsageError, match="there is no profile 'nowhere'"):
        find_target("nowhere", context.environment)
    with pytest.raises(AuthError):
        find_target("env", context.environment)


def test_connecting_again_does_not_open_the_engine_again(context: Context) -> None:
    async def read_twice() -> None:
        async with opened.connect(read_only=True) as client:
            await client.get("/v1/personas")

    with open_target(find_target(None, context.environment), context) as opened:
        with database_connections(context) as first:
            run_async(read_twice())
        with database_connections(context) as second:
            run_async(read_twice())
    assert first
    assert second == []


def test_a_push_opens_the_engine_once(shop: Path, context: Context) -> None:
    with prepared(context).hold() as held:
        held.apply()
    with database_connections(context) as planning:
        prepared(context).dry_run()
    with database_connections(context) as whole_push, prepared(context).hold() as held:
        held.apply()
    assert planning
    assert whole_push == planning
