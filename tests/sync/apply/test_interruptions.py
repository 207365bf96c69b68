"""A push broken at every request, before and after it was carried out, and run again: always the same end.

The end is compared where it counts: what the platform's own store holds, field by field, and what the lock remembers.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

import pytest

from personactl.errors import PersonactlError, UnavailableError
from personactl.json_value import JsonObject
from personactl.sync.choices import Choices
from personactl.sync.outcome import raise_for
from personactl.sync.plan import Conflict
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
from tests.sync.workspace import CARA, CARAS_VOICE, Bench, workbench

REQUESTS = 12
"""What the undisturbed push sends. Checked below, so that no position goes untested."""
THE_PUT = 4
"""In a push of one changed persona: list, read, read again, PUT, read back."""
THE_POST, THE_READ_BACK = 2, 4
"""In a push of one new persona: list, POST, look for others of the name, read back."""

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
    """One persona to update, two to create (one needs an update after it), one unchanged."""
    folder = tmp_path_factory.mktemp("prepared")
    with workbench(folder) as bench:
        bench.write("changed", description="one", initialMessage="Hi.")
        bench.write("same", initialMessage="Hi.")
        bench.push()
        bench.write("changed", description="two", initialMessage="Hello.")
        bench.write("fresh", initialMessage="Hello.", widgetConfig={"layout": "inline"})
        bench.write("second", initialMessage="Hello.", skipGreeting=True)
    return folder


@pytest.fixture(scope="module")
def end(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> End:
    """Where the undisturbed push ends."""
    with _before_the_push(prepared, tmp_path_factory.mktemp("undisturbed") / "bench") as bench:
        raise_for(tuple(bench.push().values()))
        assert len(bench.sent) == REQUESTS, [(sent.method, sent.path) for sent in bench.sent]
        return _end(bench)


@pytest.mark.parametrize("carried_out", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, REQUESTS + 1))
def test_a_push_killed_at_any_request_converges(
    tmp_path: Path, prepared: Path, end: End, at: int, carried_out: bool
) -> None:
    with _before_the_push(prepared, tmp_path / "bench") as bench:
        bench.kill = Kill(at, carried_out)
        with pytest.raises(Killed):
            bench.push()
        _converges(bench, end)


@pytest.mark.parametrize("kind", ONCE)
def test_a_push_through_one_fault_converges(tmp_path: Path, prepared: Path, end: End, kind: str) -> None:
    _through_faults(tmp_path, prepared, end, ONCE[kind], times=1)


@pytest.mark.parametrize("kind", FOREVER)
def test_a_push_that_breaks_down_converges(tmp_path: Path, prepared: Path, end: End, kind: str) -> None:
    _through_faults(tmp_path, prepared, end, FOREVER[kind], times=None)


def test_a_create_that_was_answered_is_known_by_its_id(tmp_path: Path) -> None:
    """Even when somebody changes it, name and all, before anybody here looks at it again."""
    with workbench(tmp_path) as bench:
        bench.write("cara", description="ours")
        bench.kill = Kill(THE_READ_BACK, carried_out=False)
        with pytest.raises(Killed):
            bench.push()
        (remote_id,) = (entry.remote_id for entry in bench.locked.of_kind("persona").values())
        bench.app.change(remote_id, name="Clara", description="theirs")
        item = bench.item("cara")
        assert item.action == Conflict(remote_id)
        assert [change.path for change in item.changes] == ["name", "description"]


@pytest.mark.parametrize("at", [THE_POST, THE_READ_BACK])
def test_a_push_interrupted_twice_still_knows_its_persona(tmp_path: Path, at: int) -> None:
    with workbench(tmp_path) as bench:
        bench.write("cara", description="one")
        bench.kill = Kill(at, carried_out=True)
        with pytest.raises(Killed):
            bench.push()
        bench.write("cara", description="two")
        bench.kill = Kill(THE_PUT, carried_out=False)
        with pytest.raises(Killed):
            bench.push()
        bench.write("cara", description="three")
        raise_for(tuple(bench.push().values()))
        assert bench.stored()["Cara"]["description"] == "three"


@pytest.mark.parametrize("carried_out", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, 6))
def test_an_adoption_killed_at_any_request_converges(tmp_path: Path, at: int, carried_out: bool) -> None:
    choices = Choices(adopt=True)
    with workbench(tmp_path) as bench:
        bench.app.create(name="Cara", avatarId=CARA, voiceId=CARAS_VOICE, description="somebody's")
        bench.write("cara", description="ours", initialMessage="Hello.")
        bench.kill = Kill(at, carried_out)
        with pytest.raises(Killed):
            bench.push(choices=choices)
        raise_for(tuple(bench.push(choices=choices).values()))
        assert bench.stored()["Cara"]["description"] == "ours"
        assert bench.stored()["Cara"]["initialMessage"] == "Hello."
        assert not bench.locked.pending
        assert bench.plan(choices=Choices(refresh=True)).in_sync


@pytest.mark.parametrize("fault", [ResetAfter(), TimeOut(carried_out=True), TruncatedJson(), CutBody()])
def test_a_create_whose_answer_was_lost_is_found_and_not_repeated(tmp_path: Path, fault: Fault) -> None:
    with workbench(tmp_path) as bench:
        bench.write("cara")
        raise_for(tuple(bench.push(Rule(fault, method="POST")).values()))
        assert [sent.method for sent in bench.sent].count("POST") == 1
        assert bench.plan().in_sync


def test_a_create_that_was_not_carried_out_is_not_repeated_by_the_same_run(tmp_path: Path) -> None:
    """Its answer may still be on the way. The next push looks for it, finds nothing, and creates it."""
    with workbench(tmp_path) as bench:
        bench.write("cara")
        with pytest.raises(UnavailableError):
            raise_for(tuple(bench.push(Rule(TimeOut(), method="POST")).values()))
        assert [sent.method for sent in bench.sent].count("POST") == 1
        assert {address.key for address in bench.locked.pending} == {"cara"}
        raise_for(tuple(bench.push().values()))
        assert list(bench.stored()) == ["Cara"]


@pytest.mark.parametrize("edited", ["one", "three"], ids=["taken-back", "edited"])
def test_what_an_interrupted_push_wrote_is_our_own_doing(tmp_path: Path, edited: str) -> None:
    """Neither a conflict nor somebody else's change, whatever the file says by the time of the next push."""
    with workbench(tmp_path) as bench:
        bench.write("cara", description="one", initialMessage="one")
        bench.push()
        bench.write("cara", description="two", initialMessage="two")
        bench.kill = Kill(THE_PUT, carried_out=True)
        with pytest.raises(Killed):
            bench.push()
        assert bench.stored()["Cara"]["description"] == "two"
        bench.write("cara", description=edited, initialMessage=edited)
        raise_for(tuple(bench.push().values()))
        assert bench.stored()["Cara"]["description"] == edited
        assert bench.stored()["Cara"]["initialMessage"] == edited


def _through_faults(tmp_path: Path, prepared: Path, end: End, fault: Fault, *, times: int | None) -> None:
    for at in range(1, REQUESTS + 1):
        with _before_the_push(prepared, tmp_path / f"at-{at}") as bench:
            with suppress(PersonactlError):
                bench.push(Rule(fault, first=at, times=times))
            _converges(bench, end)


@contextmanager
def _before_the_push(prepared: Path, folder: Path) -> Iterator[Bench]:
    shutil.copytree(prepared, folder)
    with workbench(folder) as bench:
        yield bench


def _converges(bench: Bench, end: End) -> None:
    raise_for(tuple(bench.push().values()))
    assert _end(bench) == end
    assert bench.plan(choices=Choices(refresh=True)).in_sync


def _end(bench: Bench) -> End:
    assert not bench.locked.pending
    return bench.stored(), {key: dict(entry.fields) for key, entry in bench.locked.of_kind("persona").items()}
