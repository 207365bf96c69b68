"""One case: a command against a mutated platform, and what must hold whatever the platform says."""

import asyncio
import json
import os
import re
import resource
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import Any, Final
from unittest.mock import patch

import msgspec
from msgspec import structs

from personactl.api import client
from personactl.api.bounds.limits import ANSWER, STREAM
from personactl.api.retry import RetrySettings
from personactl.sync.apply.poll_policy import DEFAULT_POLL_POLICY
from tests.hostile_platform.commands import run
from tests.hostile_platform.hostile_server import KEY, MOST_REQUESTS, Platform
from tests.hostile_platform.mutations import Mutation, mutated_file
from tests.hostile_platform.world import Streams, World, captured, inside

STATUSES: Final = frozenset({0, 1, 2, 3, 4, 5, 6, 7})
LONGEST_S: Final = 600
MOST_MEMORY_MB: Final = 1_000
MOST_OUTPUT: Final = 60_000_000

_RAW_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OURS: Final = ("personas", "prompts", "tools", "knowledge", "llms")
_OUR_FILES: Final = frozenset({"personactl.lock", ".gitignore", "personactl.yaml"})


class Case(msgspec.Struct, frozen=True):
    """command: a name in `commands.COMMANDS`. mutations: what happens to the answers; lock: and to the lock file."""

    command: str
    mutations: tuple[Mutation, ...]
    lock: tuple[Mutation, ...] = ()


class HungError(Exception):
    """The command did not end in time."""


def problems(case: Case, world: World, platform: Platform, expected: frozenset[int] = STATUSES) -> list[str]:
    """Run the case, and return what is wrong with how it ended; nothing for a good end.

    expected: the exit statuses that are good.
    """
    with world.copied() as folder:
        lock = folder / "project" / "personactl.lock"
        lock.write_bytes(mutated_file(lock.read_bytes(), case.lock))
        before = _files(folder)
        platform.begin(folder / "engine.db", case.mutations)
        try:
            hurry = hurried() if case.mutations else nullcontext()  # an honest platform may be slow
            with inside(folder, platform.origin), captured() as written, hurry, _alarm():
                try:
                    end: int | str = run(case.command, world.session)
                except BaseException as error:  # noqa: BLE001 - whatever it is, it is a finding
                    end = "".join(traceback.format_exception(error)[-6:])
        finally:
            platform.end()
        return [
            *_wrong_end(end, written[0], expected),
            *_wrong_output(case, written[0]),
            *_wrong_files(before, _files(folder), folder),
            *_wrong_cost(platform),
        ]


@contextmanager
def hurried() -> Iterator[None]:
    """Shorten what the program waits for: its bounds are the same ones, and only their seconds are fewer."""
    brief = structs.replace(ANSWER, seconds=1.5)
    init, sleep = client.Client.__init__, DEFAULT_POLL_POLICY.sleep

    async def short(seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.001))

    def quick(self: client.Client, *arguments: Any, **options: Any) -> None:
        init(self, *arguments, **{"retry": RetrySettings(sleep=short), **options, "timeout_s": 1.0, "bounds": brief})

    structs.force_setattr(DEFAULT_POLL_POLICY, "sleep", short)
    try:
        with (
            patch.object(client.Client, "__init__", quick),
            patch.object(client, "STREAM", structs.replace(STREAM, seconds=3.0)),
            patch("personactl.api.paging.LIST_PAGES", 40),
        ):
            yield
    finally:
        structs.force_setattr(DEFAULT_POLL_POLICY, "sleep", sleep)


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise HungError(f"it did not end within {LONGEST_S} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(LONGEST_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _wrong_end(end: int | str, written: Streams, expected: frozenset[int]) -> Iterator[str]:
    if isinstance(end, str):
        yield f"it raised:\n{end}"
    elif end not in expected:
        yield f"exit status {end}:\n{written.stderr.decode('utf-8', 'replace')[-2000:]}"
    if b"Traceback (most recent call last)" in written.stderr + written.stdout:
        yield f"a traceback:\n{written.stderr.decode('utf-8', 'replace')[-3000:]}"


def _wrong_output(case: Case, written: Streams) -> Iterator[str]:
    text = written.stdout.decode("utf-8", "replace")
    for name, one in (("stdout", text), ("stderr", written.stderr.decode("utf-8", "replace"))):
        if KEY in one:
            yield f"the key in {name}: ...{one[max(0, one.index(KEY) - 100) :][:200]!r}"
        if case.command != "hover" and (raw := _RAW_CONTROLS.search(one)):
            yield f"a raw control code in {name}: {one[max(0, raw.start() - 100) : raw.end() + 20]!r}"
        if len(one) > MOST_OUTPUT:
            yield f"{len(one)} characters in {name}"
    if "--format json" in case.command and text.strip():
        try:
            json.loads(text, parse_constant=_refuse)
        except ValueError as error:
            yield f"no JSON: {error}: {text[:300]!r}"


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        os.path.relpath(path, folder): (status.st_mtime_ns, status.st_size)
        for parent, _, names in os.walk(folder.parent)
        for path in (Path(parent, name) for name in names)
        for status in (path.lstat(),)
    }


def _wrong_files(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]], folder: Path) -> Iterator[str]:
    """Only the project's folders, its lock, the home folder and the platform's database may change."""
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    for name in sorted(changed):
        top, *rest = Path(name).parts
        if top == "home" or name.startswith("engine.db"):
            continue
        if top == "project" and rest and (rest[0] in _OURS or name.removeprefix("project/") in _OUR_FILES):
            continue
        yield f"it wrote {name}"


def _wrong_cost(platform: Platform) -> Iterator[str]:
    if len(platform.requests) >= MOST_REQUESTS:
        yield f"{len(platform.requests)} requests: {platform.requests[-5:]}"
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024 if sys.platform == "darwin" else 1024)
    if peak_mb > MOST_MEMORY_MB:
        yield f"{peak_mb} MB of memory"
