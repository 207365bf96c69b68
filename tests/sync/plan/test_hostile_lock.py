"""A lock that somebody else wrote: it cannot delete or overwrite what was not pushed from here, nor do so unseen."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from personactl.api.client import Client
from personactl.api.knowledge import list_documents, list_groups, rename_document
from personactl.api.llms import create_llm, list_custom_llms
from personactl.errors import ConflictError, UsageError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import Address
from personactl.report.plan.plan_json import plan_json
from personactl.report.plan.plan_text import plan_text
from personactl.state.lock import Leftover, LockBlock, LockEntry, PendingWrite
from personactl.state.lock_format.lock_file import read_lock, write_lock
from personactl.sync.apply.outcome import Done, Failed, raise_for
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Adopt, Create, Delete, Drift, NotOurs, Plan, Update
from personactl.sync.values.field_paths import fingerprint, fingerprints
from tests.faults import Rule, Status
from tests.sync.history_workspace import HistoryWorkspace
from tests.sync.sample_project import cara, document, llm, platform, write_sample_project
from tests.sync.workspace import CARA, CARAS_VOICE, ORIGIN, Workspace, id_of

PRUNE = PlanOptions(prune=True)
NOTHING: dict[str, str] = {}
VICTIM: JsonObject = {"name": "Support", "avatarId": CARA, "voiceId": CARAS_VOICE, "systemPrompt": "You help."}
URLS: JsonValue = [
    {"url": "https://llm.shop.example.com/v1", "region": "eu"},
    {"url": "https://us.shop.example.com/v1"},
]


def craft(workspace: Workspace, change: Callable[[LockBlock], LockBlock]) -> None:
    """Rewrite the lock as somebody else would, who has the repository and no key."""
    lock = read_lock(workspace.lock_path)
    write_lock(workspace.lock_path, lock.with_block("test", ORIGIN, change(lock.block("test", ORIGIN))))


def claim(key: str, remote_id: str, fields: dict[str, str]) -> Callable[[LockBlock], LockBlock]:
    return lambda block: block.with_entry(Address("persona", key), LockEntry(remote_id, fields, {}, ""))


def ids(workspace: Workspace, kind: str) -> set[str]:
    """The ids of all LLMs or documents on the platform."""

    async def work(client: Client) -> set[str]:
        if kind == "llms":
            return {one.id async for one in list_custom_llms(client)}
        return {one.id for group in await list_groups(client) for one in await list_documents(client, group.id)}

    return workspace.run(work)


def text(plan: Plan) -> str:
    return "\n".join(line.plain for line in plan_text(plan))


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


def test_a_swapped_id_is_refused_whatever_the_project_says_about_drift(workspace: Workspace, victim: str) -> None:
    craft(workspace, claim("cara", victim, dict(workspace.locked.of_kind("persona")["cara"].fields)))
    for options in (PlanOptions(on_drift="ours"), PlanOptions(on_conflict="ours", on_drift="ours")):
        item = workspace.item("cara", options)
        assert item.action == NotOurs(victim)
        with pytest.raises(ConflictError, match=f"the persona 'Support' \\({victim}\\) was pushed from here") as caught:
            workspace.push(options=options)
        assert "--adopt" in caught.value.hint
    assert workspace.app.fields(victim)["systemPrompt"] == "You help."
    assert "not ours" in text(workspace.plan(options=PlanOptions(on_drift="ours")))
    raise_for(tuple(workspace.push(options=PlanOptions(on_drift="ours", adopt=True)).values()))
    assert workspace.app.fields(victim)["name"] == "Cara"


def test_an_unset_field_of_others_is_not_set(workspace: Workspace, victim: str) -> None:
    """Without a word that differs there is no conflict: only the claim itself can be refused."""
    workspace.write("cara", name="Support", systemPrompt="You help.", description="Ours now")
    for fields in (NOTHING, fingerprints({"name": "Support"})):
        craft(workspace, claim("cara", victim, fields))
        assert workspace.item("cara").action == NotOurs(victim)
        with pytest.raises(ConflictError):
            workspace.push()
    assert not workspace.app.fields(victim).get("description")


def test_a_resource_of_others_is_not_pruned(workspace: Workspace, victim: str) -> None:
    guesses = fingerprints({"name": "Assistant", "systemPrompt": "You are an assistant."})
    for fields in (NOTHING, guesses, fingerprints({"name": "Support"})):
        craft(workspace, claim("ghost", victim, fields))
        for options in (PRUNE, PlanOptions(prune=True, on_conflict="ours")):
            item = workspace.item("ghost", options)
            assert (type(item.action) is NotOurs) or item.changes, item
            if options.on_conflict == "ours":
                assert item.action == NotOurs(victim)
            with pytest.raises(ConflictError):
                workspace.push(options=options)
    assert workspace.app.get(victim).name == "Support"


def test_what_is_pruned_is_named_by_the_platforms_own_name(workspace: Workspace) -> None:
    workspace.write("cara")
    workspace.write("night", name="Night desk")
    remote_id = id_of(workspace.push()["night"].result)
    (workspace.folder / "night.yaml").unlink()
    assert f"- night  delete {remote_id} ('Night desk' on the platform)" in text(workspace.plan(options=PRUNE))
    assert isinstance(workspace.item("night", PRUNE).action, Delete)


def test_a_renamed_file_does_not_take_over_a_resource_of_its_name(workspace: Workspace, victim: str) -> None:
    craft(workspace, claim("ghost", victim, NOTHING))
    workspace.write("new", name="Support", systemPrompt="You help.", description="Ours now")
    assert workspace.item("new").action == NotOurs(victim)


def test_a_made_up_interrupted_create_takes_over_nothing(workspace: Workspace, victim: str) -> None:
    for fields in (NOTHING, {"name": fingerprint("name", "Support")}):
        pending = PendingWrite("Support", fields, "2026-01-02T03:04:05Z")
        craft(workspace, partial(LockBlock.with_pending, address=Address("persona", "new"), pending=pending))
        workspace.write("new", name="Support", systemPrompt="You help.", description="Ours now")
        assert type(workspace.item("new").action) not in (Update, Create)
        assert type(workspace.item("new", PlanOptions(adopt=True)).action) is Adopt


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


def test_a_document_that_comes_after_the_plan_keeps_its_group(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    group = workspace.locked.of_kind("knowledge")["store-faq"].remote_id
    for file in [*workspace.folder.glob("*.yaml"), *workspace.folder.glob("*/*.yaml")]:
        file.unlink()
    workspace.write("cara", tools=["end_call"])
    late = workspace.push(
        options=PRUNE, between=lambda: workspace.app.upload(group, "theirs.md", b"Somebody's document.\n")
    )["knowledge store-faq"].result
    assert isinstance(late, Failed)
    assert "somebody added theirs.md" in late.error.message
    assert "theirs.md" in {one["filename"] for one in platform(workspace)["documents"]}


def test_what_colleagues_change_is_still_ours(workspace: Workspace) -> None:
    """The everyday cases: a rename on the platform, a new prompt there, a rename in the file."""
    workspace.write("cara", description="Front desk")
    remote_id = id_of(workspace.push()["cara"].result)
    workspace.app.change(remote_id, name="Cara II")
    raise_for(tuple(workspace.push(options=PlanOptions(on_drift="ours")).values()))
    workspace.app.change(remote_id, systemPrompt="You are somebody else.")
    raise_for(tuple(workspace.push(options=PlanOptions(on_drift="ours")).values()))
    workspace.write("cara", name="Clara", systemPrompt="You are Clara.", description="Clara at the desk")
    assert "~ cara  cara.yaml  update ('Cara' on the platform)" in text(workspace.plan())
    raise_for(tuple(workspace.push().values()))
    assert workspace.app.names() == ["Clara"]


def test_a_resource_that_was_changed_altogether_is_left_alone_as_before(workspace: Workspace) -> None:
    workspace.write("cara")
    remote_id = id_of(workspace.push()["cara"].result)
    workspace.app.change(remote_id, name="Zoe", systemPrompt="You are Zoe.")
    assert isinstance(workspace.item("cara").action, Drift)
    workspace.write("julia")
    raise_for(tuple(workspace.push().values()))


def test_a_rollback_sends_no_old_values_to_another_resource(workspace: Workspace, victim: str, tmp_path: Path) -> None:
    """The history of this machine says what was overwritten; the lock, which is the repository's, may say otherwise."""
    history = HistoryWorkspace(workspace, tmp_path / "history")
    workspace.write("cara", description="Front desk")
    run = history.push()
    assert run is not None
    cara = workspace.locked.of_kind("persona")["cara"]
    craft(workspace, lambda block: block.with_entry(Address("persona", "cara"), replace(cara, remote_id=victim)))
    with pytest.raises(ConflictError, match="'Support'"):
        history.back(run, PlanOptions(on_conflict="ours"))
    assert workspace.app.fields(victim)["systemPrompt"] == "You help."
