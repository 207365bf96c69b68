"""A name that passes from one tool to another: the platform has but one tool of a name, at every moment of a push."""

import pytest

from personactl.errors import ConflictError
from personactl.report.plan.plan_markdown import plan_markdown
from personactl.report.plan.plan_text import plan_text
from personactl.sync.apply.outcome import Failed, Skipped, raise_for
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.safety import refuse_unsafe
from tests.faults import Rule, Status
from tests.sync.bench import Bench
from tests.sync.shop import platform

PRUNE = PlanOptions(prune=True)


def _tool(bench: Bench, key: str, name: str) -> None:
    description = f"Rings the bell that the file {key} is about."
    bench.save(f"tools/{key}.yaml", name=name, description=description, type="CLIENT")


def _named(bench: Bench) -> dict[str, str]:
    """The file that each tool of the platform comes from, by the tool's name."""
    tools = platform(bench)["tools"]
    return {str(tool["name"]): str(tool["description"]).split()[6] for tool in tools if tool["type"] != "SYSTEM"}


def _pushed(bench: Bench, choices: PlanOptions = PRUNE) -> None:
    raise_for(tuple(bench.push(choices=choices).values()))
    assert bench.plan(choices=PlanOptions(prune=True, refresh=True)).in_sync


def test_a_new_tool_gets_the_name_that_another_gives_up(bench: Bench) -> None:
    _tool(bench, "first", "bell")
    bench.write("cara", tools=["first"])
    _pushed(bench)
    _tool(bench, "first", "old_bell")
    _tool(bench, "another", "bell")
    bench.write("cara", tools=["first", "another"])
    _pushed(bench)
    assert _named(bench) == {"old_bell": "first", "bell": "another"}


def test_a_row_of_names_moves_on_in_one_push(bench: Bench) -> None:
    keys = ("a", "b", "c", "d")
    for number, key in enumerate(keys):
        _tool(bench, key, f"bell_{number}")
    _pushed(bench)
    for number, key in enumerate(keys, 1):
        _tool(bench, key, f"bell_{number}")
    _pushed(bench)
    assert _named(bench) == {f"bell_{number}": key for number, key in enumerate(keys, 1)}


def test_a_name_of_a_tool_that_is_deleted_goes_to_one_that_the_same_persona_keeps(bench: Bench) -> None:
    for key in ("kept", "gone"):
        _tool(bench, key, key)
    bench.write("cara", tools=["kept", "gone"])
    _pushed(bench)
    (bench.folder / "tools" / "gone.yaml").unlink()
    _tool(bench, "kept", "gone")
    bench.write("cara", tools=["kept"])
    _pushed(bench)
    assert _named(bench) == {"gone": "kept"}


def test_whoever_waits_for_a_name_in_vain_is_skipped_and_gets_it_the_next_time(bench: Bench) -> None:
    _tool(bench, "first", "bell")
    _pushed(bench)
    _tool(bench, "first", "old_bell")
    _tool(bench, "another", "bell")
    outcomes = bench.push(Rule(Status(400, {"error": "Bad request"}), method="PUT", path="/v1/tools/*"))
    assert isinstance(outcomes["tool first"].result, Failed)
    assert outcomes["tool another"].result == Skipped("tool first failed")
    _pushed(bench)
    assert _named(bench) == {"old_bell": "first", "bell": "another"}


def test_names_that_go_round_in_a_circle_are_refused_before_anything_is_sent(bench: Bench) -> None:
    for key in ("a", "b", "c"):
        _tool(bench, key, key)
    _pushed(bench)
    for key, name in (("a", "b"), ("b", "c"), ("c", "a")):
        _tool(bench, key, name)
    plan = bench.plan()
    assert [str(item.address) for item in plan.refusing] == ["tool a", "tool b", "tool c"]
    with pytest.raises(
        ConflictError, match="tool a and tool b and tool c would pass on their names in a circle"
    ) as refused:
        refuse_unsafe(plan)
    assert refused.value.hint == "give it a third name, push, then name it 'b' and push again"
    words = "\n".join(line.plain for line in plan_text(plan))
    assert "! tool b  tools/b.yaml  renaming forms a cycle with tool a and tool c" in words
    assert "renaming forms a cycle with `tool a`, `tool b`" in plan_markdown(plan, "staging")
    _tool(bench, "a", "x")
    _pushed(bench)
    _tool(bench, "a", "b")
    _pushed(bench)
    assert _named(bench) == {"b": "a", "c": "b", "a": "c"}


def test_personas_may_swap_their_names(bench: Bench) -> None:
    bench.write("cara", name="Cara")
    bench.write("zoe", name="Zoe")
    _pushed(bench)
    bench.write("cara", name="Zoe")
    bench.write("zoe", name="Cara")
    _pushed(bench)


def test_a_circle_that_goes_through_a_persona_is_refused_instead_of_waited_for(bench: Bench) -> None:
    for key in ("kept", "gone"):
        _tool(bench, key, key)
    bench.write("cara", tools=["kept", "gone"])
    _pushed(bench)
    (bench.folder / "tools" / "gone.yaml").unlink()
    _tool(bench, "kept", "gone")
    _tool(bench, "fresh", "kept")
    bench.write("cara", tools=["kept", "fresh"])
    plan = bench.plan(choices=PRUNE)
    assert [str(item.address) for item in plan.refusing] == ["tool kept"]
    with pytest.raises(
        ConflictError, match="tool kept and tool fresh and tool gone would pass on their names in a circle"
    ):
        refuse_unsafe(plan)
    _tool(bench, "kept", "third")
    _pushed(bench)
    _tool(bench, "kept", "gone")
    _pushed(bench)
    assert _named(bench) == {"gone": "kept", "kept": "fresh"}
