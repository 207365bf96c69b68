"""A push of every kind with every action, broken at some requests, and run again: the end is the same.

The fault matrix (`make faults`) breaks it at every request.
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
from personactl.sync.apply.outcome import raise_for
from personactl.sync.plan.options import PlanOptions
from tests.faults import Fault, ResetAfter, ResetBefore, Rule, Status, TruncatedJson
from tests.sync.interrupting_transport import Kill, Killed
from tests.sync.sample_project import URL, WAVE, Platform, calendar, cara, document, llm, platform, write_sample_project
from tests.sync.workspace import NOW, Workspace, open_workspace

PRUNE = PlanOptions(prune=True)
REQUESTS = 52
"""The number of requests of the undisturbed push, at most. A test checks it, so that the positions reach its end."""

FAULTS: dict[str, tuple[Fault, int | None, range]] = {
    "answer-lost": (ResetAfter(), 1, range(1, REQUESTS + 1, 12)),
    "truncated": (TruncatedJson(), 1, range(7, REQUESTS + 1, 12)),
    "reset-before-from-then-on": (ResetBefore(), None, range(1, REQUESTS + 1, 6)),
    "500-from-then-on": (Status(500, {"error": "Server error"}), None, range(1, REQUESTS + 1, 6)),
}
"""How often each fault occurs, and from which request on. The first two look the same to a push, so they alternate."""

End: TypeAlias = tuple[Platform, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """`kept` is the state of the platform and the lock before the push."""

    workspace: Workspace
    kept: Path

    def again(self) -> Workspace:
        """One day after the resources were created."""
        self.workspace.engine.database.close()  # it is opened again when something is asked of it
        for old in self.workspace.folder.glob("engine.db*"):
            old.unlink()
        shutil.copytree(self.kept, self.workspace.folder, dirs_exist_ok=True)
        self.workspace.clock.time = NOW + timedelta(days=1)
        return self.workspace


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """The next push replaces an LLM and a document, creates a document and a tool, updates a tool and a persona, and
    deletes a persona and two tools."""
    kept = tmp_path_factory.mktemp("kept")
    with open_workspace(tmp_path_factory.mktemp("prepared")) as workspace:
        write_sample_project(workspace)
        workspace.save("tools/old.yaml", name="old", description="Nobody needs it any more.", type="CLIENT")
        workspace.push()
        llm(workspace, urls=[{"url": URL, "region": "eu"}, {"url": URL, "region": "us"}])
        calendar(workspace, awaitResult=True)
        document(workspace, "hours.md", "# Hours\n\nTen to six.\n")
        document(workspace, "people.md", "# People\n\nNobody.\n")
        workspace.save("tools/new.yaml", name="new", description="Does something new.", type="CLIENT")
        cara(workspace, tools=["open_calendar", "new", WAVE | {"name": "bow"}], initialMessage="Hello.")
        (workspace.folder / "tools" / "old.yaml").unlink()
        (workspace.folder / "julia.yaml").unlink()
        workspace.settled = workspace.resources
        workspace.engine.database.close()
        for file in (workspace.folder / "engine.db", workspace.lock_path):
            shutil.copy(file, kept)
        yield Prepared(workspace, kept)


@pytest.fixture(scope="module")
def end(prepared: Prepared) -> End:
    """The state in which the undisturbed push ends."""
    workspace = prepared.again()
    raise_for(tuple(workspace.push(options=PRUNE).values()))
    assert REQUESTS - 5 <= len(workspace.sent) <= REQUESTS, len(workspace.sent)
    return _end(workspace)


@pytest.mark.parametrize("at", range(1, REQUESTS + 1, 2))
def test_a_push_killed_after_a_request_converges(prepared: Prepared, end: End, at: int) -> None:
    workspace = prepared.again()
    workspace.kill = Kill(at, carried_out=True)
    with suppress(Killed):
        workspace.push(options=PRUNE)
    _converges(workspace, end)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_push_through_faults_converges(prepared: Prepared, end: End, kind: str) -> None:
    fault, times, positions = FAULTS[kind]
    for at in positions:
        workspace = prepared.again()
        with suppress(PersonactlError):
            workspace.push(Rule(fault, first=at, times=times), options=PRUNE)
        _converges(workspace, end)


def _converges(workspace: Workspace, end: End) -> None:
    raise_for(tuple(workspace.push(options=PRUNE).values()))
    assert _end(workspace) == end
    assert workspace.plan(options=PlanOptions(prune=True, refresh=True)).in_sync


def _end(workspace: Workspace) -> End:
    """What the platform holds, and which fields the lock remembers. Ids, and what depends on them, are left out."""
    locked = workspace.locked
    assert not locked.pending
    assert not locked.leftovers
    assert "sk-LLM_KEY" not in workspace.lock_path.read_text()
    return platform(workspace), {str(address): sorted(entry.fields) for address, entry in locked.resources.items()}
