"""Two people, two clones, one platform: the second push notices the first, and nothing is duplicated or overwritten.

One push runs completely between two requests of the other one, for each of its requests in turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from personactl.errors import ConflictError
from personactl.sync.apply.outcome import Failed, raise_for
from personactl.sync.apply.write_errors import DroppedError, RemoteChangedError
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Drift
from tests.sync.sample_project import platform, write_sample_project
from tests.sync.workspace import Workspace, id_of, open_workspace


@contextmanager
def _clones(folder: Path) -> Iterator[tuple[Workspace, Workspace]]:
    with open_workspace(folder / "one") as one:
        other = Workspace(folder / "other", one.engine, one.clock)
        yield one, other


@pytest.fixture
def clones(tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    with _clones(tmp_path) as both:
        yield both


@pytest.mark.parametrize("at", range(1, 5))
def test_the_same_new_persona_is_created_once(clones: tuple[Workspace, Workspace], at: int) -> None:
    one, other = clones
    for workspace in clones:
        workspace.write("cara", description="the same")
    conflicts: list[bool] = []
    one.before_request[at] = lambda: conflicts.append(_try(other))
    conflicts.append(_try(one))
    assert one.app.names() == ["Cara"]
    assert any(conflicts), "one of the two reports a conflict"
    for workspace in clones:
        raise_for(tuple(workspace.push(options=PlanOptions(adopt=True)).values()))
    assert one.locked.of_kind("persona")["cara"].remote_id == other.locked.of_kind("persona")["cara"].remote_id


LIST, READ, READ_AGAIN, PUT, READ_BACK = range(1, 6)
"""The requests of a push of one changed persona."""


@pytest.mark.parametrize("at", [LIST, READ, READ_AGAIN, READ_BACK])
def test_the_second_change_of_the_same_field_is_a_conflict(clones: tuple[Workspace, Workspace], at: int) -> None:
    one, other = clones
    remote_id = _changed_in_both(one, other)
    conflicts: dict[str, bool] = {}
    one.before_request[at] = lambda: conflicts.update(other=_try(other))
    conflicts["one"] = _try(one)
    assert conflicts == {"one": at != READ_BACK, "other": at == READ_BACK}
    assert one.app.fields(remote_id)["description"] == ("mine" if at == READ_BACK else "theirs")


def test_a_change_in_the_instant_before_the_write_shows_in_the_next_diff(clones: tuple[Workspace, Workspace]) -> None:
    """The platform has no version check, so this one instant cannot be protected. But a change in it shows in the next
    diff."""
    one, other = clones
    _changed_in_both(one, other)
    one.before_request[PUT] = other.push
    assert not _try(one)
    assert isinstance(other.item("cara").action, Drift)


def test_two_first_pushes_at_once_end_as_one(clones: tuple[Workspace, Workspace]) -> None:
    one, other = clones
    for workspace in clones:
        write_sample_project(workspace)
    one.before_request[12] = lambda: _try(other)
    _try(one)
    for workspace in (other, one):
        with_adoption = PlanOptions(adopt=True)
        raise_for(tuple(workspace.push(options=with_adoption).values()))
    names = [str(persona["name"]) for persona in platform(one)["personas"]]
    assert names == ["Cara", "Julia"]
    assert [len(found) for found in platform(one).values()] == [1, 1, 2, 7, 2]
    assert other.plan(options=PlanOptions(refresh=True)).in_sync
    assert one.plan(options=PlanOptions(refresh=True)).in_sync


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400), timedelta(0)])
def test_a_clock_that_jumps_hides_no_change(workspace: Workspace, jump: timedelta) -> None:
    """Dates are compared, never ordered."""
    workspace.write("cara", description="first")
    remote_id = id_of(workspace.push()["cara"].result)
    workspace.clock.time += jump
    workspace.app.change(remote_id, description="theirs")
    workspace.write("cara", description="mine")
    with pytest.raises(ConflictError):
        workspace.push()
    raise_for(tuple(workspace.push(options=PlanOptions(on_conflict="ours")).values()))
    workspace.clock.time -= 2 * jump
    assert workspace.plan().in_sync
    workspace.write("cara", description="mine again")
    raise_for(tuple(workspace.push().values()))
    assert workspace.app.fields(remote_id)["description"] == "mine again"


def _changed_in_both(one: Workspace, other: Workspace) -> str:
    one.write("cara", description="first")
    remote_id = id_of(one.push()["cara"].result)
    other.lock_path.write_bytes(one.lock_path.read_bytes())
    one.write("cara", description="mine")
    other.write("cara", description="theirs")
    return remote_id


def _try(workspace: Workspace) -> bool:
    """Push. Returns whether it ended with a conflict; no other error is accepted."""
    try:
        outcomes = workspace.push()
    except ConflictError:
        return True
    errors = [one.result.error for one in outcomes.values() if isinstance(one.result, Failed)]
    assert all(isinstance(error, RemoteChangedError | DroppedError) for error in errors), errors
    return bool(errors)
