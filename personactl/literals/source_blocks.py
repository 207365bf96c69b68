"""The pieces of a file that are code: scripts of an HTML page, code blocks of Markdown, JSON in a shell command."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from personactl.literals.source_language import SourceLanguage, language_of_name

MAX_BLOCKS: Final = 200
"""The most pieces that are read of one file."""

_SCRIPT: Final = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_LANGUAGE: Final = re.compile(r"\blang(?:uage)?\s*=\s*[\"']?(\w+)", re.IGNORECASE)
_JSON_TYPE: Final = re.compile(r"\btype\s*=\s*[\"']?application/(?:ld\+)?json", re.IGNORECASE)
_FRONT: Final = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_FENCE: Final = re.compile(
    r"^( {0,3})(`{3,}|~{3,})[ \t]*([\w+.#-]*)[^\n]*\n(.*?)(?:^ {0,3}\2[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
_HEREDOC: Final = re.compile(r"<<-?\s*[\"']?(\w+)[\"']?[^\n]*\n(.*?)^\s*\1\s*$", re.MULTILINE | re.DOTALL)
_SINGLE: Final = re.compile(r"'(\s*\{[^']*\}\s*)'")
_DOUBLE: Final = re.compile(r"\"(\s*\{(?:[^\"\\]|\\.)*\}\s*)\"", re.DOTALL)
_INTERRUPTED: Final = re.compile(r"'\"(\$\{?\w+\}?)\"'")
_BODY: Final = re.compile(r"^(\{.*?^\})\s*$", re.MULTILINE | re.DOTALL)
_ESCAPED: Final = re.compile(r"\\([\"\\$`])")


class Block(Struct, frozen=True):
    """A piece of code.

    language: its language.
    text: its text.
    start: its offset in the file.
    """

    language: SourceLanguage
    text: str
    start: int


def code_blocks(text: str, language: SourceLanguage) -> list[Block]:
    """Return the pieces of code in a file; the whole file, if its language is a programming language or JSON."""
    match language:
        case "html":
            return list(_scripts(text))[:MAX_BLOCKS]
        case "markdown":
            return list(_fenced(text))[:MAX_BLOCKS]
        case "shell":
            return list(_bodies(text))[:MAX_BLOCKS]
        case _:
            return [Block(language, text, 0)]


def _scripts(text: str) -> Iterator[Block]:
    front = _FRONT.match(text)
    if front is not None:  # the code of an Astro component
        yield Block("typescript", front[1], front.start(1))
    for match in _SCRIPT.finditer(text):
        named = _LANGUAGE.search(match[1])
        language = (language_of_name(named[1]) if named else None) or "javascript"
        yield Block("json" if _JSON_TYPE.search(match[1]) else language, match[2], match.start(2))


def _fenced(text: str) -> Iterator[Block]:
    for match in _FENCE.finditer(text):
        language = language_of_name(match[3]) if match[3] else None
        if match[3] and language is None:
            continue
        if language in {"html", "shell", "markdown"}:
            for inner in code_blocks(match[4], language) if language != "markdown" else ():
                yield Block(inner.language, inner.text, match.start(4) + inner.start)
        else:
            yield Block(language or _guess(match[4]), match[4], match.start(4))


def _guess(text: str) -> SourceLanguage:
    from personactl.literals.source_language import language_of_text

    found = language_of_text(text)
    return found if found not in {"html", "markdown", "shell"} else "typescript"


def _bodies(text: str) -> Iterator[Block]:
    """Yield JSON in quotes, in a here document, or as the body of a request."""
    plain = _INTERRUPTED.sub(lambda match: match[1].ljust(len(match[0])), text)
    taken: list[tuple[int, int]] = []
    for pattern, group in ((_HEREDOC, 2), (_SINGLE, 1), (_DOUBLE, 1), (_BODY, 1)):
        for match in pattern.finditer(plain):
            start, end = match.span(group)
            if any(start < other_end and other < end for other, other_end in taken):
                continue
            taken.append((start, end))
            inner = _ESCAPED.sub(r"\1", match[group]) if pattern is _DOUBLE else match[group]
            if "{" in inner:
                yield Block("json", inner, start)
