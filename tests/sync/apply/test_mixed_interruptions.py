"""A push of every kind and with every action, broken at some requests, and run again: always the same end.

The fault matrix (`make faults`) breaks it at all of them.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import pytest

from personactl.errors import PersonactlError
from personactl.sync.choices import Choices
from personactl.sync.outcome import raise_for
from tests.faults import Fault, ResetAfter, ResetBefore, Rule, Status, TruncatedJson
from tests.sync.interrupting_transport import Kill, Killed
from tests.sync.sample_project import URL, WAVE, Platform, calendar, cara, document, llm, open_shop, platform
from tests.sync.workspace import NOW, Bench, workbench

PRUNE = Choices(prune=True)
REQUESTS = 52
"""What the undisturbed push sends at most. Checked below, so that the positions reach to its end."""

FAULTS: dict[str, tuple[Fault, int | None, range]] = {
    "answer-lost": (ResetAfter(), 1, range(1, REQUESTS + 1, 12)),
    "truncated": (TruncatedJson(), 1, range(7, REQUESTS + 1, 12)),
    "reset-before-from-then-on": (ResetBefore(), None, range(1, REQUESTS + 1, 6)),
    "500-from-then-on": (Status(500, {"error": "Server error"}), None, range(1, REQUESTS + 1, 6)),
}
"""How often each, and from which requests on. The first two look the same to a push and take turns."""

End: TypeAlias = tuple[Platform, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """`kept` are the platform and the lock before the push."""

    bench: Bench
    kept: Path

    def again(self) -> Bench:
        """A day after they were made."""
        self.bench.engine.database.close()  # it is opened again when something is asked of it
        for old in self.bench.folder.glob("engine.db*"):
            old.unlink()
        shutil.copytree(self.kept, self.bench.folder, dirs_exist_ok=True)
        self.bench.clock.time = NOW + timedelta(days=1)
        return self.bench


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """Next: an LLM and a document to replace, a document and a tool to create, a tool and a persona to update, a
    persona and two tools to delete."""
    kept = tmp_path_factory.mktemp("kept")
    with workbench(tmp_path_factory.mktemp("prepared")) as bench:
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
        bench.settled = bench.resources
        bench.engine.database.close()
        for file in (bench.folder / "engine.db", bench.lock_path):
            shutil.copy(file, kept)
        yield Prepared(bench, kept)


@pytest.fixture(scope="module")
def end(prepared: Prepared) -> End:
    """Where the undisturbed push ends."""
    bench = prepared.again()
    raise_for(tuple(bench.push(choices=PRUNE).values()))
    assert REQUESTS - 5 <= len(bench.sent) <= REQUESTS, len(bench.sent)
    return _end(bench)


@pytest.mark.parametrize("at", range(1, REQUESTS + 1, 2))
def test_a_push_killed_after_a_request_converges(prepared: Prepared, end: End, at: int) -> None:
    bench = prepared.again()
    bench.kill = Kill(at, carried_out=True)
    with suppress(Killed):
        bench.push(choices=PRUNE)
    _converges(bench, end)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_push_through_faults_converges(prepared: Prepared, end: End, kind: str) -> None:
    fault, times, positions = FAULTS[kind]
    for at in positions:
        bench = prepared.again()
        with suppress(PersonactlError):
            bench.push(Rule(fault, first=at, times=times), choices=PRUNE)
        _converges(bench, end)


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
