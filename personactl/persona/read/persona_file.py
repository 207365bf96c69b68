"""Read a persona file as a `Persona`: merged with its layers, with its prompt, and sorted by scope."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from personactl.errors import UsageError
from personactl.files.repository import real_folder
from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.project_resource import Address, Resource, reference
from personactl.persona.read.definitions import NO_DEFINITIONS, Definitions
from personactl.persona.read.layered_file import LayeredFile, location, read_layered_file
from personactl.persona.read.referenced_files import read_prompt
from personactl.persona.read.tools import PersonaTools, persona_tools
from personactl.persona.schema.field_shapes import Scope
from personactl.persona.schema.fields import BY_NAME, FIELDS


class Persona(msgspec.Struct, frozen=True):
    """The content of one persona file. Its mappings contain only what the file says, in the order of `fields.FIELDS`.

    An absent key is not null. A field contains a reference if it refers to another resource of the project.

    key:             the stem of the file
    path:            the file
    name:            the name of the persona
    stored:          the body of POST and PUT /v1/personas
    config:          the personaConfig of an ephemeral session token
    session_options: the sessionOptions of a session token
    unresolved:      names that the catalogue must resolve, by field: `{"avatarId": "Cara"}` for `avatar: Cara`;
                     none of the other mappings contains these fields
    platform_tools:  the names of tools that no file defines, whose ids belong at the end of both `toolIds`
    inline_tools:    the tools that the file defines in place, as `stored` refers to them; `config` contains them
    """

    key: str
    path: Path
    name: str
    stored: JsonMapping
    config: JsonMapping
    session_options: JsonMapping
    unresolved: Mapping[str, str]
    platform_tools: tuple[str, ...] = ()
    inline_tools: tuple[Resource, ...] = ()

    def as_resource(self) -> Resource:
        """Return the persona as a resource, without its session fields."""
        unresolved: dict[str, str | tuple[str, ...]] = dict(self.unresolved)
        if self.platform_tools:
            unresolved["toolIds"] = self.platform_tools
        return Resource(Address("persona", self.key), self.path, self.name, self.stored, unresolved)


def read_persona(
    path: Path, root: Path, profile: str | None = None, definitions: Definitions = NO_DEFINITIONS
) -> Persona:
    """Return the persona in the file at `path` of the project at `root`.

    profile:     the profile that applies; a file without that profile is read as it is
    definitions: the files of the project that the persona may name

    Raise `UsageError` with the place of the first problem, for a part, for knowledge that no file defines and for an
    inline tool that the platform cannot store.
    """
    file = read_layered_file(path, root, profile, "persona")
    prompt = _prompt(file, root)
    config = file.config if prompt is None else {**file.config, "systemPrompt": prompt}
    tools = persona_tools(file, definitions)
    return _persona(path, _with_custom_llm(config, definitions), tools)


def _prompt(file: LayeredFile, root: Path) -> str | None:
    """Return the text of the prompt file, which is relative to the uppermost layer that names one."""
    if "systemPromptFile" not in file.config:
        return None
    layer, named = next((layer, text) for layer in reversed(file.layers) if (text := layer.text("systemPromptFile")))
    prompt = read_prompt(str(named.value), real_folder(layer.document.path), root)
    if isinstance(prompt, str):
        return prompt
    raise UsageError(prompt.message, where=location(layer.document.path, named.span), hint=prompt.hint)


def _with_custom_llm(config: JsonMapping, definitions: Definitions) -> JsonMapping:
    """Return `config` with a reference if `llm` names an LLM of the project."""
    name = str(config.get("llm", ""))
    if name not in definitions.keys("llm"):
        return config
    rest = {key: value for key, value in config.items() if key != "llm"}
    return {**rest, "llmId": reference(Address("llm", name))}


def _persona(path: Path, config: JsonMapping, tools: PersonaTools) -> Persona:
    options = config.get("sessionOptions")
    stored = _with_tool_ids(config, tools.references)
    session = _fields_in(_with_tool_ids(config, tools.shared_references), {"session", "both"})
    return Persona(
        key=path.stem,
        path=path,
        name=str(config["name"]),
        stored=_fields_in(stored, {"stored", "both"}),
        config={**session, "tools": [*tools.inline]} if tools.inline else session,
        session_options=options if isinstance(options, dict) else {},
        unresolved=_unresolved(config),
        platform_tools=tools.platform_names,
        inline_tools=tools.inline_resources,
    )


def _with_tool_ids(config: JsonMapping, references: tuple[str, ...]) -> JsonMapping:
    """Return `config` with its tools in `toolIds`.

    Empty lists of tools and knowledge remove all tools on the platform. Without such lists the platform's tools stay.
    """
    if not config.keys() & {"toolIds", "tools", "knowledge"}:
        return config
    own = config.get("toolIds", [])
    ids: list[JsonValue] = [*(own if isinstance(own, list) else ()), *references]
    return {**config, "toolIds": ids}


def _fields_in(config: JsonMapping, scopes: set[Scope]) -> JsonObject:
    return {name: config[name] for name, field in FIELDS.items() if name in config and field.scope in scopes}


def _unresolved(config: JsonMapping) -> Mapping[str, str]:
    return {field: str(config[name]) for name, field in BY_NAME.items() if name in config}
