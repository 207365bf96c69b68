"""A project of 200 resources of every kind, before and after changes.

If it is pushed, changed, and pushed again, the second push contains every action: creates, updates, replaced documents,
deletes (with `--prune`) and unchanged resources, with dependencies between all kinds. In between, `edits` are what
somebody changes on the platform: drift in fields that files set or omit, and prompts that both sides change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

from personactl.json_value import JsonObject

SECRET_VARIABLE = "ANAM_LLM_SECRET"
SECRET = "sk-matrix-9f2c41d07be84a35"
"""A secret that no lock, snapshot or message may contain."""

AVATAR = "30fa96d0-26c4-4e55-94a0-517025942e18"
VOICE = "6bfbe25a-979d-40f3-a92b-5394170af54b"


@dataclass(frozen=True, slots=True)
class Sizes:
    """The number of files of each kind. A document is a resource of its own, and so is the tool that searches a group
    for the personas that use the group."""

    llms: int
    groups: int
    documents: int
    tools: int
    personas: int

    @property
    def resources(self) -> int:
        return self.llms + 2 * self.groups + self.documents + self.tools + self.personas


Includes: TypeAlias = Callable[[int, int], bool]
"""Whether resource number `n` exists in this version."""

WHOLE = Sizes(llms=8, groups=12, documents=40, tools=48, personas=80)
"""200 resources."""
SMALL = Sizes(llms=1, groups=1, documents=2, tools=2, personas=4)


def write_before(root: Path, sizes: Sizes) -> None:
    """The first half of the files, as they are pushed first. A tenth of them is deleted later."""
    for folder in ("llms", "knowledge", "tools", "personas", "documents"):
        (root / folder).mkdir()
    (root / "personactl.yaml").write_text("push: {maxDelete: 100}\n")
    _write(root, sizes, 1, lambda number, count: number < (count + 1) // 2 or _is_deleted_later(number))


def write_after(root: Path, sizes: Sizes) -> None:
    """All files in the end: new, changed and unchanged ones."""
    for file in [*root.glob("*/*.yaml"), *root.glob("documents/*")]:
        file.unlink()
    _write(root, sizes, 2, lambda number, _: not _is_deleted_later(number))


def edits(sizes: Sizes) -> dict[str, JsonObject]:
    """The name of a persona -> what somebody changes of it on the platform before the second push.

    The second push overrules drift and merges prompts. Some of these personas change in the file too, some do not.
    """
    found: dict[str, JsonObject] = {}
    for number in range((sizes.personas + 1) // 2):
        if _is_deleted_later(number):
            continue
        match number % 4:
            case 1:
                prompt = f"{_prompt(number, 1)}\nNever lie."
                found[f"Persona {number}"] = {"systemPrompt": prompt, "skipGreeting": True}
            case 2:
                found[f"Persona {number}"] = {"description": "Changed in the web app", "skipGreeting": True}
            case _:
                pass
    return found


def prompts_before(sizes: Sizes) -> list[str]:
    """The prompts of the first version, which merges need."""
    return [_prompt(number, 1) for number in range(sizes.personas)]


def _prompt(number: int, version: int) -> str:
    return f"You are persona {number}, version {_version_of(number, version)}.\n\nBe brief."


def _is_deleted_later(number: int) -> bool:
    return number % 10 == 9


def _write(root: Path, sizes: Sizes, version: int, includes: Includes) -> None:
    def put(folder: str, name: str, count: int, describe: Callable[[int], JsonObject]) -> None:
        for number in filter(lambda number: includes(number, count), range(count)):
            text = yaml.safe_dump(describe(number), sort_keys=False)
            (root / folder / f"{name}{number}.yaml").write_text(text, encoding="utf-8")

    put("llms", "llm-", sizes.llms, lambda number: _llm(number, _version_of(number, version)))
    put("tools", "tool_", sizes.tools, lambda number: _tool(number, sizes, _version_of(number, version)))
    put("personas", "persona-", sizes.personas, lambda number: _persona(number, sizes, version, includes))
    for number in range(sizes.groups):  # all of them from the start, because tools and personas name them
        text = yaml.safe_dump(_group(number, _version_of(number, version)), sort_keys=False)
        (root / "knowledge" / f"group-{number}.yaml").write_text(text, encoding="utf-8")
    for number in filter(lambda number: includes(number, sizes.documents), range(sizes.documents)):
        file = root / "documents" / f"group-{number % sizes.groups}-facts-{number}.md"
        file.write_text(f"# Facts {number}\n\nVersion {_version_of(number, version)}.\n", encoding="utf-8")


def _version_of(number: int, version: int) -> int:
    """The text of resource `number`; for every second one it depends on the version."""
    return version if number % 2 else 1


def _llm(number: int, version: int) -> JsonObject:
    return {
        "displayName": f"LLM {number}",
        "description": f"Version {version}",
        "llmFormat": "openai",
        "modelName": "gpt-oss",
        "urls": [{"url": "https://llm.invalid/v1/chat/completions", "region": "eu"}],
        "secret": {"env": SECRET_VARIABLE},
    }


def _group(number: int, version: int) -> JsonObject:
    documents = f"../documents/group-{number}-facts-*.md"
    return {"name": f"Group {number}", "description": f"What to know, version {version}", "documents": [documents]}


def _tool(number: int, sizes: Sizes, version: int) -> JsonObject:
    config: JsonObject
    match number % 3:
        case 0:
            kind, config = "CLIENT", {"parameters": {"type": "object", "properties": {"day": {"type": "string"}}}}
        case 1:
            kind = "SERVER_WEBHOOK"
            config = {"url": f"https://shop.invalid/hook/{number}", "method": "POST", "headers": {"X-Shop": "demo"}}
        case _:
            kind, config = "SERVER_RAG", {"knowledge": [f"group-{number % sizes.groups}"]}
    description = f"Use it when a caller asks about matter {number}, version {version}."
    return {"name": f"tool_{number}", "description": description, "type": kind, "config": config}


def _persona(number: int, sizes: Sizes, version: int, includes: Includes) -> JsonObject:
    fields: JsonObject = {
        "name": f"Persona {number}",
        "description": f"Version {_version_of(number, version)}",
        "avatarId": AVATAR,
        "voiceId": VOICE,
        "systemPrompt": _prompt(number, version),
        "initialMessage": f"Hello from {number}, {_version_of(number, version)}.",
    }
    tool, llm = number % sizes.tools, number % sizes.llms
    tools = [f"tool_{tool}"] if includes(tool, sizes.tools) else []
    if number % 4 == 0:
        tools.append("end_call")
    if tools:
        fields["tools"] = list(tools)
    if number < sizes.groups:
        fields["knowledge"] = [f"group-{number}"]
    if number % 5 == 0 and includes(llm, sizes.llms):
        fields["llm"] = f"llm-{llm}"
    return fields
