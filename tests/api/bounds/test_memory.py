"""What takes little on the wire and much in memory ends a command in little memory. Real processes, real sockets."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from personactl.json_value import JsonObject, JsonValue
from tests.api.live import served
from tests.child_process import PERSONACTL

pytestmark = pytest.mark.processes

_MEMORY_KB = 600_000
"""Address space of a command. A list took 760 MB of memory, and a tail of a hundred sessions 6 GB."""

_WIDE = "x" * 50_000 + "\U0001f600"
"""A text of ASCII that takes four bytes for each character, because of the last one."""
_SHORT = [f"{number:03d}" for number in range(1_000)]
"""Texts that take ten times their bytes."""

Pages = Callable[[int], list[JsonObject]]


def _page_of(entry: JsonObject, number: int = 100) -> Pages:
    return lambda page: [{"id": f"{page:08}-0000-4000-8000-{index:012}", **entry} for index in range(number)]


def _session(**fields: JsonValue) -> JsonObject:
    return {"startTime": "2026-01-01T00:00:00Z", "clientLabel": "web", **fields}


def _json(value: JsonValue, *, escaped: bool = False) -> Response:
    return Response(json.dumps(value, ensure_ascii=escaped).encode(), media_type="application/json")


@contextmanager
def _platform(
    pages: Pages, *, last: int | None = None, escaped: bool = False, transcript: JsonObject | None = None
) -> Iterator[str]:
    """Serve lists that have `last` pages, or do not end, and one transcript for each session."""
    said = _json(transcript) if transcript else Response(b'{"error": "none"}', 404, media_type="application/json")

    async def answer(request: Request) -> Response:
        if request.url.path.endswith(("/transcript", "/analytics")):
            return said if request.url.path.endswith("/transcript") else Response(b"{}", 404)
        page = int(request.query_params.get("page", "1"))
        meta: JsonObject = {"next": page + 1 if last is None or page < last else None, "lastPage": last or 10**6}
        return _json({"data": [*pages(page)], "meta": meta}, escaped=escaped)

    with served(Starlette(routes=[Route("/{path:path}", answer)])) as origin:
        yield origin


def _run(command: str, origin: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    limited = ["sh", "-c", f'ulimit -v {_MEMORY_KB}; exec "$@"', "sh", *PERSONACTL, *command.split()]
    environment = {"ANAM_API_URL": origin, "ANAM_API_KEY": "key-of-a-test", "PERSONACTL_HOME": str(folder / "home")}
    return subprocess.run(
        limited, cwd=folder, env={**environment, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )


_ENTRIES: dict[str, JsonObject] = {
    "short texts": {"displayTags": [*_SHORT * 4], "name": "a"},
    "a wide text": {"displayName": _WIDE, "name": _WIDE, "description": _WIDE},
    "a large id": {"displayName": "a", "name": "a", "id": "x" * 100_000},
    "empty lists": {"displayName": "a", "name": "a", "parameters": [[]] * 2_400},
    "unknown keys": {"displayName": "a", "name": "a", **{f"k{number}": number for number in range(2_000)}},
}


@pytest.mark.parametrize(("case", "escaped"), [*((case, False) for case in _ENTRIES), ("a wide text", True)])
def test_a_list_ends_before_it_fills_the_memory(case: str, escaped: bool, tmp_path: Path) -> None:
    with _platform(_page_of(_ENTRIES[case]), escaped=escaped) as origin:
        done = _run("avatar list --format json", origin, tmp_path)
    assert done.returncode == 5, done.stderr
    assert "the list is too large: its entries up to page" in done.stderr or "nothing new" in done.stderr
    assert f"GET {origin}/v1/avatars" in done.stderr
    assert "narrow the list" in done.stderr


@pytest.mark.parametrize("command", ["status", "pull --all"])
def test_several_lists_at_once_end_too(command: str, tmp_path: Path) -> None:
    (tmp_path / "personas").mkdir()
    (tmp_path / "tools").mkdir()
    (tmp_path / "personas" / "cara.yaml").write_text(
        "name: Cara\navatar: Cara\nvoice: Lena\ntools: [hours]\n", encoding="utf-8"
    )
    with _platform(_page_of(_ENTRIES["a wide text"])) as origin:
        done = _run(command, origin, tmp_path)
    assert done.returncode in (2, 5), done.stdout + done.stderr
    assert "MemoryError" not in done.stderr


_LARGE_SESSIONS = {
    "a wide label": _session(clientLabel=_WIDE),
    "a wide name": _session(personaConfig={"name": _WIDE}),
    "a wide status": _session(exitStatus=_WIDE),
}


@pytest.mark.parametrize(
    ("case", "command"),
    [
        ("a wide label", "session list --live --limit 100000"),
        ("a wide name", "session tail --since 500w"),
        ("a wide status", "session list --limit 100000"),
    ],
)
def test_a_list_of_sessions_ends_before_it_fills_the_memory(case: str, command: str, tmp_path: Path) -> None:
    with _platform(_page_of(_LARGE_SESSIONS[case])) as origin:
        done = _run(command, origin, tmp_path)
    assert done.returncode == 5, done.stderr
    assert "the list is too large: its entries up to page" in done.stderr


_TRANSCRIPTS: dict[str, list[JsonValue]] = {
    "wide": [{"role": "user", "message": _WIDE, "timestamp": "2026-01-01T00:00:00Z"} for _ in range(200)],
    "short": [{"role": "user", "message": f"{number:06}"} for number in range(40_000)],
}


@pytest.mark.parametrize("case", _TRANSCRIPTS)
def test_the_last_events_of_many_transcripts_are_not_all_their_events(case: str, tmp_path: Path) -> None:
    with _platform(_page_of(_session(), 8), last=1, transcript={"messages": _TRANSCRIPTS[case]}) as origin:
        done = _run("session tail", origin, tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 20


@pytest.mark.parametrize("case", _TRANSCRIPTS)
def test_events_that_fill_the_memory_are_an_error(case: str, tmp_path: Path) -> None:
    with _platform(_page_of(_session(), 8), last=1, transcript={"messages": _TRANSCRIPTS[case]}) as origin:
        done = _run("session tail --since 500w --format json", origin, tmp_path)
    assert done.returncode == 5, done.stderr
    assert "the events take more than 128 MiB of memory" in done.stderr
    assert "a later --since" in done.stderr


def test_a_transcript_that_is_wide_is_an_error(tmp_path: Path) -> None:
    texts = [_WIDE] * 325 + ["short"] * 10_000
    said: list[JsonValue] = [{"role": "user", "message": text} for text in texts]
    with _platform(_page_of(_session(), 8), last=1, transcript={"messages": said}) as origin:
        done = _run("session tail", origin, tmp_path)
    assert done.returncode == 5, done.stderr
    assert "what it holds takes more than 64 MiB of memory" in done.stderr


def test_a_tail_that_follows_forgets_no_session_but_ends(tmp_path: Path) -> None:
    """Each poll lists other sessions with large ids, all of which would be known for ever."""
    polls: list[int] = []

    def others(_page: int) -> list[JsonObject]:
        polls.append(1)
        ended = _session(endTime="2026-01-01T00:00:01Z")
        return [{**ended, "id": f"{len(polls)}-{number}-" + "x" * 140_000} for number in range(100)]

    with _platform(others, last=1) as origin:
        done = _run("session tail -n 0 -f", origin, tmp_path)
    assert done.returncode == 5, done.stderr
    assert "the sessions take more than 256 MiB of memory" in done.stderr
    assert len(polls) > 10


def test_what_is_large_and_honest_fits(tmp_path: Path) -> None:
    """3,000 sessions whose prompts have 10 kB, and an account of 10,000 personas."""
    prompt: JsonObject = {"name": "Cara", "systemPrompt": "You help. \U0001f600 " * 800}
    honest = _session(personaConfig=prompt, endTime="2026-01-01T00:10:00Z", exitStatus="NORMAL_EXIT")
    with _platform(_page_of(honest), last=30) as origin:
        done = _run("session list --limit 100000 --format json", origin, tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["sessions"]) == 3_000
    with _platform(_page_of({"name": "Cara", "displayName": "Cara", "description": "d" * 900}), last=100) as origin:
        done = _run("avatar list --format json", origin, tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["avatars"]) == 10_000
