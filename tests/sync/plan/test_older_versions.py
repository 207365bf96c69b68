"""Older versions in a lock: deleted only if they hold what was pushed, shown and counted as every deletion."""

import json

import pytest

from personactl.api.knowledge import rename_document
from personactl.api.llms import create_llm
from personactl.errors import ConflictError, UsageError
from personactl.json_value import JsonObject
from personactl.persona.project_resource import Address
from personactl.report.plan.plan_json import plan_json
from personactl.state.lock import Leftover, LockEntry, PendingWrite
from personactl.sync.apply.outcome import Done, Failed, raise_for
from personactl.sync.plan.options import PlanOptions
from personactl.sync.values.field_paths import fingerprint
from tests.faults import Rule, Status
from tests.sync.plan.lock_forgery import NOTHING, PRUNE, URLS, VICTIM, craft, ids, text
from tests.sync.sample_project import cara, document, llm, platform, write_sample_project
from tests.sync.workspace import ORIGIN, Workspace, id_of


@pytest.fixture
def victim(workspace: Workspace) -> str:
    workspace.write("cara")
    workspace.push()
    return workspace.app.create(**VICTIM)


@pytest.mark.parametrize("kind", ["persona", "tool", "knowledge"])
def test_leftovers_of_a_kind_that_is_never_replaced_are_refused(workspace: Workspace, victim: str, kind: str) -> None:
    value = json.loads(workspace.lock_path.read_text())
    value["platforms"][ORIGIN]["test"]["leftovers"] = {kind: {"cara": [victim]}}
    workspace.lock_path.write_text(json.dumps(value, indent=1))
    with pytest.raises(UsageError, match=f"leftovers > {kind} > cara cannot be there") as caught:
        workspace.push()
    line = int(caught.value.where.rpartition(":")[2])
    assert '"cara"' in workspace.lock_path.read_text().splitlines()[line - 1]
    assert workspace.app.get(victim).name == "Support"


@pytest.mark.parametrize(
    "fields", [{}, {"displayName": "Own"}, {"modelName": "other"}], ids=["nothing", "a guessed name", "another model"]
)
def test_an_llm_of_others_is_not_an_older_version(workspace: Workspace, fields: dict[str, str]) -> None:
    write_sample_project(workspace)
    workspace.push()
    theirs: JsonObject = {
        "displayName": "Own",
        "llmFormat": "openai",
        "modelName": "theirs",
        "urls": URLS,
        "secret": "s3",
    }
    other = workspace.run(lambda client: create_llm(client, theirs)).id
    prints = {path: fingerprint(path, value) for path, value in fields.items()}
    own = Address("llm", "own")
    craft(workspace, lambda block: block.with_leftover(own, Leftover(other, prints)))
    for name in ("Own", "New"):
        llm(workspace, displayName=name)
        assert "does not hold what was pushed, so it stays" in text(workspace.plan(options=PRUNE))
        raise_for(tuple(workspace.push(options=PRUNE).values()))
        assert other in ids(workspace, "llms")
    (workspace.folder / "llms" / "own.yaml").unlink()
    cara(workspace, llm=None)
    workspace.push(options=PRUNE)
    assert ids(workspace, "llms") == {other}


def test_the_older_format_of_leftovers_proves_nothing(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    hours = workspace.locked.of_kind("document")["store-faq/hours.md"].remote_id
    value = json.loads(workspace.lock_path.read_text())
    value["platforms"][ORIGIN]["test"]["leftovers"] = {"document": {"store-faq/prices.md": [hours]}}
    del value["platforms"][ORIGIN]["test"]["resources"]["document"]["store-faq/hours.md"]
    workspace.lock_path.write_text(json.dumps(value))
    (workspace.folder / "documents" / "hours.md").unlink()
    assert "so it stays" in text(workspace.plan(options=PRUNE))
    raise_for(tuple(workspace.push(options=PRUNE).values()))
    assert hours in ids(workspace, "documents")


def test_an_older_version_is_shown_and_counted(workspace: Workspace) -> None:
    write_sample_project(workspace)
    old = id_of(workspace.push()["llm own"].result)
    llm(workspace, urls=URLS)
    workspace.push(Rule(Status(400, {"error": "no"}), method="PUT", path="/v1/personas/*"))
    plan = workspace.plan()
    name = "Own"
    assert f"- llm own  delete {old} ('{name}' on the platform)" in text(plan)
    shown = plan_json(plan)
    assert isinstance(shown["items"], list)
    (delete,) = [one for one in shown["items"] if isinstance(one, dict) and one["action"] == "delete"]
    assert (delete["remoteId"], delete["remoteName"], delete["path"]) == (old, name, "")
    assert isinstance(shown["counts"], dict)
    assert shown["counts"]["delete"] == 1
    with pytest.raises(ConflictError, match="1 deletion, and at most 0 allowed"):
        workspace.push(options=PlanOptions(max_delete=0))
    outcome = workspace.push()["llm own"]
    assert (outcome.name, outcome.result) == ("Own", Done("deleted", old)), "the last one about this LLM"
    assert old not in ids(workspace, "llms")


def test_a_replacement_is_one_change_and_no_deletion_of_its_own(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    document(workspace, "hours.md", "# Hours\n\nTen to six.\n")
    raise_for(tuple(workspace.push(options=PlanOptions(max_delete=0)).values()))


def test_an_older_version_that_somebody_changed_since_the_plan_is_not_deleted(workspace: Workspace) -> None:
    write_sample_project(workspace)
    old = id_of(workspace.push()["document store-faq/hours.md"].result)
    document(workspace, "hours.md", "# Hours\n\nTen to six.\n")

    def rename() -> None:
        workspace.run(lambda client: rename_document(client, old, "theirs.md"))

    result = workspace.push(between=rename)["document store-faq/hours.md"].result
    assert isinstance(result, Failed)
    assert "somebody changed it" in result.error.message
    assert old in ids(workspace, "documents")


def test_a_made_up_replacement_deletes_nothing(workspace: Workspace, victim: str) -> None:
    """`replaces` names what an interrupted replacement was about to delete."""
    write_sample_project(workspace)
    workspace.push()
    own = Address("llm", "own")
    entry = workspace.locked.resources[own]
    other = entry.remote_id
    pending = PendingWrite(str(platform(workspace)["llms"][0]["displayName"]), dict(entry.fields), "", other)
    fake = LockEntry(other, NOTHING, {}, "")
    craft(workspace, lambda block: block.without(own).with_entry(own, fake).with_pending(own, pending))
    workspace.plan()
    assert not any(item.deletions or item.leftovers for item in workspace.plan().items)
