"""Locks that somebody else wrote, and what the tests of them look at."""

from collections.abc import Callable

from personactl.api.client import Client
from personactl.api.knowledge import list_documents, list_groups
from personactl.api.llms import list_custom_llms
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.project_resource import Address
from personactl.report.plan.plan_text import plan_text
from personactl.state.lock import LockBlock, LockEntry
from personactl.state.lock_format.lock_file import read_lock, write_lock
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Plan
from tests.sync.workspace import CARA, CARAS_VOICE, ORIGIN, Workspace

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
