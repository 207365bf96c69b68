"""X801, X802: keys and tokens anywhere in the files of a persona, including comments. Findings never quote them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from personactl.document.line_index import Lines
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Rule
from personactl.lint.text.secret_search import secrets
from personactl.pattern import Pattern

# Joined at run time, so that secret scanners do not report this file.
_LOOKS_LIKE_A_KEY: Final = "_".join(("ghp", "A9f3kQ7LmZ2xVb8NtYr4WcEu6HsJd1Gp0RiT"))

SECRET: Final = Rule(
    code="X801",
    name="secret",
    summary="a key, token or password in a file",
    severity=Severity.error,
    why="The file goes into version control and to the platform, and a model may reveal a secret from its prompt.",
    bad=f"{PERSONA}systemPrompt: You are Cara. The key for the catalogue is {_LOOKS_LIKE_A_KEY}.\n",
    good=f"{PERSONA}systemPrompt: You are Cara, who looks after the catalogue.\n",
    source="the shapes that issuers document",
)
IN_BROWSER: Final = Rule(
    code="X802",
    name="key-in-browser",
    summary="an API key in a variable that bundlers publish to browsers",
    severity=Severity.warning,
    why="Bundlers put variables with these prefixes into the page: anybody who opens the page has the key.",
    bad=f"{PERSONA}description: Uses NEXT_PUBLIC_ANAM_API_KEY of the web shop\n",
    good=f"{PERSONA}description: Uses the session tokens of the web shop\n",
    source="the documentation of the bundlers; the platform's keys are for servers only",
)

RULES: Final = (SECRET, IN_BROWSER)

_PUBLIC: Final = Pattern(
    r"\b(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|PUBLIC)_(?:\w+_)?(?:API_KEY|SECRET|ANAM_KEY)\b"
)


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    for path, lines in _files(persona):
        yield from in_text(path, lines)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    files = {layer.document.path: layer.document.lines for layer in component.layers}
    for path, lines in files.items():
        yield from in_text(path, lines)


def _files(persona: PersonaView) -> Iterator[tuple[Path, Lines]]:
    files = {layer.document.path: layer.document.lines for layer in persona.layers}
    if persona.prompt is not None:
        files[persona.prompt.path] = persona.prompt.lines
    yield from files.items()


def in_text(path: Path, lines: Lines) -> Iterator[RuleFinding]:
    """Yield the findings in a text of any format."""
    for secret in secrets(lines.text):
        hint = "Revoke it, because the history keeps it, and store the new one on the server that needs it."
        yield RuleFinding(
            SECRET.code, f"the file contains {secret.label}", hint, path, lines.span(secret.start, secret.end)
        )
    if "_" not in lines.text:
        return
    for match in _PUBLIC.finditer(lines.text):
        message = f"{match[0]} is public in every browser"
        hint = "Keep the key on a server, and pass session tokens to browsers."
        yield RuleFinding(IN_BROWSER.code, message, hint, path, lines.span(match.start(), match.end()))
