"""A prompt of the platform, in the prompt file of its persona.

A prompt file is read without comments for the linter, without the white space at its end, and with LF line ends. A
prompt that would not be read back the same is written into the YAML file instead.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from personactl.document.parser import BYTE_ORDER_MARK
from personactl.document.sequence_match import sequence_matcher
from personactl.files.file_writes import storage_error
from personactl.files.portable_names import portable_form
from personactl.files.regular_file import read_regular
from personactl.files.repository import real_path
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.read.ignore_comments import without_ignore_comments
from personactl.persona.read.layered_file import LayeredFile
from personactl.state.persona_files import walk
from personactl.sync.pull.remote_state import LocalProject
from personactl.sync.pull.write_area import may_write, names_in

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_FILENAME: Final = re.compile(r"(?<![^\s/\\\"'])[^\s/\\\"']+\.\w+")
"""The last word of a file's name, with its suffix."""
_ENDS: Final = "\r\n"
_LARGEST: Final = 2 * 1024 * 1024
"""Bytes of the prompt file; somewhat less than what is read of a file."""


def as_file(prompt: str) -> str | None:
    """The content of a new prompt file, or None if a file cannot hold the prompt."""
    text = f"{prompt}\n"
    return text if _reads_back(text, prompt) else None


def rewritten(file: str, prompt: str) -> str | None:
    """The content `file` with `prompt` in it. Lines that stay, comments for the linter and line ends do not change.

    None if a file cannot hold the prompt.
    """
    mark = BYTE_ORDER_MARK if file.startswith(BYTE_ORDER_MARK) else ""
    text = file.removeprefix(mark)
    body = text.rstrip()
    first = _LINE.match(text)
    end = "\r\n" if first is not None and first.group().endswith("\r\n") else "\n"
    lines = _LINE.findall(body)
    for made in ("".join(_merged(lines, prompt, end)), prompt.replace("\n", end)):
        whole = mark + made + (text[len(body) :] or end)
        if _reads_back(whole.removeprefix(mark), prompt):
            return whole
    return None


def _reads_back(text: str, prompt: str) -> bool:
    """Whether a file of this `text` is read as `prompt`."""
    plain = without_ignore_comments(text).replace("\r\n", "\n").replace("\r", "\n").rstrip()
    small = len(text.encode("utf-8", "surrogatepass")) < _LARGEST
    return plain == prompt and small and _encodable(text) and not text.startswith(BYTE_ORDER_MARK)


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _merged(lines: list[str], prompt: str, end: str) -> Iterator[str]:
    """The lines of the file that the prompt still has, comments for the linter, and the new lines."""
    plain = [(at, without_ignore_comments(line)) for at, line in enumerate(lines)]
    read = [(at, line) for at, line in plain if line]
    new_lines = prompt.split("\n")
    matcher = sequence_matcher([line.rstrip(_ENDS) for _, line in read], new_lines, autojunk=False)
    made: list[str] = []
    done = 0
    for kind, _, stop, first, last in matcher.get_opcodes():
        upto = read[stop][0] if stop < len(read) else len(lines)
        comments = [lines[at] for at in range(done, upto) if not plain[at][1]]
        if kind == "equal":
            made += (lines[at].rstrip(_ENDS) for at in range(done, upto))
        else:
            made += (line.rstrip(_ENDS) for line in comments)
            made += new_lines[first:last]
        done = upto
    yield end.join(made)


class PlacedPrompt(Struct, frozen=True):
    """A persona with its prompt in the right place.

    config: the value of the persona's file.
    texts: path -> content, for the prompt file, if one is written.
    note: a sentence about a prompt that does not stay in its file.
    """

    config: JsonObject
    texts: Mapping[Path, str]
    note: str = ""


class PromptUses:
    """Which files among the personas of `local` may use a prompt file: those that contain its name."""

    def __init__(self, local: LocalProject) -> None:
        self._local = local
        self._users: dict[str, set[Path]] | None = None

    def shared(self, prompt: Path, persona: Path) -> bool:
        """Whether a file other than `persona` may use `prompt`."""
        if self._users is None:
            self._users = {}
            for path in walk(self._local.personas):
                for name in _FILENAME.findall(_text(path)):
                    self._users.setdefault(name, set()).add(Path(real_path(path)))
        words = _FILENAME.findall(prompt.name)
        return not words or bool(self._users.get(words[-1], set()) - {Path(real_path(persona))})

    def is_own(self, prompt: Path, persona: Path) -> bool:
        """Whether a pull may write `prompt`, which no file other than `persona` uses."""
        return may_write(prompt, self._local) and not self.shared(prompt, persona)


def place_prompt(stack: LayeredFile, config: JsonObject, uses: PromptUses) -> PlacedPrompt:
    """Put the `systemPrompt` of `config` into the prompt file that the persona has, if no other file uses it; otherwise
    into a new prompt file; and into the YAML file if no prompt file can hold it.

    stack: the persona's file and its layers.
    config: its new value.
    uses: which files use which prompt file.
    """
    prompt = config.get("systemPrompt")
    if "systemPromptFile" not in stack.config or not isinstance(prompt, str):
        return PlacedPrompt(config, {})
    named = str(stack.config["systemPromptFile"])
    layer = stack.layer_with("systemPromptFile")
    path = Path(real_path(layer.document.path.parent / named))
    own = layer.document.path == stack.path and uses.is_own(path, stack.path)
    text = rewritten(_text(path), prompt) if own else None
    if text is not None:
        return PlacedPrompt(_with(config, named), {path: text})
    made = place_in_new_file(config, stack.path)
    return replace(made, note=_moved_note(made.config.get("systemPromptFile"), named, stack.path.name, own=own))


def _moved_note(now: JsonValue, named: str, persona: str, *, own: bool) -> str:
    """A sentence about a prompt that left the prompt file `named`; `now` is the prompt file that has it, if any."""
    unused = f", and {named} is no longer used" if own else f", and {named} stays as it is for the files that use it"
    if now is not None:
        return f"the prompt is in {now} from now on{unused}"
    why = "a prompt file cannot hold all of it, such as white space at the end"
    return f"the prompt is in {persona} itself from now on, because {why}{unused}"


def place_in_new_file(config: JsonObject, persona: Path) -> PlacedPrompt:
    """`config`, of the file at `persona`, with its prompt in a new prompt file beside it, if a file can hold it."""
    prompt = config.get("systemPrompt")
    text = as_file(prompt) if isinstance(prompt, str) and prompt else None
    if text is None:
        return PlacedPrompt(config, {})
    taken = {portable_form(name) for name in names_in(persona.parent / "prompts")}
    names = (f"{persona.stem}{number}.md" for number in ("", *(f"-{count}" for count in range(2, 1000))))
    free = next((name for name in names if portable_form(name) not in taken), None)
    if free is None:
        return PlacedPrompt(config, {})
    return PlacedPrompt(_with(config, f"prompts/{free}"), {persona.parent / "prompts" / free: text})


def _with(config: JsonObject, named: str) -> JsonObject:
    return {**{key: value for key, value in config.items() if key != "systemPrompt"}, "systemPromptFile": named}


def _text(path: Path) -> str:
    """The content with its byte order mark. Raises `StorageError`."""
    try:
        return read_regular(path).data.decode("utf-8", "replace")
    except OSError as error:
        raise storage_error("read", path, error) from error
