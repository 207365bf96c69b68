"""P422-P426: what the prompt says about tools, compared with the tools of the persona."""

import re
from collections.abc import Iterator
from typing import Final

from personactl.document.passage import Passage
from personactl.document.suggestion import closest_name
from personactl.json_value import JsonValue
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Rule
from personactl.lint.rules.text_findings import text_finding, whole
from personactl.lint.text.guidance import lacks
from personactl.lint.text.text_range import TextRange, without_overlaps
from personactl.pattern import Pattern

_COOKBOOK: Final = "the platform's cookbook: a model needs to be told when to use a tool"
_BRIEF: Final = "You are Cara, and you help the guests of the hotel with all that they need."
_TOOL: Final = "tools: [{type: client, name: open_map, description: Call it when a guest asks for the way.}]\n"
_WEBHOOK: Final = (
    "tools:\n  - {type: server, subtype: webhook, name: book_room, description: Call it to book a room for a guest,\n"
    "     method: POST, url: https://hotel.example/book}\n"
)

MISSING: Final = Rule(
    code="P422",
    name="missing-tool",
    summary="a prompt that mentions a tool that the persona does not have",
    severity=Severity.warning,
    why="The model promises to look something up, cannot, and makes up the answer.",
    bad=f"{PERSONA}systemPrompt: You are Cara. For opening hours, use the find_hours tool.\n{_TOOL}",
    good=f"{PERSONA}systemPrompt: You are Cara. For directions, use the open_map tool.\n{_TOOL}",
    source=_COOKBOOK,
)
UNMENTIONED: Final = Rule(
    code="P423",
    name="unmentioned-tool",
    summary="a tool that the prompt does not mention",
    severity=Severity.info,
    why="Without instructions on when to call a tool, a model rarely calls it or calls it at the wrong time.",
    bad=f"{PERSONA}systemPrompt: {_BRIEF}\n{_TOOL}",
    good=f"{PERSONA}systemPrompt: {_BRIEF} For directions, call open_map.\n{_TOOL}",
    source=_COOKBOOK,
    enabled=False,
)
FALLBACK: Final = Rule(
    code="P424",
    name="no-fallback",
    summary="a prompt that does not say what to do when knowledge has no answer",
    severity=Severity.info,
    why="If the documents have no answer, a model without this instruction invents one.",
    bad=f"{PERSONA}systemPrompt: {_BRIEF}\nknowledge: [house-faq]\n",
    good=f"{PERSONA}systemPrompt: {_BRIEF} When you do not know, say so.\nknowledge: [house-faq]\n",
    source="the platform's cookbook, on knowledge",
    enabled=False,
)
UNCONFIRMED: Final = Rule(
    code="P425",
    name="no-confirmation",
    summary="a webhook that changes data, and a prompt that does not ask for confirmation",
    severity=Severity.info,
    why="Speech is easily misheard: the persona should repeat a booking or a cancellation before it makes it.",
    bad=f"{PERSONA}systemPrompt: {_BRIEF} Call book_room for a room.\n{_WEBHOOK}",
    good=f"{PERSONA}systemPrompt: {_BRIEF} Confirm the dates, then call book_room.\n{_WEBHOOK}",
    source="the platform's cookbook, on webhooks",
    enabled=False,
)

FORBIDDEN: Final = Rule(
    code="P426",
    name="forbidden-tools",
    summary="a prompt that forbids the tools that the persona has",
    severity=Severity.info,
    why="The model gets tools and is told not to use them: its behaviour changes from turn to turn.",
    bad=f"{PERSONA}systemPrompt: {_BRIEF} Never use any tools.\n{_TOOL}",
    good=f"{PERSONA}systemPrompt: {_BRIEF} Never use a tool before the guest has said yes. Call open_map.\n{_TOOL}",
    source="personactl",
    enabled=False,
)

RULES: Final = (MISSING, UNMENTIONED, FALLBACK, UNCONFIRMED, FORBIDDEN)

_FORBIDS: Final = Pattern(
    r"\b(?:never|do not|don['’]t|must not|may not|cannot) (?:use|call|invoke) (?:any |the |your )?(?:tools?|functions?)"
    r"\b(?! (?:without|before|until|unless|if|when|while|that|which|to|for|on|of|from|in|with|other|except|more|twice"
    r"|names?|results?)\b)",
    re.IGNORECASE,
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    prompt = persona.prompt
    if prompt is None or not persona.complete:
        return
    tools = list(_tools(persona))
    # An id may belong to any tool, and knowledge reaches the model as a tool.
    if not persona.value("toolIds") and not persona.value("knowledge"):
        yield from _missing(persona, frozenset(name for name, _ in tools))
    for name, definition in tools:
        if persona.any_selected(UNMENTIONED.code) and name not in prompt.text:
            hint = f"Say in the prompt when to call {name}."
            yield text_finding(UNMENTIONED, prompt, whole(prompt), f"the prompt does not mention the tool {name}", hint)
        if persona.any_selected(UNCONFIRMED.code) and _changes(definition) and lacks(prompt.text, "confirm"):
            message = f"{name} changes data, and the prompt does not ask for confirmation"
            yield text_finding(
                UNCONFIRMED,
                prompt,
                whole(prompt),
                message,
                "Tell the persona to repeat what it will do and to ask first.",
            )
    if persona.any_selected(FORBIDDEN.code) and (tools or persona.value("toolIds") or persona.value("knowledge")):
        yield from _forbidden(prompt)
    if persona.any_selected(FALLBACK.code) and _knows(persona, tools) and lacks(prompt.text, "unknown"):
        message = "the prompt does not say what to do when knowledge has no answer"
        yield text_finding(FALLBACK, prompt, whole(prompt), message, "Add: When you do not find the answer, say so.")


def _forbidden(prompt: Passage) -> Iterator[RuleFinding]:
    for match in _FORBIDS.finditer(prompt.text):
        text_range = TextRange(match.start(), match.end(), "")
        hint = "Say when to call each tool, or remove the tools."
        yield text_finding(FORBIDDEN, prompt, text_range, "the prompt forbids the tools that the persona has", hint)


def _missing(persona: PersonaView, names: frozenset[str]) -> Iterator[RuleFinding]:
    prompt = persona.prompt
    seen, known = {*names, *SYSTEM_TOOLS}, sorted(names)
    for mention in tool_mentions(prompt.text) if prompt is not None else ():
        if prompt is not None and mention.label not in seen:
            seen.add(mention.label)
            suggestion = closest_name(mention.label, known)
            hint = (
                f"Did you mean {suggestion}?"
                if suggestion
                else "Define it under tools, attach it with toolIds, or remove it here."
            )
            yield text_finding(MISSING, prompt, mention, f"the persona has no tool {mention.label}", hint)


def _tools(persona: PersonaView) -> Iterator[tuple[str, JsonValue]]:
    tools = persona.value("tools")
    for tool in tools if isinstance(tools, list) else ():
        name = tool.get("name") if isinstance(tool, dict) else tool
        if isinstance(name, str):
            yield name, tool


def _changes(tool: JsonValue) -> bool:
    method = tool.get("method") if isinstance(tool, dict) else None
    return isinstance(method, str) and method in {"POST", "PUT", "PATCH", "DELETE"}


def _knows(persona: PersonaView, tools: list[tuple[str, JsonValue]]) -> bool:
    return bool(persona.value("knowledge")) or any(
        isinstance(tool, dict) and tool.get("subtype") == "knowledge" for _, tool in tools
    )


_NAME: Final = r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+"
_MENTION: Final = Pattern(
    rf"\b(?:tool|function) (?:called |named )?[`'\"“*]{{0,2}}(?P<after>{_NAME})\b"
    rf"|(?<![\w.@/-])(?P<before>{_NAME})[`'\"”*]{{0,2}} (?:tool|function)\b"
    rf"|\b(?:[Cc]all|[Ii]nvoke|[Tt]rigger) (?:the )?[`]?(?P<called>{_NAME})\b"
)

SYSTEM_TOOLS: Final = frozenset({"change_language", "skip_turn", "end_call", "interrupt", "pause_conversation"})
"""Tools of the platform itself, which no file needs to define. Source: its documentation of system tools."""


def tool_mentions(text: str) -> Iterator[TextRange]:
    """Yield each mention of a tool in order; `label` is the name of the tool.

    Only names that look like code count, next to the word tool or function or after a verb such as call.
    """
    if "_" not in text:
        return
    found = []
    for match in _MENTION.finditer(text):
        group = match.lastgroup or "after"
        found.append(TextRange(match.start(group), match.end(group), match[group]))
    yield from without_overlaps(found)
