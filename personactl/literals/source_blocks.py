"""The pieces of a file that are code: scripts of an HTML page, code blocks of Markdown, JSON in a shell command."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from personactl.literals.source_language import SourceLanguage, language_of_name

MAX_BLOCKS: Final = 200
"""The most pieces that are read of one file."""

_SCRIPT: Final = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE)
_SCRIPT_END: Final = re.compile(r"</script\b", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"\blang(?:uage)?\s*=\s*[\"']?(\w+)", re.IGNORECASE)
_JSON_TYPE: Final = re.compile(r"\btype\s*=\s*[\"']?application/(?:ld\+)?json", re.IGNORECASE)
_FRONT: Final = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_FENCE: Final = re.compile(
    r"^( {0,3})(`{3,}+|~{3,}+)[ \t]*+([\w+.#-]*+)[^\n]*+\n(.*?)(?:^ {0,3}\2[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
_HEREDOC: Final = re.compile(r"<<-?[ \t]*+[\"']?(\w++)[\"']?[^\n]*+\n")
_SINGLE: Final = re.compile(r"'(\s*\{[^']*\}\s*)'")
_DOUBLE: Final = re.compile(r"(?<!\\)\"(\s*\{(?:[^\"\\]|\\.)*\}\s*)\"", re.DOTALL)
_INTERRUPTED: Final = re.compile(r"'\"(\$\{?\w+\}?)\"'")
_BODY: Final = re.compile(r"^\{", re.MULTILINE)
_BODY_END: Final = re.compile(r"^\}(?=\s*$)", re.MULTILINE)
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
    at = 0
    while (match := _SCRIPT.search(text, at)) and (end := _SCRIPT_END.search(text, match.end())):
        at = end.end()
        named = _LANGUAGE.search(match[1])
        language = (language_of_name(named[1]) if named else None) or "javascript"
        yield Block("json" if _JSON_TYPE.search(match[1]) else language, text[match.end() : end.start()], match.end())


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
    """Yield JSON in here documents, in quotes, or as the body of a request."""
    plain = _INTERRUPTED.sub(lambda match: match[1].ljust(len(match[0])), text)
    spans = list(_here_documents(plain))
    if not spans:
        spans = [match.span(1) for match in _SINGLE.finditer(plain)] or [
            match.span(1) for match in _DOUBLE.finditer(plain)
        ]
    for start, end in spans or _bare_bodies(plain):
        quoted = plain[start - 1 : start] == '"'
        inner = _ESCAPED.sub(r"\1", plain[start:end]) if quoted else plain[start:end]
        if "{" in inner:
            yield Block("json", inner, start)


def _bare_bodies(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches from a line that begins with a brace to a line with only the brace that closes it."""
    at = 0
    while (begin := _BODY.search(text, at)) and (end := _BODY_END.search(text, begin.end())):
        at = end.end()
        yield begin.start(), at


def _here_documents(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while match := _HEREDOC.search(text, at):
        end = re.compile(rf"^[ \t]*{match[1]}[ \t]*$", re.MULTILINE).search(text, match.end())
        if end is None:
            return
        yield match.end(), end.start()
        at = end.end()
