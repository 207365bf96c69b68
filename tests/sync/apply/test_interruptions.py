"""A push that is broken at every request, before and after the request is carried out, and run again: the end is the
same.

The comparison covers what the platform's store holds, field by field, and what the lock remembers.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

import pytest

from personactl.errors import PersonactlError, UnavailableError
from personactl.json_value import JsonObject
from personactl.sync.apply.outcome import raise_for
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Conflict
from tests.faults import (
    CutBody,
    Fault,
    Refuse,
    ResetAfter,
    ResetBefore,
    Rule,
    Status,
    TimeOut,
    TruncatedJson,
    WrongContentType,
)
from tests.sync.interrupting_transport import Kill, Killed
from tests.sync.workspace import CARA, CARAS_VOICE, Workspace, open_workspace

REQUESTS = 12
"""The number of requests of the undisturbed push. A test checks it, so that every position is tested."""
THE_PUT = 4
"""The requests of a push of one changed persona: list, read, read again, PUT, read back."""
THE_POST, THE_READ_BACK = 2, 4
"""The requests of a push of one new persona: list, POST, search for others of the name, read back."""

FOREVER: dict[str, Fault] = {
    "refused": Refuse(),
    "reset-before": ResetBefore(),
    "answer-lost": ResetAfter(),
    "401": Status(401, {"error": "Unauthorized"}),
    "500": Status(500, {"error": "Server error"}),
}
ONCE: dict[str, Fault] = {
    "answer-lost": ResetAfter(),
    "400": Status(400, {"error": "Bad request"}),
    "truncated": TruncatedJson(),
    "web-page": WrongContentType(),
}

End: TypeAlias = tuple[dict[str, JsonObject], dict[str, dict[str, str]]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One persona to update, two to create (one of them with an update after the create), and one unchanged."""
    folder = tmp_path_factory.mktemp("prepared")
    with open_workspace(folder) as workspace:
        workspace.write("changed", description="one", initialMessage="Hi.")
        workspace.write("same", initialMessage="Hi.")
        workspace.push()
        workspace.write("changed", description="two", initialMessage="Hello.")
        workspace.write("fresh", initialMessage="Hello.", widgetConfig={"layout": "inline"})
        workspace.write("second", initialMessage="Hello.", skipGreeting=True)
    return folder


@pytest.fixture(scope="module")
def end(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> End:
    """The state in which the undisturbed push ends."""
    with _before_the_push(prepared, tmp_path_factory.mktemp("undisturbed") / "workspace") as workspace:
        raise_for(tuple(workspace.push().values()))
        assert len(workspace.sent) == REQUESTS, [(sent.method, sent.path) for sent in workspace.sent]
        return _end(workspace)


@pytest.mark.parametrize("carried_out", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, REQUESTS + 1))
def test_a_push_killed_at_any_request_converges(
    tmp_path: Path, prepared: Path, end: End, at: int, carried_out: bool
) -> None:
    with _before_the_push(prepared, tmp_path / "workspace") as workspace:
        workspace.kill = Kill(at, carried_out)
        with pytest.raises(Killed):
            workspace.push()
        _converges(workspace, end)


@pytest.mark.parametrize("kind", ONCE)
def test_a_push_through_one_fault_converges(tmp_path: Path, prepared: Path, end: End, kind: str) -> None:
    _through_faults(tmp_path, prepared, end, ONCE[kind], times=1)


@pytest.mark.parametrize("kind", FOREVER)
def test_a_push_without_a_connection_from_some_request_on_converges(
    tmp_path: Path, prepared: Path, end: End, kind: str
) -> None:
    _through_faults(tmp_path, prepared, end, FOREVER[kind], times=None)


def test_a_create_that_was_answered_is_known_by_its_id(tmp_path: Path) -> None:
    """Even if somebody changes everything about it, including its name, before the next push reads it."""
    with open_workspace(tmp_path) as workspace:
        workspace.write("cara", description="ours")
        workspace.kill = Kill(THE_READ_BACK, carried_out=False)
        with pytest.raises(Killed):
            workspace.push()
        (remote_id,) = (entry.remote_id for entry in workspace.locked.of_kind("persona").values())
        workspace.app.change(remote_id, name="Clara", description="theirs")
        item = workspace.item("cara")
        assert item.action == Conflict(remote_id)
        assert [change.path for change in item.changes] == ["name", "description"]


@pytest.mark.parametrize("at", [THE_POST, THE_READ_BACK])
def test_a_push_interrupted_twice_still_knows_its_persona(tmp_path: Path, at: int) -> None:
    with open_workspace(tmp_path) as workspace:
        workspace.write("cara", description="one")
        workspace.kill = Kill(at, carried_out=True)
        with pytest.raises(Killed):
            workspace.push()
        workspace.write("cara", description="two")
        workspace.kill = Kill(THE_PUT, carried_out=False)
        with pytest.raises(Killed):
            workspace.push()
        workspace.write("cara", description="three")
        raise_for(tuple(workspace.push().values()))
        assert workspace.stored()["Cara"]["description"] == "three"


@pytest.mark.parametrize("carried_out", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, 6))
def test_an_adoption_killed_at_any_request_converges(tmp_path: Path, at: int, carried_out: bool) -> None:
    options = PlanOptions(adopt=True)
    with open_workspace(tmp_path) as workspace:
        workspace.app.create(name="Cara", avatarId=CARA, voiceId=CARAS_VOICE, description="somebody's")
        workspace.write("cara", description="ours", initialMessage="Hello.")
        workspace.kill = Kill(at, carried_out)
        with pytest.raises(Killed):
            workspace.push(options=options)
        raise_for(tuple(workspace.push(options=options).values()))
        assert workspace.stored()["Cara"]["description"] == "ours"
        assert workspace.stored()["Cara"]["initialMessage"] == "Hello."
        assert not workspace.locked.pending
        assert workspace.plan(options=PlanOptions(refresh=True)).in_sync


@pytest.mark.parametrize("fault", [ResetAfter(), TimeOut(carried_out=True), TruncatedJson(), CutBody()])
def test_a_create_whose_answer_was_lost_is_found_and_not_repeated(tmp_path: Path, fault: Fault) -> None:
    with open_workspace(tmp_path) as workspace:
        workspace.write("cara")
        raise_for(tuple(workspace.push(Rule(fault, method="POST")).values()))
        assert [sent.method for sent in workspace.sent].count("POST") == 1
        assert workspace.plan().in_sync


def test_a_create_that_was_not_carried_out_is_not_repeated_by_the_same_run(tmp_path: Path) -> None:
    """Its answer may still be on the way. The next push looks for the persona, finds nothing, and creates it."""
    with open_workspace(tmp_path) as workspace:
        workspace.write("cara")
        with pytest.raises(UnavailableError):
            raise_for(tuple(workspace.push(Rule(TimeOut(), method="POST")).values()))
        assert [sent.method for sent in workspace.sent].count("POST") == 1
        assert {address.key for address in workspace.locked.pending} == {"cara"}
        raise_for(tuple(workspace.push().values()))
        assert list(workspace.stored()) == ["Cara"]


@pytest.mark.parametrize("edited", ["one", "three"], ids=["taken-back", "edited"])
def test_what_an_interrupted_push_wrote_counts_as_ours(tmp_path: Path, edited: str) -> None:
    """It is neither a conflict nor a change of somebody else, whatever the file says at the next push."""
    with open_workspace(tmp_path) as workspace:
        workspace.write("cara", description="one", initialMessage="one")
        workspace.push()
        workspace.write("cara", description="two", initialMessage="two")
        workspace.kill = Kill(THE_PUT, carried_out=True)
        with pytest.raises(Killed):
            workspace.push()
        assert workspace.stored()["Cara"]["description"] == "two"
        workspace.write("cara", description=edited, initialMessage=edited)
        raise_for(tuple(workspace.push().values()))
        assert workspace.stored()["Cara"]["description"] == edited
        assert workspace.stored()["Cara"]["initialMessage"] == edited


def _through_faults(tmp_path: Path, prepared: Path, end: End, fault: Fault, *, times: int | None) -> None:
    for at in range(1, REQUESTS + 1):
        with _before_the_push(prepared, tmp_path / f"at-{at}") as workspace:
            with suppress(PersonactlError):
                workspace.push(Rule(fault, first=at, times=times))
            _converges(workspace, end)


@contextmanager
def _before_the_push(prepared: Path, folder: Path) -> Iterator[Workspace]:
    shutil.copytree(prepared, folder)
    with open_workspace(folder) as workspace:
        yield workspace


def _converges(workspace: Workspace, end: End) -> None:
    raise_for(tuple(workspace.push().values()))
    assert _end(workspace) == end
    assert workspace.plan(options=PlanOptions(refresh=True)).in_sync


def _end(workspace: Workspace) -> End:
    assert not workspace.locked.pending
    return workspace.stored(), {key: dict(entry.fields) for key, entry in workspace.locked.of_kind("persona").items()}
