"""A prompt that the platform holds, into the file that keeps the project's.

A prompt file is read without its remarks to the linter, without the white space at its end, and with LF: a prompt that
would not come back the same is written into the YAML file instead.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from personactl.document.parser import BYTE_ORDER_MARK
from personactl.json_value import JsonObject
from personactl.persona.read.ignore_comments import without_ignore_comments
from personactl.persona.read.layered_file import LayeredFile
from personactl.state.atomic import storage_error
from personactl.state.persona_files import walk

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_FILENAME: Final = re.compile(r"[^\s/\\\"']+\.\w+")
"""The last word of a file's name, with its ending."""
_ENDS: Final = "\r\n"
_LARGEST: Final = 2 * 1024 * 1024
"""In code points, somewhat below what is read of a file."""


def as_file(prompt: str) -> str | None:
    """The content of a new prompt file; None where a file can't hold it."""
    text = f"{prompt}\n"
    return text if _kept(text, prompt) else None


def rewritten(file: str, prompt: str) -> str | None:
    """`file` with `prompt` in it: lines that stay are as they were, and so are remarks and line ends."""
    mark = BYTE_ORDER_MARK if file.startswith(BYTE_ORDER_MARK) else ""
    text = file.removeprefix(mark)
    body = text.rstrip()
    first = _LINE.match(text)
    end = "\r\n" if first is not None and first.group().endswith("\r\n") else "\n"
    lines = _LINE.findall(body)
    for made in ("".join(_merged(lines, prompt, end)), prompt.replace("\n", end)):
        whole = mark + made + (text[len(body) :] or end)
        if _kept(whole.removeprefix(mark), prompt):
            return whole
    return None


def _kept(text: str, prompt: str) -> bool:
    """Whether a file of this `text` is read as `prompt`."""
    plain = without_ignore_comments(text).rstrip()
    small = len(text.encode("utf-8", "surrogatepass")) < _LARGEST
    return plain == prompt and small and _encodable(text) and not text.startswith(BYTE_ORDER_MARK)


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _merged(lines: list[str], prompt: str, end: str) -> Iterator[str]:
    """The lines of the file that the prompt still has, remarks included, and those that are new."""
    said = [(at, without_ignore_comments(line)) for at, line in enumerate(lines)]
    read = [(at, line) for at, line in said if line]
    wanted = prompt.split("\n")
    matcher = SequenceMatcher(None, [line.rstrip(_ENDS) for _, line in read], wanted, autojunk=False)
    made: list[str] = []
    done = 0
    for kind, _, stop, first, last in matcher.get_opcodes():
        upto = read[stop][0] if stop < len(read) else len(lines)
        remarks = [lines[at] for at in range(done, upto) if not said[at][1]]
        if kind == "equal":
            made += (lines[at].rstrip(_ENDS) for at in range(done, upto))
        else:
            made += (line.rstrip(_ENDS) for line in remarks)
            made += wanted[first:last]
        done = upto
    yield end.join(made)


@dataclass(frozen=True, slots=True)
class Placed:
    """The value of a persona's file with its prompt where it belongs, and the prompt file's text, if one is written."""

    config: JsonObject
    texts: Mapping[Path, str]


class PromptUses:
    """Which files below the folder `personas` may use which prompt file: those that say its name somewhere."""

    def __init__(self, personas: Path) -> None:
        self._personas = personas
        self._sayers: dict[str, set[Path]] | None = None

    def shared(self, prompt: Path, persona: Path) -> bool:
        """Whether a file other than `persona` may use `prompt`."""
        if self._sayers is None:
            self._sayers = {}
            for path in walk(self._personas):
                for name in _FILENAME.findall(path.read_bytes().decode("utf-8", "replace")):
                    self._sayers.setdefault(name, set()).add(path.resolve())
        words = _FILENAME.findall(prompt.name)
        return not words or bool(self._sayers.get(words[-1], set()) - {persona.resolve()})


def placed(stack: LayeredFile, config: JsonObject, uses: PromptUses) -> Placed:
    """`config`, the new value of `stack`, with a changed `systemPrompt` in the prompt file that the stack has, else in
    a new one of its own, else in itself. A file that others use too is left alone.
    """
    prompt = config.get("systemPrompt")
    if "systemPromptFile" not in stack.config or not isinstance(prompt, str):
        return Placed(config, {})
    named = str(stack.config["systemPromptFile"])
    layer = stack.layer_with("systemPromptFile")
    path = (layer.document.path.parent / named).resolve()
    if layer.document.path == stack.path and not uses.shared(path, stack.path):
        text = rewritten(_text(path), prompt)
        if text is not None:
            return Placed(_with(config, named), {path: text})
    return in_new_file(config, stack.path)


def in_new_file(config: JsonObject, persona: Path) -> Placed:
    """`config`, of the file at `persona`, with its prompt in a new file beside it, where one can hold it."""
    prompt = config.get("systemPrompt")
    text = as_file(prompt) if isinstance(prompt, str) and prompt else None
    if text is None:
        return Placed(config, {})
    names = (f"prompts/{persona.stem}{number}.md" for number in ("", *(f"-{count}" for count in range(2, 1000))))
    free = next((name for name in names if not os.path.lexists(persona.parent / name)), None)
    if free is None:
        return Placed(config, {})
    path = persona.parent / free
    return Placed(_with(config, free), {path: text})


def _with(config: JsonObject, named: str) -> JsonObject:
    return {**{key: value for key, value in config.items() if key != "systemPrompt"}, "systemPromptFile": named}


def _text(path: Path) -> str:
    """With its byte order mark. Raises `StorageError` for what could be read a moment ago."""
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise storage_error("read", path, error) from error
