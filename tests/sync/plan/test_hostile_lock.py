"""A lock that somebody else wrote: it cannot delete or overwrite what was not pushed from here, nor do so unseen."""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from personactl.api.client import Client
from personactl.api.knowledge import create_group, upload_document
from personactl.errors import ConflictError
from personactl.persona.project_resource import Address
from personactl.state.lock import LockBlock, PendingWrite
from personactl.state.project_settings import OnDrift
from personactl.sync.apply.outcome import Failed, raise_for
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Adopt, Create, Delete, Drift, NotOurs, Unchanged, Update
from personactl.sync.values.field_paths import fingerprint, fingerprints
from tests.sync.history_workspace import HistoryWorkspace
from tests.sync.plan.lock_forgery import NOTHING, PRUNE, VICTIM, claim, craft, ids, text
from tests.sync.sample_project import document, platform, write_sample_project
from tests.sync.workspace import JULIA, LUCYS_VOICE, Workspace, id_of


@pytest.fixture
def victim(workspace: Workspace) -> str:
    workspace.write("cara")
    workspace.push()
    return workspace.app.create(**VICTIM)


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


def test_a_document_of_the_same_name_in_another_group_is_not_replaced(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()

    async def theirs(client: Client) -> str:
        group = await create_group(client, {"name": "Payroll"})
        return (await upload_document(client, group.id, b"Who earns what.\n", "hours.md")).id

    other = workspace.run(theirs)
    address = Address("document", "store-faq/hours.md")
    entry = replace(workspace.locked.resources[address], remote_id=other)
    craft(workspace, lambda block: block.with_entry(address, entry))
    document(workspace, "hours.md", "# Hours\n\nTen to six.\n")
    for options in (PlanOptions(on_drift="ours"), PlanOptions(on_conflict="ours", on_drift="ours")):
        assert workspace.item("document store-faq/hours.md", options).refuses
        with pytest.raises(ConflictError):
            workspace.push(options=options)
    assert other in ids(workspace, "documents")


def test_a_known_name_is_not_enough(workspace: Workspace) -> None:
    workspace.write("cara")
    workspace.push()
    other = workspace.app.create(name="Support", avatarId=JULIA, voiceId=LUCYS_VOICE, systemPrompt="You help.")
    workspace.write("cara", name="Support")
    known = {**workspace.locked.of_kind("persona")["cara"].fields, "name": fingerprint("name", "Support")}
    craft(workspace, claim("cara", other, known))
    assert workspace.item("cara", PlanOptions(on_drift="ours")).action == NotOurs(other)


def test_a_made_up_interrupted_create_takes_over_nothing(workspace: Workspace, victim: str) -> None:
    for fields in (NOTHING, {"name": fingerprint("name", "Support")}):
        pending = PendingWrite("Support", fields, "2026-01-02T03:04:05Z")
        craft(workspace, partial(LockBlock.with_pending, address=Address("persona", "new"), pending=pending))
        workspace.write("new", name="Support", systemPrompt="You help.", description="Ours now")
        assert type(workspace.item("new").action) not in (Update, Create)
        assert type(workspace.item("new", PlanOptions(adopt=True)).action) is Adopt


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


@pytest.mark.parametrize("drift", ["leave", "ours"])
def test_a_name_is_not_sent_as_the_id_of_something_else(workspace: Workspace, drift: OnDrift) -> None:
    workspace.write("cara", avatarId=None, avatar="Cara")
    workspace.push()
    entry = workspace.locked.of_kind("persona")["cara"]
    base = fingerprint("avatarId", JULIA) if drift == "ours" else entry.fields["avatarId"]
    fake = replace(entry, resolved={"avatarId: Cara": JULIA}, fields={**entry.fields, "avatarId": base}, updated_at="")
    craft(workspace, lambda block: block.with_entry(Address("persona", "cara"), fake))
    with pytest.raises(ConflictError, match=f"says that 'Cara' is {JULIA} \\(Julia") as caught:
        workspace.plan(options=PlanOptions(on_drift=drift))
    assert "cara.yaml" in caught.value.where


def test_a_pin_that_is_true_costs_nothing(workspace: Workspace) -> None:
    workspace.write("cara", avatarId=None, avatar="Cara")
    workspace.push()
    workspace.write("cara", avatarId=None, avatar="Cara", description="Front desk")
    raise_for(tuple(workspace.push().values()))
    assert not [sent for sent in workspace.sent if sent.path.startswith("/v1/avatars")]


@pytest.mark.parametrize(("minutes", "found"), [(-90, False), (90, False), (5, True)])
def test_a_pending_create_with_a_guessed_name_takes_over_nothing(
    workspace: Workspace, minutes: int, found: bool
) -> None:
    """A lock can say that a run was interrupted; of a group without a description, somebody may guess all there is."""
    group = workspace.run(partial(create_group, fields={"name": "Faq"}))
    workspace.save("knowledge/faq.yaml", name="Faq")
    started = (datetime.fromisoformat(group.created_at or "") + timedelta(minutes=minutes)).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )
    pending = PendingWrite("Faq", fingerprints({"name": "Faq"}), started)
    craft(workspace, partial(LockBlock.with_pending, address=Address("knowledge", "faq"), pending=pending))
    action = next(item for item in workspace.plan().items if item.key == "faq").action
    assert isinstance(action, Unchanged) is found, action
