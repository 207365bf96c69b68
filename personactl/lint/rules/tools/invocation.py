"""T613-T619: how a tool is called: timeouts, webhook addresses, and the folders to search."""

from collections.abc import Iterator
from typing import Final

from personactl.document.node import Scalar, SequenceNode
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import Edit, RuleFinding, Severity
from personactl.lint.finding_places import number
from personactl.lint.key_edits import fix, remove_entry, replace_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Fixability, Rule
from personactl.lint.rules.addresses import address, is_example, is_private
from personactl.lint.rules.tools.tool import Tool, component_tools, inline_tools

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
        summary="a toolTimeoutSeconds on a tool without awaitResult",
        severity=Severity.warning,
        why="Without awaitResult: true the platform does not wait for the result, and the timeout has no effect.",
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
        why="The persona is silent until the result arrives, and the user thinks that the connection was lost.",
        bad=_tool("client", "awaitResult: true\ntoolTimeoutSeconds: 60"),
        good=_tool("client", "awaitResult: true\ntoolTimeoutSeconds: 5"),
        source=_CONTRACT,
    ),
    Rule(
        code="T615",
        name="unencrypted-webhook",
        summary="a webhook with an unencrypted http address",
        severity=Severity.warning,
        why="The words of the user and all headers are sent unencrypted.",
        bad=_webhook("http://shop.test/tables"),
        good=_webhook("https://shop.test/tables"),
        source=_COOKBOOK,
        fixability=Fixability.unsafe,
    ),
    Rule(
        code="T616",
        name="unreachable-webhook",
        summary="a webhook on a local or private address",
        severity=Severity.warning,
        why="The platform's servers make the call, and they cannot reach this address.",
        bad=_webhook("https://localhost:8080/tables"),
        good=_webhook("https://shop.test/tables"),
        source=_COOKBOOK,
    ),
    Rule(
        code="T617",
        name="example-webhook",
        summary="a webhook with an example address",
        severity=Severity.warning,
        why="The call goes to a stranger or nowhere, and the persona apologises for a failed tool.",
        bad=_webhook("https://api.example.com/tables"),
        good=_webhook("https://shop.test/tables"),
        source=_COOKBOOK,
    ),
    Rule(
        code="T618",
        name="open-webhook",
        summary="a webhook that changes data and sends no credential",
        severity=Severity.info,
        why="Anybody who finds the address can do what the persona can do.",
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
        why="The search never finds anything, or the platform refuses the session.",
        bad=_tool("server", "subtype: knowledge\ndocumentFolderIds: []"),
        good=_tool("server", "subtype: knowledge\ndocumentFolderIds: [67d27a9f-0ce1-4432-848b-8ab2b97f024b]"),
        source=_CONTRACT,
    ),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    for tool in inline_tools(persona):
        yield from calling(tool)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    for tool in component_tools(component):
        yield from calling(tool)


def calling(tool: Tool) -> Iterator[RuleFinding]:
    """Yield the findings about how one tool is called."""
    match tool.kind:
        case "client":
            yield from _timeout(tool)
        case "webhook":
            yield from _url(tool)
        case "knowledge":
            folders = tool.settings.get("documentFolderIds") or tool.settings.get("knowledge")
            if folders is not None and isinstance(folders.value, SequenceNode) and not folders.value.items:
                hint = "Add the ids of folders, or use knowledge: with names of files in knowledge/."
                yield tool.finding("T619", f"{folders.name} is empty", hint, folders.value.span)
        case "system":
            return


def _timeout(tool: Tool) -> Iterator[RuleFinding]:
    timeout, waits = tool.settings.get("toolTimeoutSeconds"), tool.settings.get("awaitResult")
    seconds = number(timeout.value) if timeout is not None else None
    if timeout is None or seconds is None:
        return
    if not (waits is not None and isinstance(waits.value, Scalar) and waits.value.value is True):
        correction = fix("Remove toolTimeoutSeconds", remove_entry(tool.document, timeout), safe=True)
        message = "toolTimeoutSeconds has no effect without awaitResult: true"
        yield tool.finding("T613", message, "Remove it, or add awaitResult: true.", timeout.key.span, correction)
    elif seconds > _LONG_S:
        message = f"the user may wait {seconds:g} seconds for this tool"
        yield tool.finding("T614", message, "Write 10 or less, or remove awaitResult.", timeout.value.span)


def _url(tool: Tool) -> Iterator[RuleFinding]:
    url, span = tool.text("url"), tool.span("url")
    parts = address(url)
    if parts is None:
        return
    host = (parts.hostname or "").rstrip(".")
    if is_private(host):
        hint = "Use an address that the platform can reach."
        yield tool.finding("T616", f"{host} is not reachable from the internet", hint, span)
    elif is_example(host):
        yield tool.finding("T617", f"{host} is an example address", "Write the address of your own server.", span)
    elif parts.scheme == "http":
        edit = _encrypted(tool, url)
        correction = fix("Replace http with https", edit, safe=False)
        yield tool.finding("T615", "this webhook is not encrypted", "Write https://.", span, correction)
    if tool.text("method") in _MUTATING and not parts.query and not parts.username:
        headers = tool.settings.get("headers")
        if headers is None:
            hint = "Add headers: with a credential that your server checks."
            yield tool.finding("T618", "anybody who knows this address can call the webhook", hint, span)


def _encrypted(tool: Tool, url: str) -> Edit | None:
    entry = tool.entry("url")
    plain = entry is not None and isinstance(entry.value, Scalar) and entry.value.style == "plain"
    return replace_value(tool.document, entry, "https" + url[4:]) if entry is not None and plain else None
