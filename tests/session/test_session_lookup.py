"""Finding a session by an id or its beginning, and listing sessions."""

import asyncio
from pathlib import Path

import pytest

from personactl.errors import NotFoundError, UsageError
from personactl.session.session_lookup import find_session, list_rows
from personactl.session.session_matcher import SessionMatcher
from personactl.session.session_source import PlatformSessions
from tests.session.engine_guest import numbered_ids, open_guest


def test_a_session_is_found_by_id_by_beginning_and_as_the_newest(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_guest(tmp_path) as guest:
            with pytest.raises(NotFoundError, match="no session yet"):
                await find_session(guest.client, None, "local")
            first, last = await guest.talk(), await guest.talk()
            assert (await find_session(guest.client, None, "local")).id == last
            assert (await find_session(guest.client, first, "local")).id == first
            assert (await find_session(guest.client, f" {first[:13].upper()} ", "local")).id == first
            with pytest.raises(NotFoundError, match="begins with 'not-an-id'") as refused:
                await find_session(guest.client, "not-an-id", "local")
            assert refused.value.hint == "run 'personactl session list --profile local' to see the ids"

    asyncio.run(scenario())


def test_an_ambiguous_beginning_is_refused_with_examples(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_guest(tmp_path, numbered_ids()) as guest:
            sessions = [await guest.talk() for _ in range(6)]
            with pytest.raises(UsageError, match="the ids of 6 sessions begin with 'abcd'") as refused:
                await find_session(guest.client, "abcd", "local")
            assert sum(key in refused.value.where for key in sessions) == 4

    asyncio.run(scenario())


def test_a_label_is_not_an_id(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_guest(tmp_path) as guest:
            await guest.talk(label="demo")
            with pytest.raises(NotFoundError):
                await find_session(guest.client, "demo", "local")

    asyncio.run(scenario())


def test_rows_have_statistics_where_there_is_a_report(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_guest(tmp_path) as guest:
            for number in range(4):
                await guest.talk("Hi", label=f"visit {number}")
            rows = await list_rows(PlatformSessions(guest.client), SessionMatcher(), 3)
            assert [row.session.client_label for row in rows] == ["visit 3", "visit 2", "visit 1"]
            assert [row.statistics and row.statistics.turns for row in rows] == [2, 2, 2]
            found = await list_rows(PlatformSessions(guest.client, search="visit 0"), SessionMatcher(), 3)
            assert [row.session.client_label for row in found] == ["visit 0"]

    asyncio.run(scenario())
