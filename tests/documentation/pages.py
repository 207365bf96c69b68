"""The documents of the project, taken apart into the commands that they run and the output that they show.

A fenced block is one of these:

- `console`: lines that begin with `$ ` are commands (`> ` continues one), the lines below each are its whole output.
- `sh`: every line is a command, and no output is shown.
- anything else is not run: see `test_examples`.

A comment `<!-- run: COMMAND -->` is run and not shown; it prepares what the next block needs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.conftest import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

_HIDDEN = re.compile(r"<!-- run: (.*?)\s*-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `line` is the number of its first line of content, from 1."""

    language: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a document.

    `text`: what the shell runs.
    `line`: the number of its line in the document, from 1.
    `output`: the numbers of the first line below it and of the line after its output; None if no output is shown.
    """

    text: str
    line: int
    output: tuple[int, int] | None


def blocks(page: Path) -> list[Block]:
    return [
        Block(token.info.split(" ")[0], token.map[0] + 2, token.content)
        for token in _tokens(page)
        if token.type == "fence" and token.map is not None
    ]


def commands(page: Path) -> list[Command]:
    """Return every command of `page`, including hidden ones, in the order of the page."""
    found: list[Command] = []
    for token in _tokens(page):
        if token.map is None:
            continue
        if token.type == "html_block":
            found += [Command(hidden, token.map[0] + 1, None) for hidden in _HIDDEN.findall(token.content)]
        elif token.type == "fence" and token.info == "sh":
            found.append(Command(token.content.rstrip("\n"), token.map[0] + 2, None))
        elif token.type == "fence" and token.info == "console":
            found += _console(token.content.splitlines(), token.map[0] + 2)
    return found


def _console(lines: list[str], first: int) -> Iterator[Command]:
    at = 0
    while at < len(lines):
        assert lines[at].startswith("$ "), f"a console block begins with a command, not with {lines[at]!r}"
        begin, text = at, [lines[at][2:]]
        at += 1
        while at < len(lines) and lines[at].startswith("> "):
            text.append(lines[at][2:])
            at += 1
        shown = at
        while at < len(lines) and not lines[at].startswith("$ "):
            at += 1
        yield Command("\n".join(text), first + begin, (first + shown, first + at))


def _tokens(page: Path) -> list[Token]:
    return MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8"))
