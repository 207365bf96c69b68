"""A push of every kind and with every action, broken at some requests, and run again: always the same end.

The fault matrix (`make faults`) breaks it at all of them.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import pytest

from personactl.errors import PersonactlError
from personactl.sync.choices import Choices
from personactl.sync.outcome import raise_for
from tests.faults import Fault, ResetAfter, ResetBefore, Rule, Status, TruncatedJson
from tests.sync.bench import Bench, workbench
from tests.sync.killing import Kill, Killed
from tests.sync.shop import URL, WAVE, Platform, calendar, cara, document, llm, open_shop, platform

PRUNE = Choices(prune=True)
REQUESTS = 52
"""What the undisturbed push sends at most. Checked below, so that the positions reach to its end."""

FAULTS: dict[str, tuple[Fault, int | None]] = {
    "answer-lost": (ResetAfter(), 1),
    "truncated": (TruncatedJson(), 1),
    "reset-before-from-then-on": (ResetBefore(), None),
    "500-from-then-on": (Status(500, {"error": "Server error"}), None),
}

End: TypeAlias = tuple[Platform, dict[str, list[str]]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Next: an LLM and a document to replace, a document and a tool to create, a tool and a persona to update, a
    persona and two tools to delete."""
    folder = tmp_path_factory.mktemp("prepared")
    with workbench(folder) as bench:
        open_shop(bench)
        bench.save("tools/old.yaml", name="old", description="Nobody needs it any more.", type="CLIENT")
        bench.push()
        llm(bench, urls=[{"url": URL, "region": "eu"}, {"url": URL, "region": "us"}])
        calendar(bench, awaitResult=True)
        document(bench, "hours.md", "# Hours\n\nTen to six.\n")
        document(bench, "people.md", "# People\n\nNobody.\n")
        bench.save("tools/new.yaml", name="new", description="Does something new.", type="CLIENT")
        cara(bench, tools=["open_calendar", "new", WAVE | {"name": "bow"}], initialMessage="Hello.")
        (bench.folder / "tools" / "old.yaml").unlink()
        (bench.folder / "julia.yaml").unlink()
    return folder


@pytest.fixture(scope="module")
def end(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> End:
    """Where the undisturbed push ends."""
    with _before_the_push(prepared, tmp_path_factory.mktemp("undisturbed") / "bench") as bench:
        raise_for(tuple(bench.push(choices=PRUNE).values()))
        assert REQUESTS - 5 <= len(bench.sent) <= REQUESTS, len(bench.sent)
        return _end(bench)


@pytest.mark.parametrize("at", range(1, REQUESTS + 1, 2))
def test_a_push_killed_after_a_request_converges(tmp_path: Path, prepared: Path, end: End, at: int) -> None:
    with _before_the_push(prepared, tmp_path / "bench") as bench:
        bench.kill = Kill(at, carried_out=True)
        with suppress(Killed):
            bench.push(choices=PRUNE)
        _converges(bench, end)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_push_through_faults_converges(tmp_path: Path, prepared: Path, end: End, kind: str) -> None:
    fault, times = FAULTS[kind]
    for at in range(1, REQUESTS + 1, 6):
        with _before_the_push(prepared, tmp_path / f"at-{at}") as bench:
            with suppress(PersonactlError):
                bench.push(Rule(fault, first=at, times=times), choices=PRUNE)
            _converges(bench, end)


@contextmanager
def _before_the_push(prepared: Path, folder: Path) -> Iterator[Bench]:
    shutil.copytree(prepared, folder)
    with workbench(folder) as bench:
        bench.clock.time += timedelta(days=1)
        yield bench


def _converges(bench: Bench, end: End) -> None:
    raise_for(tuple(bench.push(choices=PRUNE).values()))
    assert _end(bench) == end
    assert bench.plan(choices=Choices(prune=True, refresh=True)).in_sync


def _end(bench: Bench) -> End:
    """What the platform holds, and which fields the lock remembers; ids and what depends on them differ."""
    locked = bench.locked
    assert not locked.pending
    assert not locked.leftovers
    assert "sk-LLM_KEY" not in bench.lock_path.read_text()
    return platform(bench), {str(address): sorted(entry.fields) for address, entry in locked.resources.items()}
