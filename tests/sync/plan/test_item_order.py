"""The order of items: dependencies come first, and a failure only skips the items that need it."""

import pytest

from personactl.errors import UsageError
from personactl.persona.project_resource import Address, Resource, reference
from personactl.state.lock import LockBlock
from personactl.sync.apply.outcome import Done, Failed, Skipped, raise_for
from personactl.sync.plan.dependencies import refuse_unmet_dependencies
from tests.faults import Rule, Status
from tests.sync.sample_project import platform, write_sample_project
from tests.sync.workspace import Workspace

REFUSED = Status(400, {"error": "Bad request"})


def test_a_failed_dependency_skips_what_needs_it_with_the_reason(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.save("tools/other.yaml", name="other", description="Does something else.", type="CLIENT")
    workspace.write("zoe", tools=["other"])
    outcomes = workspace.push(Rule(REFUSED, method="POST", path="/v1/knowledge/groups"))
    results = {name: one.result for name, one in outcomes.items()}
    assert isinstance(results["knowledge store-faq"], Failed)
    assert results["tool knowledge.store-faq"] == Skipped("knowledge store-faq failed")
    assert results["document store-faq/hours.md"] == Skipped("knowledge store-faq failed")
    assert results["cara"] == Skipped("tool knowledge.store-faq was skipped: knowledge store-faq failed")
    assert isinstance(results["julia"], Done)
    assert isinstance(results["zoe"], Done)
    assert {address.key for address in workspace.locked.pending} == set()
    raise_for(tuple(workspace.push().values()))
    assert len(platform(workspace)["personas"]) == 3


def test_a_slow_document_does_not_hold_up_other_items(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    sent = [(one.method, one.path) for one in workspace.sent]
    created = sent.index(("POST", "/v1/personas"))
    polls = [number for number, (method, path) in enumerate(sent) if method == "GET" and "/documents/" in path]
    assert created < max(polls)


def test_fail_fast_starts_no_other_item(workspace: Workspace) -> None:
    for number in range(20):
        workspace.write(f"persona-{number:02}")
    workspace.fail_fast = True
    outcomes = workspace.push(Rule(REFUSED, method="POST"))
    kinds = [type(one.result) for one in outcomes.values()]
    assert kinds.count(Failed) == 1
    assert kinds.count(Skipped) >= 10
    workspace.fail_fast = False
    raise_for(tuple(workspace.push().values()))
    assert len(workspace.stored()) == 20


def test_dependencies_come_first_in_the_plan(workspace: Workspace) -> None:
    write_sample_project(workspace)
    places = {item.address: place for place, item in enumerate(workspace.plan().items)}
    for item in workspace.plan().items:
        assert all(places[needed] < places[item.address] for needed in item.needs)


def test_a_circle_is_refused(workspace: Workspace) -> None:
    here = workspace.folder / "x.yaml"
    group, tool = Address("knowledge", "x"), Address("tool", "x")
    circle = [
        Resource(group, here, "x", {"name": reference(tool)}, {}),
        Resource(tool, here, "x", {"config": {"documentFolderIds": [reference(group)]}}, {}),
    ]
    with pytest.raises(UsageError, match="knowledge x cannot need tool x"):
        refuse_unmet_dependencies(circle, LockBlock(), profile=None)


def test_a_need_that_was_never_pushed_is_refused_with_the_push_that_helps(workspace: Workspace) -> None:
    tool = Address("tool", "hours")
    path = workspace.folder / "cara.yaml"
    persona = Resource(Address("persona", "cara"), path, "Cara", {"toolIds": [reference(tool)]}, {})
    with pytest.raises(UsageError, match="persona cara needs tool hours, which was never pushed") as caught:
        refuse_unmet_dependencies([persona], LockBlock(), profile="staging")
    push = "personactl push --only persona/cara --profile staging"
    assert caught.value.hint == f"push it with all that it needs: {push}"
