"""T608-T612: the JSON Schema of a tool's arguments, which the model fills in."""

import json
import re
from collections.abc import Iterator
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.node import Entry, MappingNode, Scalar, SequenceNode, to_json
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.key_edits import fix, remove_entry, remove_item
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rules.tools.schema_form import malformed
from personactl.lint.rules.tools.tool import Tool, component_tools, inline_tools
from personactl.pattern import Pattern

_CONTRACT: Final = "the platform's published API contract"
_KEYS: Final = ("parameters", "queryParameters")
_MOST_BYTES: Final = 10_000  # docs/platform.md#inline-tools
_CHOICE: Final = Pattern(r"\bone of\b|\beither\b(?:(?!\beither\b).)+\bor\b", re.IGNORECASE)


def _tool(parameters: str) -> str:
    says = "description: Opens the calendar when the user asks for a date."
    head = f"name: Cara\navatar: Cara\nvoice: Lucy\ntools:\n  - type: client\n    name: open_calendar\n    {says}\n"
    return f"{head}    parameters:\n      type: object\n" + "".join(
        f"      {line}\n" for line in parameters.split("\n")
    )


_DAY: Final = "properties:\n  day: {type: string, description: The day to show}"

RULES: Final = (
    Rule(
        code="T608",
        name="large-tool-schema",
        summary="a JSON Schema of tool arguments that is larger than 10,000 bytes",
        severity=Severity.error,
        why="The platform answers 400 to a session with such a schema; saved tools do not have this limit.",
        bad=_tool(f'properties:\n  day: {{type: string, description: "{"The day to show. " * 700}"}}'),
        good=_tool(_DAY),
        source=_CONTRACT,
    ),
    Rule(
        code="T609",
        name="malformed-tool-schema",
        summary="tool arguments that are not a valid JSON Schema of an object",
        severity=Severity.error,
        why="The LLM's provider refuses such a tool, and often all other tools of the persona with it.",
        bad=_tool("properties:\n  day: string"),
        good=_tool(_DAY),
        source="JSON Schema; the platform's published API contract",
    ),
    Rule(
        code="T610",
        name="required-but-unknown",
        summary="a required argument that is not in properties",
        severity=Severity.warning,
        why="The model has to provide a value that it knows nothing about; usually the argument was renamed.",
        bad=_tool(f"{_DAY}\nrequired: [day, month]"),
        good=_tool(f"{_DAY}\nrequired: [day]"),
        source="JSON Schema; the platform's cookbook",
        fixability=Fixability.safe,
    ),
    Rule(
        code="T611",
        name="undescribed-argument",
        summary="a tool argument without a description",
        severity=Severity.info,
        why="The model can only guess the value from the name.",
        bad=_tool("properties:\n  day: {type: string}"),
        good=_tool(_DAY),
        source="the platform's cookbook",
    ),
    Rule(
        code="T612",
        name="choices-without-enum",
        summary="an argument that lists its choices in the description instead of enum",
        severity=Severity.info,
        why="With enum the model can only choose a valid value.",
        bad=_tool("properties:\n  view: {type: string, description: One of day and week}"),
        good=_tool("properties:\n  view: {type: string, enum: [day, week], description: One of day and week}"),
        source="the platform's cookbook",
        enabled=False,
    ),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    for tool in inline_tools(persona):
        yield from arguments(tool)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    for tool in component_tools(component):
        yield from arguments(tool)


def arguments(tool: Tool) -> Iterator[RuleFinding]:
    """Yield the findings in the schemas of one tool. Values that are not schemas are skipped."""
    for key in _KEYS:
        entry = tool.settings.get(key)
        if entry is None or not isinstance(entry.value, MappingNode):
            continue
        yield from _size(tool, entry)
        problems = list(malformed(entry.value))
        for message, hint, span in problems:
            yield tool.finding("T609", message, hint, span)
        if not problems:
            yield from _required(tool, entry.value)
            yield from _described(tool, entry.value)


def _size(tool: Tool, entry: Entry) -> Iterator[RuleFinding]:
    size = len(json.dumps(to_json(entry.value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
    if size > _MOST_BYTES and not tool.component:
        message = f"{entry.name} has {size:,} bytes; the limit is {_MOST_BYTES:,}"
        yield tool.finding("T608", message, "Shorten it, or save the tool and add its id to toolIds.", entry.key.span)


def _required(tool: Tool, schema: MappingNode) -> Iterator[RuleFinding]:
    required, known = schema.get("required"), {entry.name for entry in _properties(schema)}
    if required is None or not isinstance(required.value, SequenceNode):
        return
    items = required.value
    for index, item in enumerate(items.items):
        if isinstance(item, Scalar) and item.value not in known:
            edit = (
                remove_item(tool.document, items, index)
                if len(items.items) > 1
                else remove_entry(tool.document, required)
            )
            correction = fix(f"Remove {item.raw} from required", edit, safe=True)
            message = f"the required argument {quoted(str(item.value))} is not in properties"
            yield tool.finding(
                "T610", message, "Add it to properties, or remove it from required.", item.span, correction
            )


def _described(tool: Tool, schema: MappingNode) -> Iterator[RuleFinding]:
    for entry in _properties(schema):
        if not isinstance(entry.value, MappingNode):
            continue
        description = entry.value.get("description")
        text = str(description.value.value) if description and isinstance(description.value, Scalar) else ""
        if not text.strip() and entry.value.get("$ref") is None and entry.value.get("const") is None:
            message = f"the argument {quoted(entry.name)} has no description"
            yield tool.finding("T611", message, "Add description: with the meaning of the argument.", entry.key.span)
        elif description and _CHOICE.search(text) and _is_free_text(entry.value):
            message = "the description lists choices, but any text is allowed"
            yield tool.finding("T612", message, "List the choices in enum.", description.value.span)


def _is_free_text(argument: MappingNode) -> bool:
    kind = argument.get("type")
    free = kind is not None and isinstance(kind.value, Scalar) and kind.value.value == "string"
    return free and not any(argument.get(key) for key in ("enum", "const", "pattern", "format"))


def _properties(schema: MappingNode) -> tuple[Entry, ...]:
    entry = schema.get("properties")
    return entry.value.entries if entry is not None and isinstance(entry.value, MappingNode) else ()
