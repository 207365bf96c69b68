"""Ids in a plan by names: those of the project's own resources, and of tools that only the platform has."""

from personactl.api.client import Client
from personactl.api.tools import create_tool
from personactl.json_value import JsonObject
from personactl.persona.project_resource import Address
from personactl.report.plan.plan_text import plan_text
from personactl.sync.plan.plan import Plan
from tests.faults import Rule, Status
from tests.sync.workspace import Workspace, id_of

RING: JsonObject = {"name": "ring", "description": "Rings.", "type": "CLIENT", "config": {"parameters": {}}}


async def _made_in_the_app(client: Client) -> str:
    return (await create_tool(client, {**RING, "name": "chime"})).id


def _shown(plan: Plan) -> str:
    return "\n".join(line.plain for line in plan_text(plan))


def test_a_platform_tool_that_a_persona_loses_is_named_without_an_extra_request(
    workspace: Workspace,
) -> None:
    workspace.write("cara", tools=["end_call", "skip_turn"])
    workspace.push()
    workspace.write("cara", tools=["skip_turn"], description="changed too")
    plan = workspace.plan()
    assert "- tool end_call\n" in _shown(plan)
    assert "toolIds replaces the whole set: tool end_call will be detached" in _shown(plan)
    assert [sent.path for sent in workspace.sent if "tools" in sent.path] == []


def test_a_tool_that_a_persona_gets_is_looked_up_once(workspace: Workspace) -> None:
    workspace.write("cara", tools=["end_call"])
    workspace.push()
    workspace.write("cara", tools=["end_call", "skip_turn"])
    assert "+ tool skip_turn" in _shown(workspace.plan())
    assert [sent.path for sent in workspace.sent if "tools" in sent.path] == ["/v1/tools"]


def test_a_tool_from_the_web_app_is_named_from_the_list_of_tools(workspace: Workspace) -> None:
    workspace.save("tools/ring.yaml", **RING)
    workspace.write("cara", tools=["ring"])
    cara = id_of(workspace.push()["cara"].result)
    workspace.app.change(cara, toolIds=[workspace.run(_made_in_the_app)])
    shown = _shown(workspace.plan())
    assert "- tool ring\n" in shown
    assert "+ tool chime\n" in shown


def test_the_tools_are_listed_for_a_name_that_is_not_known_otherwise(workspace: Workspace) -> None:
    workspace.write("cara")
    cara = id_of(workspace.push()["cara"].result)
    workspace.app.change(cara, toolIds=[workspace.run(_made_in_the_app)])
    workspace.write("cara", toolIds=[])
    assert "[tool chime]" in _shown(workspace.plan())
    assert [sent.path for sent in workspace.sent if "tools" in sent.path] == ["/v1/tools"]
    unanswered = workspace.plan(Rule(Status(500, {}), path="/v1/tools", times=None))
    assert (unanswered.names, unanswered.digest) == ({}, workspace.plan().digest)


def test_resources_of_the_project_are_named_in_plans_about_others(workspace: Workspace) -> None:
    workspace.save("tools/ring.yaml", **RING)
    workspace.write("cara", tools=["ring"])
    workspace.push()
    workspace.write("cara", tools=[])
    shown = _shown(workspace.plan_only("cara"))
    assert "- tool ring\n" in shown


def test_a_replaced_resource_keeps_its_id_until_it_has_a_new_one(workspace: Workspace) -> None:
    llm: JsonObject = {"displayName": "Ours", "llmFormat": "openai", "modelName": "m", "secret": {"env": "KEY"}}
    workspace.save("llms/ours.yaml", urls=[{"url": "https://one.example.com/v1"}], **llm)
    workspace.write("cara", llm="ours")
    workspace.push()
    old = workspace.locked.resources[Address("llm", "ours")].remote_id
    workspace.save(
        "llms/ours.yaml", urls=[{"url": f"https://{n}.example.com/v1", "region": n} for n in ("eu", "us")], **llm
    )
    assert f"{old} → llm ours" in _shown(workspace.plan())


def test_names_are_not_part_of_the_digest(workspace: Workspace) -> None:
    workspace.write("cara", tools=["end_call"])
    workspace.push()
    workspace.write("cara", tools=[])
    plan = workspace.plan()
    assert plan.names
    assert plan.digest == Plan(plan.items).digest
