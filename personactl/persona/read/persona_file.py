"""A persona file to a `Persona`, ready to be compared with the platform or sent to it."""

from collections.abc import Mapping
from pathlib import Path

from personactl.errors import UsageError
from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.persona import Persona
from personactl.persona.read.definitions import NOTHING_DEFINED, Definitions
from personactl.persona.read.layered_file import LayeredFile, place, read_stack
from personactl.persona.read.referenced_files import read_prompt
from personactl.persona.read.tools import PersonaTools, persona_tools
from personactl.persona.resource import Address, reference
from personactl.persona.schema.field_shapes import Home
from personactl.persona.schema.fields import BY_NAME, FIELDS


def read_persona(path: Path, root: Path, profile: str | None = None, defined: Definitions = NOTHING_DEFINED) -> Persona:
    """The persona in the file at `path`, with what `profile` changes if the file has such a profile.

    `defined` is what the project has that the file may name. Raises `UsageError` with the place of the first problem,
    for a part, for knowledge that no file defines and for an inline tool that cannot be saved.
    """
    stack = read_stack(path, root, profile, "persona")
    prompt = _prompt(stack, root)
    config = stack.config if prompt is None else {**stack.config, "systemPrompt": prompt}
    uses = persona_tools(stack, defined)
    return _persona(path, _with_own_llm(config, defined), uses)


def _prompt(stack: LayeredFile, root: Path) -> str | None:
    """The text of the prompt file, looked for beside the uppermost layer that names one."""
    if "systemPromptFile" not in stack.config:
        return None
    layer, named = next((layer, text) for layer in reversed(stack.layers) if (text := layer.text("systemPromptFile")))
    prompt = read_prompt(str(named.value), layer.document.path.parent, root)
    if isinstance(prompt, str):
        return prompt
    raise UsageError(prompt.message, where=place(layer.document.path, named.span), hint=prompt.hint)


def _with_own_llm(config: JsonMapping, defined: Definitions) -> JsonMapping:
    """A reference to the LLM that `llm` names, if it is one of the project."""
    name = str(config.get("llm", ""))
    if name not in defined.keys("llm"):
        return config
    rest = {key: value for key, value in config.items() if key != "llm"}
    return {**rest, "llmId": reference(Address("llm", name))}


def _persona(path: Path, config: JsonMapping, uses: PersonaTools) -> Persona:
    options = config.get("sessionOptions")
    stored = _with_tool_ids(config, uses.stored)
    carried = _with_tool_ids(config, uses.shared)
    session = _living(carried, {"session", "both"})
    return Persona(
        key=path.stem,
        path=path,
        name=str(config["name"]),
        stored=_living(stored, {"stored", "both"}),
        config={**session, "tools": [*uses.inline]} if uses.inline else session,
        session_options=options if isinstance(options, dict) else {},
        unresolved=_unresolved(config),
        platform_tools=uses.platform,
        inline_tools=uses.saved,
    )


def _with_tool_ids(config: JsonMapping, more: tuple[str, ...]) -> JsonMapping:
    """An empty list of tools or knowledge means none at all, and no list that the platform's are left alone."""
    if not config.keys() & {"toolIds", "tools", "knowledge"}:
        return config
    own = config.get("toolIds", [])
    ids: list[JsonValue] = [*(own if isinstance(own, list) else ()), *more]
    return {**config, "toolIds": ids}


def _living(config: JsonMapping, homes: set[Home]) -> JsonObject:
    return {name: config[name] for name, field in FIELDS.items() if name in config and field.home in homes}


def _unresolved(config: JsonMapping) -> Mapping[str, str]:
    return {target: str(config[name]) for name, target in BY_NAME.items() if name in config}
