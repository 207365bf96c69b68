"""A name that passes from one tool to another: the platform has at most one tool of a name at any moment of a push."""

import pytest

from personactl.errors import ConflictError
from personactl.report.plan.plan_markdown import plan_markdown
from personactl.report.plan.plan_text import plan_text
from personactl.sync.apply.outcome import Failed, Skipped, raise_for
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.safety import refuse_unsafe
from tests.faults import Rule, Status
from tests.sync.sample_project import platform
from tests.sync.workspace import Workspace

PRUNE = PlanOptions(prune=True)


def _tool(workspace: Workspace, key: str, name: str) -> None:
    description = f"Rings the bell that the file {key} is about."
    workspace.save(f"tools/{key}.yaml", name=name, description=description, type="CLIENT")


def _named(workspace: Workspace) -> dict[str, str]:
    """Tool name -> the file that the platform's tool comes from."""
    tools = platform(workspace)["tools"]
    return {str(tool["name"]): str(tool["description"]).split()[6] for tool in tools if tool["type"] != "SYSTEM"}


def _pushed(workspace: Workspace, options: PlanOptions = PRUNE) -> None:
    raise_for(tuple(workspace.push(options=options).values()))
    assert workspace.plan(options=PlanOptions(prune=True, refresh=True)).in_sync


def test_a_new_tool_gets_the_name_that_another_gives_up(workspace: Workspace) -> None:
    _tool(workspace, "first", "bell")
    workspace.write("cara", tools=["first"])
    _pushed(workspace)
    _tool(workspace, "first", "old_bell")
    _tool(workspace, "another", "bell")
    workspace.write("cara", tools=["first", "another"])
    _pushed(workspace)
    assert _named(workspace) == {"old_bell": "first", "bell": "another"}


def test_a_chain_of_names_moves_in_one_push(workspace: Workspace) -> None:
    keys = ("a", "b", "c", "d")
    for number, key in enumerate(keys):
        _tool(workspace, key, f"bell_{number}")
    _pushed(workspace)
    for number, key in enumerate(keys, 1):
        _tool(workspace, key, f"bell_{number}")
    _pushed(workspace)
    assert _named(workspace) == {f"bell_{number}": key for number, key in enumerate(keys, 1)}


def test_a_name_of_a_tool_that_is_deleted_goes_to_one_that_the_same_persona_keeps(workspace: Workspace) -> None:
    for key in ("kept", "gone"):
        _tool(workspace, key, key)
    workspace.write("cara", tools=["kept", "gone"])
    _pushed(workspace)
    (workspace.folder / "tools" / "gone.yaml").unlink()
    _tool(workspace, "kept", "gone")
    workspace.write("cara", tools=["kept"])
    _pushed(workspace)
    assert _named(workspace) == {"gone": "kept"}


def test_an_item_that_waits_for_a_name_in_vain_is_skipped_and_gets_it_next_time(workspace: Workspace) -> None:
    _tool(workspace, "first", "bell")
    _pushed(workspace)
    _tool(workspace, "first", "old_bell")
    _tool(workspace, "another", "bell")
    outcomes = workspace.push(Rule(Status(400, {"error": "Bad request"}), method="PUT", path="/v1/tools/*"))
    assert isinstance(outcomes["tool first"].result, Failed)
    assert outcomes["tool another"].result == Skipped("tool first failed")
    _pushed(workspace)
    assert _named(workspace) == {"old_bell": "first", "bell": "another"}


def test_names_exchanged_in_a_circle_are_refused_before_anything_is_sent(workspace: Workspace) -> None:
    for key in ("a", "b", "c"):
        _tool(workspace, key, key)
    _pushed(workspace)
    for key, name in (("a", "b"), ("b", "c"), ("c", "a")):
        _tool(workspace, key, name)
    plan = workspace.plan()
    assert [str(item.address) for item in plan.refusing] == ["tool a", "tool b", "tool c"]
    with pytest.raises(ConflictError, match="tool a and tool b and tool c would exchange their names") as refused:
        refuse_unsafe(plan)
    assert refused.value.hint == "give it a third name, push, then name it 'b' and push again"
    words = "\n".join(line.plain for line in plan_text(plan))
    assert "! tool b  tools/b.yaml  renaming forms a cycle with tool a and tool c" in words
    assert "renaming forms a cycle with `tool a`, `tool b`" in plan_markdown(plan, "staging")
    _tool(workspace, "a", "x")
    _pushed(workspace)
    _tool(workspace, "a", "b")
    _pushed(workspace)
    assert _named(workspace) == {"b": "a", "c": "b", "a": "c"}


def test_personas_may_swap_their_names(workspace: Workspace) -> None:
    workspace.write("cara", name="Cara")
    workspace.write("zoe", name="Zoe")
    _pushed(workspace)
    workspace.write("cara", name="Zoe")
    workspace.write("zoe", name="Cara")
    _pushed(workspace)


def test_a_circle_through_a_persona_is_refused_and_does_not_deadlock(workspace: Workspace) -> None:
    for key in ("kept", "gone"):
        _tool(workspace, key, key)
    workspace.write("cara", tools=["kept", "gone"])
    _pushed(workspace)
    (workspace.folder / "tools" / "gone.yaml").unlink()
    _tool(workspace, "kept", "gone")
    _tool(workspace, "fresh", "kept")
    workspace.write("cara", tools=["kept", "fresh"])
    plan = workspace.plan(options=PRUNE)
    assert [str(item.address) for item in plan.refusing] == ["tool kept"]
    with pytest.raises(ConflictError, match="tool kept and tool fresh and tool gone would exchange their names"):
        refuse_unsafe(plan)
    _tool(workspace, "kept", "third")
    _pushed(workspace)
    _tool(workspace, "kept", "gone")
    _pushed(workspace)
    assert _named(workspace) == {"gone": "kept", "kept": "fresh"}
