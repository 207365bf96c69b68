"""Every kind of resource against the real engine: created, changed, left alone, replaced, adopted."""

import pytest

from personactl.errors import ConflictError, UsageError
from personactl.json_value import JsonObject
from personactl.sync.apply.outcome import Done, Failed, raise_for
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Adopt, Conflict, Create, Drift, Replace, Unchanged, Update
from tests.faults import Rule, Status
from tests.sync.sample_project import URL, calendar, cara, document, faq, llm, platform, write_sample_project
from tests.sync.workspace import Workspace, id_of


def test_a_whole_project_is_pushed_and_in_sync(workspace: Workspace) -> None:
    write_sample_project(workspace)
    assert all(isinstance(item.action, Create) for item in workspace.plan().items)
    raise_for(tuple(workspace.push().values()))
    assert not workspace.locked.pending
    assert workspace.plan().in_sync
    assert workspace.plan(options=PlanOptions(refresh=True)).in_sync
    (persona,) = [one for one in platform(workspace)["personas"] if one["name"] == "Cara"]
    assert persona["toolIds"] == ["end_call", "open_calendar", "search_store_faq", "wave"]
    assert persona["llmId"] == "Own"


def test_an_unchanged_project_costs_a_list_of_each_kind_and_of_each_group(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    workspace.plan()
    group = workspace.locked.of_kind("knowledge")["store-faq"].remote_id
    assert sorted(sent.path for sent in workspace.sent) == [
        "/v1/knowledge/groups",
        f"/v1/knowledge/groups/{group}/documents",
        "/v1/llms",
        "/v1/personas",
        "/v1/tools",
    ]


def test_kinds_without_files_cost_no_request(workspace: Workspace) -> None:
    workspace.write("cara")
    workspace.plan()
    assert [sent.path for sent in workspace.sent] == ["/v1/personas"]


def test_a_changed_tool_is_updated_alone(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    calendar(workspace, awaitResult=True)
    (item,) = [item for item in workspace.plan().items if item.writes]
    assert isinstance(item.action, Update)
    assert [change.path for change in item.changes] == ["config.awaitResult"]
    workspace.push()
    (body,) = [sent.body for sent in workspace.sent if sent.method == "PUT"]
    assert isinstance(body, dict)
    assert list(body) == ["config"], "the whole config, and nothing else"
    assert workspace.plan(options=PlanOptions(refresh=True)).in_sync


def test_a_key_removed_from_a_tools_config_is_removed_on_the_platform(workspace: Workspace) -> None:
    write_sample_project(workspace)
    calendar(workspace, awaitResult=True)
    workspace.push()
    calendar(workspace)
    (change,) = workspace.item("tool open_calendar").changes
    assert change.path == "config.awaitResult"
    raise_for(tuple(workspace.push().values()))
    (tool,) = [one for one in platform(workspace)["tools"] if one["name"] == "open_calendar"]
    assert "awaitResult" not in str(tool["config"])
    assert workspace.plan(options=PlanOptions(refresh=True)).in_sync


def test_a_tool_that_becomes_another_type_loses_the_config_of_the_old_one(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    hook: JsonObject = {"url": "https://shop.example.com/hook", "method": "POST"}
    workspace.save(
        "tools/open_calendar.yaml", name="open_calendar", description="Books it.", type="SERVER_WEBHOOK", config=hook
    )
    assert "a new type resets config: sent together in one request" in workspace.item("tool open_calendar").notes
    raise_for(tuple(workspace.push().values()))
    (tool,) = [one for one in platform(workspace)["tools"] if one["name"] == "open_calendar"]
    assert tool["config"] == hook
    assert workspace.plan(options=PlanOptions(refresh=True)).in_sync


def test_a_changed_document_is_uploaded_before_the_old_one_is_deleted(workspace: Workspace) -> None:
    write_sample_project(workspace)
    old = id_of(workspace.push()["document store-faq/hours.md"].result)
    document(workspace, "hours.md", "# Hours\n\nTen to six.\n")
    item = workspace.item("document store-faq/hours.md")
    assert isinstance(item.action, Replace)
    assert [one.remote_id for one in item.leftovers] == [old]
    assert not item.deletions, "it is part of the replacement"
    outcome = workspace.push()["document store-faq/hours.md"]
    assert isinstance(outcome.result, Done)
    assert outcome.result.status == "replaced"
    writes = [(sent.method, sent.path.rpartition("/")[2]) for sent in workspace.sent if sent.method != "GET"]
    assert writes == [("POST", "documents"), ("DELETE", old)]
    assert [(one.status, one.content) for one in workspace.kept] == [("replaced", b"# Hours\n\nNine to five.\n")]
    assert len(platform(workspace)["documents"]) == 2
    assert not workspace.locked.leftovers
    assert workspace.plan(options=PlanOptions(refresh=True)).in_sync


def test_a_document_that_the_platform_cannot_process_fails_with_its_words(workspace: Workspace) -> None:
    write_sample_project(workspace)
    document(workspace, "empty.md", "")
    outcomes = workspace.push()
    result = outcomes["document store-faq/empty.md"].result
    assert isinstance(result, Failed)
    assert "could not process the document" in result.error.message
    assert isinstance(outcomes["cara"].result, Done), "nothing needs a document"
    assert isinstance(workspace.item("document store-faq/empty.md").action, Replace)
    document(workspace, "empty.md", "Not empty any more.\n")
    raise_for(tuple(workspace.push().values()))
    assert [one["status"] for one in platform(workspace)["documents"]] == ["READY"] * 3


def test_a_renamed_document_is_renamed(workspace: Workspace) -> None:
    write_sample_project(workspace)
    remote_id = id_of(workspace.push()["document store-faq/hours.md"].result)
    (workspace.folder / "documents" / "hours.md").rename(workspace.folder / "documents" / "opening-hours.md")
    raise_for(tuple(workspace.push().values()))
    assert workspace.locked.of_kind("document")["store-faq/opening-hours.md"].remote_id == remote_id
    assert [sent.body for sent in workspace.sent if sent.method == "PUT"] == [{"filename": "opening-hours.md"}]


def test_the_secret_of_an_llm_is_sent_once_and_stored_nowhere(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    (body,) = [sent.body for sent in workspace.sent if sent.path == "/v1/llms" and sent.method == "POST"]
    assert isinstance(body, dict)
    assert body["secret"] == "sk-LLM_KEY"
    assert "sk-LLM_KEY" not in workspace.lock_path.read_text()
    llm(workspace, modelName="gpt-oss-2")
    raise_for(tuple(workspace.push().values()))
    assert [sent.body for sent in workspace.sent if sent.method == "PUT"] == [{"modelName": "gpt-oss-2"}]


def test_a_secret_is_sent_again_when_its_place_changes_or_on_request(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    llm(workspace, secret={"env": "OTHER_KEY"})
    assert [change.path for change in workspace.item("llm own").changes] == ["secret"]
    workspace.push()
    assert [sent.body for sent in workspace.sent if sent.method == "PUT"] == [{"secret": "sk-OTHER_KEY"}]
    assert workspace.plan().in_sync
    again = PlanOptions(resend_secrets=True)
    raise_for(tuple(workspace.push(options=again).values()))
    assert [sent.body for sent in workspace.sent if sent.method == "PUT"] == [{"secret": "sk-OTHER_KEY"}]


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_platform_that_quotes_a_secret_is_not_quoted(workspace: Workspace, method: str) -> None:
    write_sample_project(workspace)
    if method == "PUT":
        workspace.push()
        llm(workspace, secret={"env": "OTHER_KEY"})
    said = Status(400, {"error": "Bad request", "message": "invalid secret sk-LLM_KEY or sk-OTHER_KEY"})
    result = workspace.push(Rule(said, method=method, path="/v1/llms*"))["llm own"].result
    assert isinstance(result, Failed)
    assert "invalid secret" in result.error.message
    assert ("sk-LLM_KEY" if method == "POST" else "sk-OTHER_KEY") not in str(vars(result.error))


def test_an_llm_that_an_update_cannot_write_is_replaced_and_its_personas_follow(workspace: Workspace) -> None:
    write_sample_project(workspace)
    old = id_of(workspace.push()["llm own"].result)
    llm(workspace, urls=[{"url": URL, "region": "eu"}, {"url": URL + "/us", "region": "us"}])
    plan = workspace.plan()
    assert [(str(item.address), type(item.action)) for item in plan.writing] == [
        ("llm own", Replace),
        ("persona cara", Update),
    ]
    raise_for(tuple(workspace.push().values()))
    new = workspace.locked.of_kind("llm")["own"].remote_id
    assert new != old
    deleted = [sent.path for sent in workspace.sent if sent.method == "DELETE"]
    assert deleted == [f"/v1/llms/{old}"]
    assert workspace.sent[-1].method == "DELETE", "after the persona was pointed to the new one"
    assert workspace.plan(options=PlanOptions(refresh=True)).in_sync


def test_a_replaced_llm_stays_while_a_persona_still_uses_it(workspace: Workspace) -> None:
    write_sample_project(workspace)
    old = id_of(workspace.push()["llm own"].result)
    llm(workspace, urls=[{"url": URL, "region": "eu"}, {"url": URL + "/us", "region": "us"}])
    outcomes = workspace.push(Rule(Status(400, {"error": "no"}), method="PUT", path="/v1/personas/*"))
    assert isinstance(outcomes["cara"].result, Failed)
    assert [len(ids) for ids in workspace.locked.leftovers.values()] == [1]
    assert not [sent for sent in workspace.sent if sent.method == "DELETE"]
    raise_for(tuple(workspace.push().values()))
    assert [sent.path for sent in workspace.sent if sent.method == "DELETE"] == [f"/v1/llms/{old}"]
    assert not workspace.locked.leftovers
    assert len(platform(workspace)["llms"]) == 1


def test_a_lost_lock_is_recovered_by_adopting_everything(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    before, lock = platform(workspace), workspace.locked
    workspace.lock_path.unlink()
    with pytest.raises(ConflictError):
        workspace.push()
    assert all(isinstance(item.action, Adopt) for item in workspace.plan(options=PlanOptions(adopt=True)).items)
    raise_for(tuple(workspace.push(options=PlanOptions(adopt=True)).values()))
    assert platform(workspace) == before
    assert {address: entry.fields for address, entry in workspace.locked.resources.items()} == {
        address: entry.fields for address, entry in lock.resources.items()
    }
    assert not [sent for sent in workspace.sent if sent.path.endswith("/documents") and sent.method == "POST"]


def test_a_change_of_a_tool_in_the_web_app_is_drift_and_a_change_on_both_sides_a_conflict(workspace: Workspace) -> None:
    write_sample_project(workspace)
    remote_id = id_of(workspace.push()["tool open_calendar"].result)
    workspace.app.change_tool(remote_id, description="Changed in the app.")
    assert isinstance(workspace.item("tool open_calendar").action, Drift)
    calendar(workspace)
    text = (workspace.folder / "tools" / "open_calendar.yaml").read_text()
    (workspace.folder / "tools" / "open_calendar.yaml").write_text(text.replace("Opens", "Shows"))
    assert isinstance(workspace.item("tool open_calendar").action, Conflict)


def test_a_renamed_group_keeps_its_documents(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    before = platform(workspace)["documents"]
    (workspace.folder / "knowledge" / "store-faq.yaml").rename(workspace.folder / "knowledge" / "faq.yaml")
    cara(workspace, knowledge=["faq"])
    raise_for(tuple(workspace.push().values()))
    assert platform(workspace)["documents"] == before
    assert not [sent for sent in workspace.sent if sent.method == "POST" and "knowledge" in sent.path]
    assert sorted(workspace.locked.of_kind("document")) == ["faq/hours.md", "faq/prices.md"]


def test_a_need_that_was_never_pushed_is_refused(workspace: Workspace) -> None:
    write_sample_project(workspace)
    with pytest.raises(UsageError, match="persona julia needs tool open_calendar, which was never pushed"):
        workspace.plan_only("julia")
    workspace.push()
    (item,) = workspace.plan_only("julia").items
    assert isinstance(item.action, Unchanged)


def test_a_description_removed_from_a_group_is_cleared(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    faq(workspace, description="")
    raise_for(tuple(workspace.push().values()))
    assert [one["description"] for one in platform(workspace)["groups"]] in ([""], [None])
    assert workspace.plan(options=PlanOptions(refresh=True)).in_sync
