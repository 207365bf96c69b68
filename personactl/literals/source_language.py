"""Which language a source is written in: by the ending of its file, or else by what parses it best."""

import re
from typing import Final, Literal, TypeAlias

SourceLanguage: TypeAlias = Literal["javascript", "typescript", "tsx", "json", "python", "html", "markdown", "shell"]
LANGUAGES: Final[tuple[SourceLanguage, ...]] = (
    "javascript",
    "typescript",
    "tsx",
    "json",
    "python",
    "html",
    "markdown",
    "shell",
)

_ENDINGS: Final[dict[str, SourceLanguage]] = {
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascript",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
    ".json": "json",
    ".jsonc": "json",
    ".json5": "json",
    ".py": "python",
    ".pyi": "python",
    ".html": "html",
    ".htm": "html",
    ".vue": "html",
    ".svelte": "html",
    ".astro": "html",
    ".md": "markdown",
    ".mdx": "markdown",
    ".markdown": "markdown",
    ".sh": "shell",
    ".bash": "shell",
    ".zsh": "shell",
    ".http": "shell",
    ".rest": "shell",
    ".curl": "shell",
}
_BY_NAME: Final[dict[str, SourceLanguage]] = {
    **{ending.removeprefix("."): language for ending, language in _ENDINGS.items()},
    **{language: language for language in LANGUAGES},
    "json5": "json",
    "python3": "python",
    "console": "shell",
    "http": "shell",
}

_HTML: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*)?<(?:!doctype|html|head|script|body|template)\b", re.IGNORECASE | re.DOTALL
)
_FENCE: Final = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_SHELL: Final = re.compile(r"\s*(?:#!.*sh\b|\$ |curl\s|http\s|(?:POST|PUT|PATCH) \S+)")
_PYTHON: Final = re.compile(
    r"^[^\S\n]*(?:from [\w.]+ import |import [\w.]+$|(?:async )?def \w|class \w[^{\n]*:$|# )"
    r"|\b(?:True|False|None)\b|(?<!\w)\w[^\W_]*+_\w++=[\"'\w]",
    re.MULTILINE,
)
_SCRIPT: Final = re.compile(
    r"^[^\S\n]*(?:import .* from |export |const |let |var |(?:async )?function |//|/\*|interface |type )"
    r"|=>|\bawait fetch|;\s*$",
    re.MULTILINE,
)


def language_of_ending(ending: str) -> SourceLanguage | None:
    """Return the language of files with that ending, such as `.ts`."""
    return _ENDINGS.get(ending.lower())


def language_of_name(name: str) -> SourceLanguage | None:
    """Return the language that people call so, as after the backticks of a code block."""
    return _BY_NAME.get(name.lower())


def language_of_text(text: str) -> SourceLanguage:
    """Return the language that a text without a file name is probably written in."""
    start = text.lstrip("\ufeff \t\r\n")
    if _HTML.match(text):
        return "html"
    if _SHELL.match(start):
        return "shell"
    if _FENCE.search(text) and not _SCRIPT.match(start):
        return "markdown"
    scripted, pythonic = len(_SCRIPT.findall(text)), len(_PYTHON.findall(text))
    if pythonic != scripted:
        return "python" if pythonic > scripted else "typescript"
    return "json" if start[:1] in {"{", "["} else _fewest_errors(text)


def _fewest_errors(text: str) -> SourceLanguage:
    from personactl.document.node import Place
    from personactl.literals.syntax import parse

    script, python = (parse(text, grammar, Place(1, 1)) for grammar in ("typescript", "python"))
    if script is None or python is None:
        return "python" if script is None else "typescript"
    return "python" if python.errors() < script.errors() else "typescript"
