"""T601-T607: the name of a tool, and how it tells the model when to use it."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.node import Scalar, SequenceNode
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.key_edits import fix, replace_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.lint.rules.tools.tool import Tool, component_tools, inline_tools
from personactl.pattern import Pattern
from personactl.persona.schema.tool_fields import SYSTEM_TOOLS

_CONTRACT: Final = "the platform's published API contract"
_SAYS: Final = "description: Opens the calendar when the user asks for a date."

_SNAKE_CASE: Final = Pattern(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", re.ASCII)
_ALLOWED: Final = Pattern(r"[a-zA-Z0-9_.-]{1,64}", re.ASCII)
_HUMP: Final = Pattern(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD: Final = Pattern(r"[^\W_]+")
_EMPTY_WORDS: Final = frozenset({"a", "an", "the", "this", "tool", "function", "to", "is", "for", "of"})
_SHORT_COLUMNS: Final = 25


def _tool(text: str, name: str = "open_calendar") -> str:
    return f"{PERSONA}tools:\n  - type: client\n    name: {name}\n    {text}\n"


RULES: Final = (
    Rule(
        code="T601",
        name="tool-name-style",
        summary="a tool whose name is not in snake_case",
        severity=Severity.info,
        why="The documentation recommends snake_case, and models call such names most reliably.",
        bad=_tool(_SAYS, "openCalendar"),
        good=_tool(_SAYS),
        source="the platform's documentation of tools",
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="T602",
        name="repeated-tool",
        summary="two tools of a persona with the same name",
        severity=Severity.error,
        why="The model calls a tool by its name, so one of the two can never be called.",
        bad=_tool(_SAYS) + f"  - type: client\n    name: open_calendar\n    {_SAYS}\n",
        good=_tool(_SAYS) + f"  - type: client\n    name: open_map\n    {_SAYS}\n",
        source=_CONTRACT,
    ),
    Rule(
        code="T603",
        name="system-tool-name",
        summary="a tool with the name of a built-in tool",
        severity=Severity.warning,
        why="It is unclear which of the two the model calls.",
        bad=_tool(_SAYS, "end_call"),
        good=_tool(_SAYS, "close_window"),
        source="the platform's documentation of its system tools",
    ),
    Rule(
        code="T604",
        name="tool-without-description",
        summary="a tool without a description",
        severity=Severity.error,
        why=(
            "The model reads it to decide whether to call the tool, and the platform refuses to save a tool "
            "without one."
        ),
        bad=_tool("parameters: {type: object}"),
        good=_tool(_SAYS),
        source="the platform's published API contract; its cookbook",
    ),
    Rule(
        code="T605",
        name="idle-tool-description",
        summary="a tool whose description only repeats its name",
        severity=Severity.warning,
        why="The model needs to know what the tool does and when to call it.",
        bad=_tool("description: Open calendar"),
        good=_tool(_SAYS),
        source="the platform's cookbook",
    ),
    Rule(
        code="T606",
        name="short-tool-description",
        summary="a tool with a very short description",
        severity=Severity.info,
        why="A few words rarely say both what the tool does and when to call it.",
        bad=_tool("description: Shows a week"),
        good=_tool(_SAYS),
        source="the platform's cookbook",
        enabled=False,
    ),
    Rule(
        code="T607",
        name="inline-system-tool",
        summary="a built-in tool that is defined in the persona",
        severity=Severity.info,
        why="The tool is part of the platform: only its name is used, and all other keys have no effect.",
        bad=f"{PERSONA}tools:\n  - type: system\n    name: end_call\n    description: Ends the call after a goodbye.\n",
        good=f"{PERSONA}tools: [end_call]\n",
        source="the platform's published API contract; measurements of the live API by third parties",
    ),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    for tool in inline_tools(persona):
        yield from naming(tool)
    yield from _repeated(persona)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    for tool in component_tools(component):
        yield from naming(tool)


def naming(tool: Tool) -> Iterator[RuleFinding]:
    """Yield the findings about the name, type and description of one tool."""
    if _ALLOWED.fullmatch(tool.name) and not _SNAKE_CASE.fullmatch(tool.name):
        yield _unusual(tool)
    if tool.name in SYSTEM_TOOLS and tool.kind != "system":
        message = f"{tool.name} is the name of a built-in tool of the platform"
        yield tool.finding("T603", message, "Choose another name.", tool.span("name"))
    if tool.kind == "system" and not tool.component:
        hint = f"Replace the definition with {tool.name or 'its name'}."
        yield tool.finding("T607", "a built-in tool only needs its name", hint, tool.span("type"))
    else:
        yield from _description(tool)


def _unusual(tool: Tool) -> RuleFinding:
    snake_case_name = re.sub("[_.-]+", "_", _HUMP.sub("_", tool.name).lower()).strip("_")
    entry, correction = tool.entry("name"), None
    fits = _SNAKE_CASE.fullmatch(snake_case_name)
    if entry is not None and fits:
        correction = fix(
            f"Rename it to {snake_case_name}", replace_value(tool.document, entry, snake_case_name), safe=False
        )
    hint = f"Write {snake_case_name} here and in the prompt." if fits else "Use lower case and underscores."
    return tool.finding("T601", f"the tool name {tool.name} is not in snake_case", hint, tool.span("name"), correction)


def _description(tool: Tool) -> Iterator[RuleFinding]:
    text = tool.text("description").strip()
    if not text:
        if not tool.component:  # for a component file the schema reports this
            hint = "Add description: with what the tool does and when to call it."
            yield tool.finding("T604", f"the tool {tool.name} has no description", hint, tool.span("description"))
    elif _words(text) <= _words(_HUMP.sub(" ", tool.name)):
        hint = "Describe what the tool does and when to call it."
        yield tool.finding("T605", "the description only repeats the name", hint, tool.span("description"))
    elif sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text) < _SHORT_COLUMNS:
        hint = "Describe what the tool does and when to call it."
        yield tool.finding("T606", "the description is very short", hint, tool.span("description"))


def _words(text: str) -> set[str]:
    """Return the significant words in lower case, without the s of an English verb or plural."""
    return {word.removesuffix("s") for word in _WORD.findall(text.casefold()) if word not in _EMPTY_WORDS}


def _repeated(persona: PersonaView) -> Iterator[RuleFinding]:
    located = persona.located("tools")
    if located is None or not isinstance(located.entry.value, SequenceNode):
        return
    named = [(str(item.value), item.span) for item in located.entry.value.items if isinstance(item, Scalar)]
    named += [(tool.name, tool.span("name")) for tool in inline_tools(persona) if tool.name]
    seen: set[str] = set()
    for name, span in sorted(named, key=lambda one: one[1].start):
        if name in seen:
            message = f"another tool of this persona is also called {quoted(name)}"
            yield RuleFinding("T602", message, "Rename one, or remove it.", located.path, span)
        seen.add(name)
