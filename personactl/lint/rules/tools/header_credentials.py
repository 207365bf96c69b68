"""T626: the credential of a webhook, written into the file instead of a reference to it."""

from collections.abc import Iterator
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.node import MappingNode, Scalar
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Rule
from personactl.lint.rules.tools.tool import Tool, component_tools, inline_tools
from personactl.lint.text.credential_headers import carries_credential
from personactl.lint.text.secret_search import secrets

_TOOL: Final = (
    f"{PERSONA}tools:\n- {{type: server, subtype: webhook, name: book_table, description: Books a table when asked,"
    " method: POST, url: 'https://shop.test/tables', headers: {Authorization: %s}}\n"
)

RULES: Final = (
    Rule(
        code="T626",
        name="credential-in-header",
        summary="a header of a webhook with its credential in the file",
        severity=Severity.warning,
        why="The file goes into version control: everybody who can read it can call the webhook.",
        bad=_TOOL % "Basic bGFtcDpsYW50ZXJu",
        good=_TOOL % "{env: ANAM_TABLES_TOKEN, prefix: 'Bearer '}",
        source="the meaning of the headers in HTTP",
    ),
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    for tool in inline_tools(persona):
        yield from _credentials(tool)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    for tool in component_tools(component):
        yield from _credentials(tool)


def _credentials(tool: Tool) -> Iterator[RuleFinding]:
    headers = tool.settings.get("headers") if tool.kind == "webhook" else None
    for entry in headers.value.entries if headers is not None and isinstance(headers.value, MappingNode) else ():
        match entry.value:
            case Scalar(value=str() as text) if text.strip() and carries_credential(entry.name):
                if any(secrets(f"{entry.name}: {text}")):
                    continue  # X801 reports it
                scheme, _, rest = text.strip().partition(" ")
                has_scheme = rest and entry.name.lower().endswith("authorization")  # elsewhere it may be half a secret
                prefix = f", prefix: '{scheme} '" if has_scheme else ""
                hint = f"Write {entry.name}: {{env: ANAM_NAME{prefix}}}, and set ANAM_NAME where you push."
                message = f"the value of the header {quoted(entry.name)} is in the file"
                yield tool.finding("T626", message, hint, entry.value.span)
            case _:
                pass
