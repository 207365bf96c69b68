"""A run undone: the platform as before, the lock still at what was pushed, and dependants point to what came back."""

import shutil
from pathlib import Path

import pytest

from personactl.api.knowledge import download_document
from personactl.errors import ConflictError, StorageError
from personactl.json_value import JsonValue
from personactl.persona.resource import Address
from personactl.state.history import Run, content_path, find_run, kept_in
from personactl.sync.choices import Choices
from personactl.sync.outcome import Done, raise_for
from personactl.sync.plan import Drift, Replace, Unchanged
from personactl.sync.rolling_back import NOT_LEFT_ALONE, Past, wanted_again
from tests.sync.history_workspace import Times
from tests.sync.interrupting_transport import Kill, Killed
from tests.sync.workspace import ADAMS_VOICE, LUCYS_VOICE, Bench, workbench

CARA = Address("persona", "cara")
TOOL = Address("tool", "open_calendar")
REQUESTS = 12
"""Two lists, two reads, one create with its look and read back, and a read, an update and a read back for each of two
personas, one of which waits for the tool."""


@pytest.fixture
def times(bench: Bench, tmp_path: Path) -> Times:
    return Times(bench, tmp_path / "history")


def test_an_update_is_undone_and_the_next_push_leaves_it_alone(times: Times) -> None:
    bench = times.bench
    bench.write("cara", description="one", initialMessage="Hello.", skipGreeting=True)
    assert times.push() is None
    bench.write("cara", description="two", initialMessage="Hi.", skipGreeting=False)
    run = _some(times.push())
    (outcome,) = times.back(run)
    assert isinstance(outcome.result, Done)
    held = bench.stored()["Cara"]
    assert (held["description"], held["skipGreeting"]) == ("one", True)
    assert held["initialMessage"] == "Hi.", "no read shows it, so it was not kept and stays"
    item = bench.item("cara")
    assert isinstance(item.action, Drift)
    assert [change.path for change in item.changes] == ["description", "skipGreeting"]
    bench.push()
    assert bench.stored()["Cara"]["description"] == "one"


def test_a_field_that_the_run_added_is_cleared_where_it_can_be(times: Times) -> None:
    bench = times.bench
    bench.write("cara")
    times.push()
    bench.write("cara", skipGreeting=True, languageCode="de")
    run = _some(times.push())
    (item,) = times.plan(run).items
    assert [change.path for change in item.changes] == ["skipGreeting"]
    assert any("can't be cleared: languageCode" in note for note in item.notes)
    raise_for(times.back(run))
    assert bench.stored()["Cara"]["skipGreeting"] is False


def test_the_language_that_only_a_list_tells_comes_back(times: Times) -> None:
    bench = times.bench
    for key in ("cara", "julia"):
        bench.write(key, languageCode="de")
    times.push()
    bench.write("cara", languageCode="fr")
    (bench.folder / "julia.yaml").unlink()
    run = _some(times.push(Choices(prune=True)))
    raise_for(times.back(run))
    assert [fields["languageCode"] for fields in bench.stored().values()] == ["de", "de"]


def test_a_voice_comes_back_with_its_options(times: Times) -> None:
    bench = times.bench
    bench.write("cara", voiceId=LUCYS_VOICE, voiceGenerationOptions={"stability": 0.5})
    times.push()
    bench.write("cara", voiceId=ADAMS_VOICE, voiceGenerationOptions={"stability": 0.9})
    raise_for(times.back(_some(times.push())))
    held = bench.stored()["Cara"]
    assert (held["voiceId"], held["voiceGenerationOptions"]) == (LUCYS_VOICE, {"stability": 0.5})


def test_a_rollback_can_be_rolled_back(times: Times) -> None:
    bench = times.bench
    bench.write("cara", description="one")
    times.push()
    bench.write("cara", description="two")
    run = _some(times.push())
    times.back(run)
    times.back(find_run(times.folder, run.number + 1))
    assert bench.stored()["Cara"]["description"] == "two"
    assert isinstance(bench.item("cara").action, Unchanged)


def test_a_rollback_that_is_done_already_has_nothing_to_do(times: Times) -> None:
    bench = times.bench
    bench.write("cara", description="one")
    times.push()
    bench.write("cara", description="two")
    run = _some(times.push())
    times.back(run)
    assert [type(item.action) for item in times.plan(run).items] == [Unchanged]
    times.back(run)
    assert isinstance(bench.item("cara").action, Drift)


def test_what_somebody_changed_since_is_a_conflict(times: Times) -> None:
    bench = times.bench
    bench.write("cara", description="one")
    times.push()
    bench.write("cara", description="two")
    run = _some(times.push())
    bench.app.change(bench.locked.resources[CARA].remote_id, description="three")
    with pytest.raises(ConflictError):
        times.back(run)
    assert bench.stored()["Cara"]["description"] == "three"
    raise_for(times.back(run, Choices(on_conflict="ours")))
    assert bench.stored()["Cara"]["description"] == "one"


def test_a_change_from_elsewhere_to_what_is_wanted_again_is_a_conflict_too(times: Times) -> None:
    """The lock says what is wanted, so that nothing here seems to have moved."""
    bench = times.bench
    for text in ("one", "two", "one"):
        bench.write("cara", description=text)
        times.push()
    bench.app.change(bench.locked.resources[CARA].remote_id, description="three")
    with pytest.raises(ConflictError):
        times.back(find_run(times.folder, 1))
    assert bench.stored()["Cara"]["description"] == "three"


def test_a_later_run_that_wrote_to_it_too_is_named(times: Times) -> None:
    bench = times.bench
    runs = []
    for text in ("one", "two", "three"):
        bench.write("cara", description=text)
        runs.append(times.push())
    (item,) = times.plan(_some(runs[1])).items
    assert any("run 2 wrote to it after run 1" in note for note in item.notes)


def test_what_was_deleted_comes_back_and_dependants_point_to_it(times: Times) -> None:
    bench = times.bench
    bench.write("cara", tools=["open_calendar"])
    bench.save("tools/open_calendar.yaml", name="open_calendar", description="Opens it.", type="CLIENT")
    times.push()
    before = bench.locked.resources[TOOL].remote_id
    bench.write("cara")
    (bench.folder / "tools" / "open_calendar.yaml").unlink()
    run = _some(times.push(Choices(prune=True)))
    assert TOOL not in bench.locked.resources
    raise_for(times.back(run))
    after = bench.locked.resources[TOOL].remote_id
    assert after != before
    assert bench.stored()["Cara"]["toolIds"] == [after]
    times.push()
    assert bench.stored()["Cara"]["toolIds"] == [after]


def test_an_older_run_points_to_what_came_back_since(times: Times) -> None:
    """The tool had another id when that run was made."""
    bench = times.bench
    bench.save("tools/open_calendar.yaml", name="open_calendar", description="Opens it.", type="CLIENT")
    bench.write("cara", tools=["open_calendar"])
    times.push()
    bench.write("cara")
    detached = _some(times.push())
    (bench.folder / "tools" / "open_calendar.yaml").unlink()
    deleted = _some(times.push(Choices(prune=True)))
    raise_for(times.back(deleted))
    raise_for(times.back(detached))
    assert bench.stored()["Cara"]["toolIds"] == [bench.locked.resources[TOOL].remote_id]


def test_a_deleted_persona_comes_back_alone_with_what_it_needs(times: Times) -> None:
    bench = times.bench
    for key in ("cara", "julia"):
        bench.write(key, description="kept")
    times.push()
    for key in ("cara", "julia"):
        (bench.folder / f"{key}.yaml").unlink()
    bench.write("finn")
    run = _some(times.push(Choices(prune=True)))
    raise_for(times.back(run, only="cara"))
    assert sorted(bench.stored()) == ["Cara", "Finn"]
    assert bench.stored()["Cara"]["description"] == "kept"
    bench.write("cara", description="kept")
    assert bench.plan().in_sync, "the file is back, and the lock knows its persona"


def test_a_replaced_document_comes_back_with_its_content(times: Times) -> None:
    bench = times.bench
    run = _replaced_document(times)
    item = next(item for item in times.plan(run).items if isinstance(item.action, Replace))
    assert NOT_LEFT_ALONE in item.notes
    raise_for(times.back(run))
    address = Address("document", "faq/hours.md")
    assert _content(bench, bench.locked.resources[address].remote_id) == b"We open at nine."
    assert not bench.locked.leftovers


def test_damaged_content_is_not_uploaded(times: Times) -> None:
    run = _replaced_document(times)
    kept = next(one for one in kept_in(run) if one.sha256 is not None)
    content_path(run, str(kept.sha256)).write_bytes(b"something else")
    with pytest.raises(StorageError, match="damaged"):
        wanted_again(run, kept_in(run), Past({}, {}, {}, {}, {}), times.bench.locked)


def test_an_llm_comes_back_with_the_secret_that_its_file_names(times: Times) -> None:
    bench = times.bench
    llm: dict[str, JsonValue] = {
        "displayName": "Ours",
        "llmFormat": "openai",
        "modelName": "m-1",
        "secret": {"env": "OUR_KEY"},
    }
    bench.save("llms/ours.yaml", **llm, urls=[{"url": "https://llm.example/v1"}])
    times.push()
    bench.save("llms/ours.yaml", **{**llm, "modelName": "m-2"}, urls=[{"url": "https://llm.example/v1"}])
    run = _some(times.push())
    raise_for(times.back(run))
    item = bench.item("llm ours")
    assert isinstance(item.action, Drift)
    assert [change.path for change in item.changes] == ["modelName"]


@pytest.fixture(scope="module")
def undone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bench and its history before the rollback of run 1, which updated two personas and deleted a tool."""
    folder = tmp_path_factory.mktemp("undone")
    (folder / "bench").mkdir()
    with workbench(folder / "bench") as bench:
        assert _updated_and_deleted(Times(bench, folder / "history")).number == 1
    return folder


@pytest.mark.parametrize("carried_out", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, REQUESTS + 1))
def test_a_rollback_killed_at_any_request_converges(undone: Path, tmp_path: Path, at: int, carried_out: bool) -> None:
    shutil.copytree(undone, tmp_path / "copy")
    with workbench(tmp_path / "copy" / "bench") as bench:
        times = Times(bench, tmp_path / "copy" / "history")
        run = find_run(times.folder, 1)
        bench.kill = Kill(at, carried_out)
        with pytest.raises(Killed):
            times.back(run)
        raise_for(times.back(run))
        held = bench.stored()
        tool = bench.locked.resources[TOOL].remote_id
        assert (held["Cara"]["description"], held["Cara"]["toolIds"]) == ("one", [tool])
        assert (held["Julia"]["description"], held["Julia"].get("toolIds")) == ("one", None)
        assert not bench.locked.pending
        assert all(isinstance(item.action, Unchanged) for item in times.plan(run).items)
        bench.push()
        assert bench.stored() == held, "the next push leaves alone what came back"


def _updated_and_deleted(times: Times) -> Run:
    """A run that updated two personas and deleted the tool that one of them had."""
    bench = times.bench
    bench.write("cara", description="one", tools=["open_calendar"])
    bench.write("julia", description="one")
    bench.save("tools/open_calendar.yaml", name="open_calendar", description="Opens it.", type="CLIENT")
    times.push()
    bench.write("cara", description="two")
    bench.write("julia", description="two")
    (bench.folder / "tools" / "open_calendar.yaml").unlink()
    return _some(times.push(Choices(prune=True)))


def _replaced_document(times: Times) -> Run:
    bench = times.bench
    bench.save("knowledge/faq.yaml", name="FAQ", description="Opening hours.", documents=["hours.md"])
    bench.write("cara", knowledge=["faq"])
    (bench.folder / "knowledge" / "hours.md").write_bytes(b"We open at nine.")
    times.push()
    (bench.folder / "knowledge" / "hours.md").write_bytes(b"We open at ten.")
    return _some(times.push())


def _content(bench: Bench, remote_id: str) -> bytes:
    return bench.run(lambda client: download_document(client, remote_id))


def _some(run: Run | None) -> Run:
    assert run is not None
    return run
