"""T608-T612: the JSON Schema of a tool's arguments, which the model fills in."""

import json
import re
from collections.abc import Iterator
from typing import Final

from personactl.document.node import Entry, MappingNode, Scalar, SequenceNode
from personactl.document.plain_values import to_json
from personactl.document.quotation import quoted
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import Severity
from personactl.lint.key_edits import fix, no_entry, no_item
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.lint.rules.tools.schema_form import malformed
from personactl.lint.rules.tools.tool import Tool, inline_tools, saved_tools
from personactl.lint.text.pattern import Pattern

_CONTRACT: Final = "the platform's published API contract"
_KEYS: Final = ("parameters", "queryParameters")
_MOST_BYTES: Final = 10_000  # docs/platform.md#inline-tools
_CHOICE: Final = Pattern(r"\bone of\b|\beither\b.+\bor\b", re.IGNORECASE)


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
        summary="arguments of a tool whose JSON Schema is larger than 10,000 bytes",
        severity=Severity.error,
        why="The platform answers 400 to a session with it; saved tools have no such limit.",
        bad=_tool(f'properties:\n  day: {{type: string, description: "{"The day to show. " * 700}"}}'),
        good=_tool(_DAY),
        source=_CONTRACT,
    ),
    Rule(
        code="T609",
        name="malformed-tool-schema",
        summary="arguments of a tool that are not a JSON Schema of an object",
        severity=Severity.error,
        why="The LLM's provider refuses such a tool, often with every other tool of the persona.",
        bad=_tool("properties:\n  day: string"),
        good=_tool(_DAY),
        source="JSON Schema; the platform's published API contract",
    ),
    Rule(
        code="T610",
        name="required-but-unknown",
        summary="a required argument that properties does not describe",
        severity=Severity.warning,
        why="The model has to fill in something that it knows nothing about; mostly it was renamed.",
        bad=_tool(f"{_DAY}\nrequired: [day, month]"),
        good=_tool(f"{_DAY}\nrequired: [day]"),
        source="JSON Schema; the platform's cookbook",
        fixability=Fixability.safe,
    ),
    Rule(
        code="T611",
        name="undescribed-argument",
        summary="an argument of a tool without a description",
        severity=Severity.info,
        why="The model fills it in by the look of its name.",
        bad=_tool("properties:\n  day: {type: string}"),
        good=_tool(_DAY),
        source="the platform's cookbook",
    ),
    Rule(
        code="T612",
        name="choices-without-enum",
        summary="an argument whose description lists choices that enum does not",
        severity=Severity.info,
        why="With enum the model can only choose what exists.",
        bad=_tool("properties:\n  view: {type: string, description: One of day and week}"),
        good=_tool("properties:\n  view: {type: string, enum: [day, week], description: One of day and week}"),
        source="the platform's cookbook",
        enabled=False,
    ),
)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    for tool in inline_tools(subject):
        yield from arguments(tool)


def check_saved(saved: ComponentView) -> Iterator[RuleFinding]:
    for tool in saved_tools(saved):
        yield from arguments(tool)


def arguments(tool: Tool) -> Iterator[RuleFinding]:
    """What is to be said about the schemas of one tool. What is no schema is not looked at any closer."""
    for key in _KEYS:
        entry = tool.settings.get(key)
        if entry is None or not isinstance(entry.value, MappingNode):
            continue
        yield from _size(tool, entry)
        problems = list(malformed(entry.value))
        for message, hint, span in problems:
            yield tool.hit("T609", message, hint, span)
        if not problems:
            yield from _required(tool, entry.value)
            yield from _described(tool, entry.value)


def _size(tool: Tool, entry: Entry) -> Iterator[RuleFinding]:
    size = len(json.dumps(to_json(entry.value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
    if size > _MOST_BYTES and not tool.saved:
        message = f"{entry.name} takes {size:,} bytes; the platform takes {_MOST_BYTES:,}"
        yield tool.hit("T608", message, "Shorten it, or save the tool and write its id into toolIds.", entry.key.span)


def _required(tool: Tool, schema: MappingNode) -> Iterator[RuleFinding]:
    required, known = schema.get("required"), {entry.name for entry in _properties(schema)}
    if required is None or not isinstance(required.value, SequenceNode):
        return
    items = required.value
    for index, item in enumerate(items.items):
        if isinstance(item, Scalar) and item.value not in known:
            edit = no_item(tool.document, items, index) if len(items.items) > 1 else no_entry(tool.document, required)
            mend = fix(f"Remove {item.raw} from required", edit, safe=True)
            message = f"properties does not describe the required argument {quoted(str(item.value))}"
            yield tool.hit("T610", message, "Describe it, or remove it from required.", item.span, mend)


def _described(tool: Tool, schema: MappingNode) -> Iterator[RuleFinding]:
    for entry in _properties(schema):
        if not isinstance(entry.value, MappingNode):
            continue
        description = entry.value.get("description")
        text = str(description.value.value) if description and isinstance(description.value, Scalar) else ""
        if not text.strip() and entry.value.get("$ref") is None and entry.value.get("const") is None:
            message = f"nothing says what the argument {quoted(entry.name)} is"
            yield tool.hit("T611", message, "Add a description to it.", entry.key.span)
        elif description and _CHOICE.search(text) and _is_free_text(entry.value):
            message = "the description lists choices, and any text is allowed"
            yield tool.hit("T612", message, "List them in enum.", description.value.span)


def _is_free_text(argument: MappingNode) -> bool:
    kind = argument.get("type")
    free = kind is not None and isinstance(kind.value, Scalar) and kind.value.value == "string"
    return free and not any(argument.get(key) for key in ("enum", "const", "pattern", "format"))


def _properties(schema: MappingNode) -> tuple[Entry, ...]:
    entry = schema.get("properties")
    return entry.value.entries if entry is not None and isinstance(entry.value, MappingNode) else ()
