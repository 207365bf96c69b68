"""The files of imported personas: each persona with its prompt file and tools, and where every finding is in them."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from personactl.commands.project.import_source import Source
from personactl.commands.project.written_places import comment, written_places
from personactl.document.edit.emit import to_yaml
from personactl.document.node import Place
from personactl.files.portable_names import portable_form
from personactl.files.regular_file import has_content
from personactl.json_value import JsonObject, JsonValue
from personactl.lint.text.secret_search import masked, secrets
from personactl.persona.foreign.conversion import convert
from personactl.persona.foreign.imported import Import, ImportedPersona, ImportFinding, Location
from personactl.persona.foreign.remark import Remark
from personactl.persona.schema.field_shapes import Table, Tagged
from personactl.persona.schema.fields import FIELDS
from personactl.persona.schema.file_kind import FOLDERS
from personactl.persona.schema.tool_fields import INLINE_TOOL
from personactl.sync.pull.new_keys import fresh_key
from personactl.sync.pull.prompt_files import as_file

if TYPE_CHECKING:
    from personactl.persona.foreign.persona_objects import PersonaObject
    from personactl.state.project import Project

_SHORT_PROMPT: Final = 80
"""A prompt of one line up to this length stays in the persona's file."""
_SECRET_KEY: Final = re.compile(
    r"(?:api|secret|access|auth|session|private)[-_]?(?:key|token|secret)|token|password|secret|x-[\w-]*(?:key|token)"
    r"|(?:proxy-)?authorization|cookie",
    re.IGNORECASE,
)
_SCHEME: Final = re.compile(r"(?:(?:Bearer|Basic|Token)\s+)?", re.IGNORECASE)
_REMOVED: Final = "${SECRET}"
_KEEP_OUT: Final = "Keep it out of the repository; replace it on the platform if others could read the source."


class ImportedFiles:
    """Collects the files of one import.

    project: the project that gets them.
    folder: the folder for personas.
    source: the source.
    """

    def __init__(self, project: "Project", folder: Path, source: Source) -> None:
        self._project = project
        self._folder = folder
        self._source = source
        self._keys: set[str] = set()
        self._texts: dict[Path, str] = {}
        self._personas: list[ImportedPersona] = []
        self._findings: list[ImportFinding] = []

    def add(self, persona: "PersonaObject", key: str | None) -> None:
        """Add the files of a persona; `key` is the name that was asked for, or None."""
        converted = convert(persona)
        remarks = list(converted.remarks)
        config, removed = self._without_secrets(converted.config, persona.value.place)
        remarks += removed
        stem = fresh_key("persona", key or persona.name or self._source_stem(), self._keys)
        self._keys.add(portable_form(stem))
        path = self._folder / f"{stem}.yaml"
        config, tools = self._with_tool_files(config, remarks)
        config, prompts = _with_prompt_file(config, path)
        comments = [comment(remark) for remark in remarks if remark.kind == "left-out"]
        text = to_yaml(_in_order(config)) + "".join(comments)
        self._texts |= {path: text, **prompts, **tools}
        where = Location(self._source.path, persona.value.place)
        others = (*prompts, *(file for file in tools))
        self._personas.append(ImportedPersona(stem, persona.name, where, path, others))
        self._note(remarks, path, text, prompts)

    def result(self) -> Import:
        """Return what was collected, with the secrets of the source as findings."""
        findings = [*self._findings, *self._secrets_of_source()]
        findings.sort(key=lambda finding: finding.source.place)
        return Import(tuple(self._personas), self._texts, tuple(findings))

    def _source_stem(self) -> str:
        stem = self._source.path.stem
        return stem if stem != "-" else "persona"

    def _note(self, remarks: list[Remark], path: Path, text: str, prompts: dict[Path, str]) -> None:
        places = written_places(remarks, path, text, prompts)
        for remark, written in zip(remarks, places, strict=True):
            self._findings.append(
                ImportFinding(
                    remark.kind,
                    "warning" if remark.grave else "info",
                    masked(remark.message),
                    masked(remark.hint),
                    Location(self._source.path, remark.place),
                    written,
                )
            )

    def _without_secrets(self, config: JsonObject, place: Place) -> tuple[JsonObject, list[Remark]]:
        """Return the value with `${SECRET}` in place of each secret, and a remark about each."""
        remarks: list[Remark] = []

        def cleaned(value: JsonValue, path: tuple[str | int, ...]) -> JsonValue:
            match value:
                case dict():
                    return {key: cleaned(inner, (*path, key)) for key, inner in value.items()}
                case list():
                    return [cleaned(inner, (*path, index)) for index, inner in enumerate(value)]
                case str():
                    found = _secret_ranges(value, path)
                    for start, end, what in found:
                        at = self._place_of(value[start:end], place)
                        message = f"{_shown(path)}: {what} in the source was not written"
                        hint = f"Write {_REMOVED} as a reference to where the secret is kept. {_KEEP_OUT}"
                        remarks.append(Remark("secret", message, hint, at, path, _REMOVED))
                    return _with_ranges_replaced(value, found)
                case _:
                    return value

        return {key: cleaned(value, (key,)) for key, value in config.items()}, remarks

    def _place_of(self, secret: str, default: Place) -> Place:
        offset = self._source.lines.text.find(secret)
        return self._source.lines.place(offset) if offset >= 0 else default

    def _secrets_of_source(self) -> Iterator[ImportFinding]:
        """Yield the secrets of the source, except those that are findings already."""
        lines = self._source.lines
        known = {finding.source.place.line for finding in self._findings if finding.kind == "secret"}
        found = {lines.place(secret.start): secret.label for secret in secrets(lines.text)}
        for place in self._source.keys:
            found.setdefault(place, "an API key")
        for place, what in sorted(found.items()):
            if place.line not in known:
                known.add(place.line)
                message = f"{what} is in the source; it was not written"
                where = Location(self._source.path, place)
                yield ImportFinding("secret", "warning", message, _KEEP_OUT, where, None)

    def _with_tool_files(self, config: JsonObject, remarks: list[Remark]) -> tuple[JsonObject, dict[Path, str]]:
        """Return the persona with the names of tools that have a file now, and these files.

        A tool stays in the persona if something in it is not known, or if another tool has its name.
        """
        tools = config.get("tools")
        if not isinstance(tools, list):
            return config, {}
        files: dict[Path, str] = {}
        items: list[JsonValue] = []
        for index, tool in enumerate(tools):
            uncertain = any(remark.path[:2] == ("tools", index) for remark in remarks)
            text = None if uncertain else _tool_text(tool)
            path = self._tool_path(tool) if isinstance(tool, dict) else None
            if text is None or path is None or not self._is_free(path, text):
                items.append(tool)
                continue
            items.append(path.stem)
            if not os.path.lexists(path):
                files[path] = text
        return {**config, "tools": items}, files

    def _tool_path(self, tool: JsonObject) -> Path:
        return self._project.root / FOLDERS["tool"] / f"{fresh_key('tool', str(tool.get('name')), ())}.yaml"

    def _is_free(self, path: Path, text: str) -> bool:
        """Return whether the file can be written, or holds this text already."""
        if path in self._texts:
            return self._texts[path] == text
        return not os.path.lexists(path) or has_content(path, text.encode())


def _tool_text(tool: JsonValue) -> str | None:
    """Return the file of a tool that a persona defines, or None if it needs another form or is not complete."""
    from personactl.persona.read.tools import stored_form

    if not isinstance(tool, dict):
        return None
    shape = _tool_table(tool)
    if (
        shape is None
        or not {"name", "description", *shape.required} <= tool.keys()
        or tool.keys() - shape.fields.keys()
    ):
        return None
    if tool["type"] == "system" or not all(isinstance(tool[key], str) and tool[key] for key in ("name", "description")):
        return None
    return to_yaml(stored_form(tool))


def _tool_table(tool: JsonObject) -> Table | None:
    shape: object = INLINE_TOOL
    while isinstance(shape, Tagged):
        selected = tool.get(shape.tag)
        shape = shape.tables.get(selected) if isinstance(selected, str) else None
    return shape if isinstance(shape, Table) else None


def _with_prompt_file(config: JsonObject, path: Path) -> tuple[JsonObject, dict[Path, str]]:
    """Return the persona with its prompt in a file beside it, if a file can hold the prompt letter for letter."""
    prompt = config.get("systemPrompt")
    if not isinstance(prompt, str) or ("\n" not in prompt and len(prompt) <= _SHORT_PROMPT):
        return config, {}
    text = as_file(prompt)
    if text is None:
        return config, {}
    name = f"prompts/{path.stem}.md"
    return {("systemPromptFile" if key == "systemPrompt" else key): value for key, value in config.items()} | {
        "systemPromptFile": name
    }, {path.parent / name: text}


def _in_order(config: JsonObject) -> JsonObject:
    """Return the keys in the order of the field table; unknown keys last, in the order of the source."""
    known = {key: config[key] for key in FIELDS if key in config}
    return {**known, **{key: value for key, value in config.items() if key not in FIELDS}}


def _secret_ranges(text: str, path: tuple[str | int, ...]) -> list[tuple[int, int, str]]:
    """Return the secrets in a value. Under a key such as `apiKey` or `Authorization` the whole value is one."""
    key = path[-1] if path else ""
    known_field = len(path) == 1 and key in FIELDS
    if isinstance(key, str) and not known_field and _SECRET_KEY.fullmatch(key) and "${" not in text and text:
        scheme = _SCHEME.match(text)
        return [(scheme.end() if scheme else 0, len(text), "a secret")]
    return [(secret.start, secret.end, secret.label) for secret in secrets(text)]


def _with_ranges_replaced(text: str, ranges: list[tuple[int, int, str]]) -> str:
    for start, end, _ in reversed(ranges):
        text = text[:start] + _REMOVED + text[end:]
    return text


def _shown(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
