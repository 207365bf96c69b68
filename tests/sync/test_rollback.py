"""Rollbacks: the platform is as before, the lock still says what was pushed, and dependants refer to what came back."""

import shutil
from pathlib import Path

import pytest

from personactl.api.knowledge import download_document
from personactl.errors import ConflictError, StorageError
from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address
from personactl.state.history import Run, content_path, find_run, saved_resources
from personactl.sync.apply.outcome import Done, raise_for
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Drift, Replace, Unchanged
from personactl.sync.rollback import NOT_LEFT_ALONE, Past, restored_resources
from tests.sync.history_workspace import HistoryWorkspace
from tests.sync.interrupting_transport import Kill, Killed
from tests.sync.workspace import ADAMS_VOICE, LUCYS_VOICE, Workspace, open_workspace

CARA = Address("persona", "cara")
TOOL = Address("tool", "open_calendar")
REQUESTS = 12
"""The requests of the rollback: two lists, two reads, one create with its search and read back, and for each of two
personas a read, an update and a read back; one persona waits for the tool."""


@pytest.fixture
def history(workspace: Workspace, tmp_path: Path) -> HistoryWorkspace:
    return HistoryWorkspace(workspace, tmp_path / "history")


def test_an_update_is_rolled_back_and_the_next_push_leaves_it_alone(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    workspace.write("cara", description="one", initialMessage="Hello.", skipGreeting=True)
    assert history.push() is None
    workspace.write("cara", description="two", initialMessage="Hi.", skipGreeting=False)
    run = _some(history.push())
    (outcome,) = history.back(run)
    assert isinstance(outcome.result, Done)
    held = workspace.stored()["Cara"]
    assert (held["description"], held["skipGreeting"]) == ("one", True)
    assert held["initialMessage"] == "Hi.", "no read shows it, so it was not saved and stays"
    item = workspace.item("cara")
    assert isinstance(item.action, Drift)
    assert [change.path for change in item.changes] == ["description", "skipGreeting"]
    workspace.push()
    assert workspace.stored()["Cara"]["description"] == "one"


def test_a_field_that_the_run_added_is_cleared_if_possible(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    workspace.write("cara")
    history.push()
    workspace.write("cara", skipGreeting=True, languageCode="de")
    run = _some(history.push())
    (item,) = history.plan(run).items
    assert [change.path for change in item.changes] == ["skipGreeting"]
    assert any("cannot be cleared: languageCode" in note for note in item.notes)
    raise_for(history.back(run))
    assert workspace.stored()["Cara"]["skipGreeting"] is False


def test_the_language_that_only_a_list_returns_comes_back(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    for key in ("cara", "julia"):
        workspace.write(key, languageCode="de")
    history.push()
    workspace.write("cara", languageCode="fr")
    (workspace.folder / "julia.yaml").unlink()
    run = _some(history.push(PlanOptions(prune=True)))
    raise_for(history.back(run))
    assert [fields["languageCode"] for fields in workspace.stored().values()] == ["de", "de"]


def test_a_voice_comes_back_with_its_options(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    workspace.write("cara", voiceId=LUCYS_VOICE, voiceGenerationOptions={"stability": 0.5})
    history.push()
    workspace.write("cara", voiceId=ADAMS_VOICE, voiceGenerationOptions={"stability": 0.9})
    raise_for(history.back(_some(history.push())))
    held = workspace.stored()["Cara"]
    assert (held["voiceId"], held["voiceGenerationOptions"]) == (LUCYS_VOICE, {"stability": 0.5})


def test_a_rollback_can_be_rolled_back(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    workspace.write("cara", description="one")
    history.push()
    workspace.write("cara", description="two")
    run = _some(history.push())
    history.back(run)
    history.back(find_run(history.folder, run.number + 1))
    assert workspace.stored()["Cara"]["description"] == "two"
    assert isinstance(workspace.item("cara").action, Unchanged)


def test_a_repeated_rollback_has_nothing_to_do(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    workspace.write("cara", description="one")
    history.push()
    workspace.write("cara", description="two")
    run = _some(history.push())
    history.back(run)
    assert [type(item.action) for item in history.plan(run).items] == [Unchanged]
    history.back(run)
    assert isinstance(workspace.item("cara").action, Drift)


def test_a_change_since_the_run_is_a_conflict(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    workspace.write("cara", description="one")
    history.push()
    workspace.write("cara", description="two")
    run = _some(history.push())
    workspace.app.change(workspace.locked.resources[CARA].remote_id, description="three")
    with pytest.raises(ConflictError):
        history.back(run)
    assert workspace.stored()["Cara"]["description"] == "three"
    raise_for(history.back(run, PlanOptions(on_conflict="ours")))
    assert workspace.stored()["Cara"]["description"] == "one"


def test_a_change_of_a_field_whose_old_value_was_pushed_is_a_conflict_too(history: HistoryWorkspace) -> None:
    """The lock already has the value to restore, so that the project seems unchanged."""
    workspace = history.workspace
    for text in ("one", "two", "one"):
        workspace.write("cara", description=text)
        history.push()
    workspace.app.change(workspace.locked.resources[CARA].remote_id, description="three")
    with pytest.raises(ConflictError):
        history.back(find_run(history.folder, 1))
    assert workspace.stored()["Cara"]["description"] == "three"


def test_a_later_run_that_wrote_to_the_same_resource_is_named(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    runs = []
    for text in ("one", "two", "three"):
        workspace.write("cara", description=text)
        runs.append(history.push())
    (item,) = history.plan(_some(runs[1])).items
    assert any("run 2 wrote to it after run 1" in note for note in item.notes)


def test_a_deleted_tool_comes_back_and_dependants_refer_to_it(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    workspace.write("cara", tools=["open_calendar"])
    workspace.save("tools/open_calendar.yaml", name="open_calendar", description="Opens it.", type="CLIENT")
    history.push()
    before = workspace.locked.resources[TOOL].remote_id
    workspace.write("cara")
    (workspace.folder / "tools" / "open_calendar.yaml").unlink()
    run = _some(history.push(PlanOptions(prune=True)))
    assert TOOL not in workspace.locked.resources
    raise_for(history.back(run))
    after = workspace.locked.resources[TOOL].remote_id
    assert after != before
    assert workspace.stored()["Cara"]["toolIds"] == [after]
    history.push()
    assert workspace.stored()["Cara"]["toolIds"] == [after]


def test_an_older_run_refers_to_what_came_back_since(history: HistoryWorkspace) -> None:
    """The tool had another id at the time of that run."""
    workspace = history.workspace
    workspace.save("tools/open_calendar.yaml", name="open_calendar", description="Opens it.", type="CLIENT")
    workspace.write("cara", tools=["open_calendar"])
    history.push()
    workspace.write("cara")
    detached = _some(history.push())
    (workspace.folder / "tools" / "open_calendar.yaml").unlink()
    deleted = _some(history.push(PlanOptions(prune=True)))
    raise_for(history.back(deleted))
    raise_for(history.back(detached))
    assert workspace.stored()["Cara"]["toolIds"] == [workspace.locked.resources[TOOL].remote_id]


def test_only_a_deleted_persona_and_what_it_needs_come_back(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    for key in ("cara", "julia"):
        workspace.write(key, description="saved")
    history.push()
    for key in ("cara", "julia"):
        (workspace.folder / f"{key}.yaml").unlink()
    workspace.write("finn")
    run = _some(history.push(PlanOptions(prune=True)))
    raise_for(history.back(run, only="cara"))
    assert sorted(workspace.stored()) == ["Cara", "Finn"]
    assert workspace.stored()["Cara"]["description"] == "saved"
    workspace.write("cara", description="saved")
    assert workspace.plan().in_sync, "the file is back, and the lock knows its persona"


def test_a_replaced_document_comes_back_with_its_content(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    run = _replaced_document(history)
    item = next(item for item in history.plan(run).items if isinstance(item.action, Replace))
    assert NOT_LEFT_ALONE in item.notes
    raise_for(history.back(run))
    address = Address("document", "faq/hours.md")
    assert _content(workspace, workspace.locked.resources[address].remote_id) == b"We open at nine."
    assert not workspace.locked.leftovers


def test_damaged_content_is_not_uploaded(history: HistoryWorkspace) -> None:
    run = _replaced_document(history)
    saved = next(one for one in saved_resources(run) if one.sha256 is not None)
    content_path(run, str(saved.sha256)).write_bytes(b"something else")
    with pytest.raises(StorageError, match="damaged"):
        restored_resources(run, saved_resources(run), Past({}, {}, {}, {}, {}), history.workspace.locked)


def test_an_llm_comes_back_with_the_secret_that_its_file_names(history: HistoryWorkspace) -> None:
    workspace = history.workspace
    llm: dict[str, JsonValue] = {
        "displayName": "Ours",
        "llmFormat": "openai",
        "modelName": "m-1",
        "secret": {"env": "OUR_KEY"},
    }
    workspace.save("llms/ours.yaml", **llm, urls=[{"url": "https://llm.example/v1"}])
    history.push()
    workspace.save("llms/ours.yaml", **{**llm, "modelName": "m-2"}, urls=[{"url": "https://llm.example/v1"}])
    run = _some(history.push())
    raise_for(history.back(run))
    item = workspace.item("llm ours")
    assert isinstance(item.action, Drift)
    assert [change.path for change in item.changes] == ["modelName"]


@pytest.fixture(scope="module")
def undone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace and its history before the rollback of run 1, which updated two personas and deleted a tool."""
    folder = tmp_path_factory.mktemp("undone")
    (folder / "workspace").mkdir()
    with open_workspace(folder / "workspace") as workspace:
        assert _updated_and_deleted(HistoryWorkspace(workspace, folder / "history")).number == 1
    return folder


@pytest.mark.parametrize("carried_out", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, REQUESTS + 1))
def test_a_rollback_killed_at_any_request_converges(undone: Path, tmp_path: Path, at: int, carried_out: bool) -> None:
    shutil.copytree(undone, tmp_path / "copy")
    with open_workspace(tmp_path / "copy" / "workspace") as workspace:
        history = HistoryWorkspace(workspace, tmp_path / "copy" / "history")
        run = find_run(history.folder, 1)
        workspace.kill = Kill(at, carried_out)
        with pytest.raises(Killed):
            history.back(run)
        raise_for(history.back(run))
        held = workspace.stored()
        tool = workspace.locked.resources[TOOL].remote_id
        assert (held["Cara"]["description"], held["Cara"]["toolIds"]) == ("one", [tool])
        assert (held["Julia"]["description"], held["Julia"].get("toolIds")) == ("one", None)
        assert not workspace.locked.pending
        assert all(isinstance(item.action, Unchanged) for item in history.plan(run).items)
        workspace.push()
        assert workspace.stored() == held, "the next push leaves alone what came back"


def _updated_and_deleted(history: HistoryWorkspace) -> Run:
    """A run that updated two personas and deleted the tool that one of them had."""
    workspace = history.workspace
    workspace.write("cara", description="one", tools=["open_calendar"])
    workspace.write("julia", description="one")
    workspace.save("tools/open_calendar.yaml", name="open_calendar", description="Opens it.", type="CLIENT")
    history.push()
    workspace.write("cara", description="two")
    workspace.write("julia", description="two")
    (workspace.folder / "tools" / "open_calendar.yaml").unlink()
    return _some(history.push(PlanOptions(prune=True)))


def _replaced_document(history: HistoryWorkspace) -> Run:
    workspace = history.workspace
    workspace.save("knowledge/faq.yaml", name="FAQ", description="Opening hours.", documents=["hours.md"])
    workspace.write("cara", knowledge=["faq"])
    (workspace.folder / "knowledge" / "hours.md").write_bytes(b"We open at nine.")
    history.push()
    (workspace.folder / "knowledge" / "hours.md").write_bytes(b"We open at ten.")
    return _some(history.push())


def _content(workspace: Workspace, remote_id: str) -> bytes:
    return workspace.run(lambda client: download_document(client, remote_id))


def _some(run: Run | None) -> Run:
    assert run is not None
    return run
