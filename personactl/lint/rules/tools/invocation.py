"""T613-T619: how a tool is called: how long that may take, where a webhook goes, which folders are searched."""

from collections.abc import Iterator
from typing import Final

from personactl.document.node import Scalar, SequenceNode
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import Severity
from personactl.lint.finding_places import number
from personactl.lint.key_edits import fix, new_value, no_entry
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rule_finding import Edit, RuleFinding
from personactl.lint.rules.addresses import address, is_example, is_private
from personactl.lint.rules.tools.tool import Tool, inline_tools, saved_tools

_CONTRACT: Final = "the platform's published API contract"
_COOKBOOK: Final = "the platform's cookbook"
_LONG_S: Final = 10  # docs/platform.md#saved-tools
_MUTATING: Final = frozenset({"POST", "PUT", "DELETE", "PATCH"})


def _tool(kind: str, text: str) -> str:
    says = "description: Books a table when the guest has confirmed it."
    head = f"name: Cara\navatar: Cara\nvoice: Lucy\ntools:\n  - type: {kind}\n    name: book_table\n    {says}\n"
    return head + "".join(f"    {line}\n" for line in text.split("\n"))


def _webhook(url: str, method: str = "GET") -> str:
    return _tool("server", f"subtype: webhook\nmethod: {method}\nurl: {url}")


RULES: Final = (
    Rule(
        code="T613",
        name="timeout-without-await",
        summary="a toolTimeoutSeconds on a tool whose result nobody waits for",
        severity=Severity.warning,
        why="Without awaitResult: true the tool is fired and forgotten, and the timeout has no effect.",
        bad=_tool("client", "toolTimeoutSeconds: 5"),
        good=_tool("client", "awaitResult: true\ntoolTimeoutSeconds: 5"),
        source=_CONTRACT,
        fixability=Fixability.safe,
    ),
    Rule(
        code="T614",
        name="long-tool-timeout",
        summary="a tool that may keep the user waiting for more than 10 seconds",
        severity=Severity.info,
        why="The persona is silent until the result is there, and the user thinks that the call broke off.",
        bad=_tool("client", "awaitResult: true\ntoolTimeoutSeconds: 60"),
        good=_tool("client", "awaitResult: true\ntoolTimeoutSeconds: 5"),
        source=_CONTRACT,
    ),
    Rule(
        code="T615",
        name="unencrypted-webhook",
        summary="a webhook over http",
        severity=Severity.warning,
        why="What the user said and every header travel readable for anybody on the way.",
        bad=_webhook("http://shop.test/tables"),
        good=_webhook("https://shop.test/tables"),
        source=_COOKBOOK,
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="T616",
        name="unreachable-webhook",
        summary="a webhook on this machine or in a private network",
        severity=Severity.warning,
        why="The platform's servers make the call, and they cannot get there.",
        bad=_webhook("https://localhost:8080/tables"),
        good=_webhook("https://shop.test/tables"),
        source=_COOKBOOK,
    ),
    Rule(
        code="T617",
        name="example-webhook",
        summary="a webhook whose host is only an example",
        severity=Severity.warning,
        why="The call goes to somebody else or nowhere, and the persona apologises for a failed tool.",
        bad=_webhook("https://api.example.com/tables"),
        good=_webhook("https://shop.test/tables"),
        source=_COOKBOOK,
    ),
    Rule(
        code="T618",
        name="open-webhook",
        summary="a webhook that changes something and shows no credential",
        severity=Severity.info,
        why="Whoever finds the address can do what the persona can.",
        bad=_webhook("https://shop.test/tables", "POST"),
        good=_webhook("https://shop.test/tables", "POST\nheaders: {X-From: personas}"),
        source=_COOKBOOK,
        enabled=False,
    ),
    Rule(
        code="T619",
        name="no-folder-to-search",
        summary="a knowledge tool without a folder",
        severity=Severity.error,
        why="The search finds nothing, ever, or the platform refuses the session.",
        bad=_tool("server", "subtype: knowledge\ndocumentFolderIds: []"),
        good=_tool("server", "subtype: knowledge\ndocumentFolderIds: [67d27a9f-0ce1-4432-848b-8ab2b97f024b]"),
        source=_CONTRACT,
    ),
)


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    for tool in inline_tools(subject):
        yield from calling(tool)


def check_saved(saved: ComponentView) -> Iterator[RuleFinding]:
    for tool in saved_tools(saved):
        yield from calling(tool)


def calling(tool: Tool) -> Iterator[RuleFinding]:
    """What is to be said about how one tool is called."""
    match tool.kind:
        case "client":
            yield from _timeout(tool)
        case "webhook":
            yield from _url(tool)
        case "knowledge":
            folders = tool.settings.get("documentFolderIds") or tool.settings.get("knowledge")
            if folders is not None and isinstance(folders.value, SequenceNode) and not folders.value.items:
                hint = "Write the ids of the folders to search, or in knowledge the names of files in knowledge/."
                yield tool.hit("T619", f"{folders.name} names no folder", hint, folders.value.span)
        case "system":
            return


def _timeout(tool: Tool) -> Iterator[RuleFinding]:
    timeout, waits = tool.settings.get("toolTimeoutSeconds"), tool.settings.get("awaitResult")
    seconds = number(timeout.value) if timeout is not None else None
    if timeout is None or seconds is None:
        return
    if not (waits is not None and isinstance(waits.value, Scalar) and waits.value.value is True):
        mend = fix("Remove toolTimeoutSeconds", no_entry(tool.document, timeout), safe=True)
        message = "toolTimeoutSeconds has no effect without awaitResult: true"
        yield tool.hit("T613", message, "Remove it, or add awaitResult: true.", timeout.key.span, mend)
    elif seconds > _LONG_S:
        message = f"the user may wait {seconds:g} seconds for this tool"
        yield tool.hit("T614", message, "Write 10 or less, or do without awaitResult.", timeout.value.span)


def _url(tool: Tool) -> Iterator[RuleFinding]:
    url, span = tool.text("url"), tool.span("url")
    parts = address(url)
    if parts is None:
        return
    host = (parts.hostname or "").rstrip(".")
    if is_private(host):
        hint = "Use an address that the platform's servers can reach."
        yield tool.hit("T616", f"{host} cannot be reached from outside", hint, span)
    elif is_example(host):
        yield tool.hit("T617", f"{host} is only an example", "Write the address of your own server.", span)
    elif parts.scheme == "http":
        edit = _encrypted(tool, url)
        mend = fix("Replace http with https", edit, safe=False)
        yield tool.hit("T615", "this webhook is not encrypted", "Write https://.", span, mend)
    if tool.text("method") in _MUTATING and not parts.query and not parts.username:
        headers = tool.settings.get("headers")
        if headers is None:
            hint = "Add headers: with what your server checks."
            yield tool.hit("T618", "anybody who knows this address can call it", hint, span)


def _encrypted(tool: Tool, url: str) -> Edit | None:
    entry = tool.entry("url")
    plain = entry is not None and isinstance(entry.value, Scalar) and entry.value.style == "plain"
    return new_value(tool.document, entry, "https" + url[4:]) if entry is not None and plain else None
