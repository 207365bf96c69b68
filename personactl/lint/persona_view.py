"""What a rule looks at: one persona, merged with everything it extends, and the place of each of its values.

A file with profiles gives several views: one of the file itself, and one for each profile. Values may be invalid: the
schema rules report that, and other rules skip values that they cannot use.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from personactl.document.document import Document, Trouble
from personactl.document.file_reader import read_text
from personactl.document.node import Entry, MappingNode, Scalar, Span
from personactl.document.passage import Passage, file_passage, scalar_passage
from personactl.files.repository import real_folder
from personactl.json_value import JsonObject, JsonValue
from personactl.lint.rule import Limits
from personactl.persona.read.ignore_comments import ignore_comments
from personactl.persona.read.layers import Layer, merged, overlays, read_bases
from personactl.persona.read.referenced_files import locate, shown_path
from personactl.persona.schema.file_kind import is_part
from personactl.persona.schema.requirements import value_at
from personactl.persona.schema.unknown_keys import has_another_form

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue


class Located(msgspec.Struct, frozen=True):
    """An entry in the file that sets it.

    entry: the key and the value.
    document: the file.
    """

    entry: Entry
    document: Document

    @property
    def path(self) -> Path:
        return self.document.path

    @property
    def key_span(self) -> Span:
        return self.entry.key.span

    @property
    def span(self) -> Span:
        return self.entry.value.span


class PersonaView(msgspec.Struct, frozen=True, dict=True):
    """One persona as the rules see it.

    document: the file.
    root: the folder of the project.
    part: whether the file is a part.
    complete: false for a part, and if a base cannot be read; then missing values may be set elsewhere.
    profile: the name of the profile, or None for the file itself.
    layers: the merged files, from the deepest base to the uppermost profile.
    config: the merged value, without `extends` and `profiles`.
    codes: the selected rules.
    catalogue: the target's catalogue, for online rules only.
    limits: the limits that the project sets.
    alone: the text of a prompt file that is checked without its persona, or None.
    """

    document: Document
    root: Path
    part: bool
    complete: bool
    profile: str | None
    layers: tuple[Layer, ...]
    config: JsonObject
    codes: frozenset[str] = frozenset()
    catalogue: "Catalogue | None" = None
    limits: Limits = Limits()
    alone: Passage | None = None

    def any_selected(self, *codes: str) -> bool:
        """Return whether any of `codes` is selected; an expensive check asks this first."""
        return not self.codes.isdisjoint(codes)

    def value(self, path: str) -> JsonValue:
        """Return the merged value at a dotted path; None if it is not set."""
        return value_at(self.config, path)

    def word(self, path: str) -> str:
        """Return the text at a dotted path; empty if there is none, or a value that is not text."""
        value = self.value(path)
        return value if isinstance(value, str) else ""

    def number(self, path: str) -> float | None:
        """Return the number at a dotted path, or None if there is none. Booleans are not numbers."""
        value = self.value(path)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def located(self, path: str) -> Located | None:
        """Return where the uppermost layer sets the dotted path; None if it is not set or overridden as a whole."""
        if path not in self._located:
            self._located[path] = self._find(path.split("."))
        return self._located[path]

    def passage(self, path: str) -> Passage | None:
        """Return the text at a dotted path, or None if there is no text."""
        if path not in self._passages:
            self._passages[path] = self._text(path)
        return self._passages[path]

    def _find(self, steps: list[str]) -> Located | None:
        if not _is_set(self.config, steps):
            return None
        for layer in reversed(self.layers):
            entry = _entry(layer.node, steps)
            if entry is not None:
                return Located(entry, layer.document)
        return None

    def _text(self, path: str) -> Passage | None:
        located = self.located(path)
        if located is not None and isinstance(located.entry.value, Scalar):
            scalar = located.entry.value
            return scalar_passage(located.document, scalar) if isinstance(scalar.value, str) else None
        return None

    @cached_property
    def _located(self) -> dict[str, Located | None]:
        """Cached results: many rules ask for the same few keys."""
        return {}

    @cached_property
    def _passages(self) -> dict[str, Passage | None]:
        return {}

    @cached_property
    def prompt(self) -> Passage | None:
        """The system prompt, from this file or from a prompt file; None if there is none or it cannot be read."""
        if self.alone is not None:
            return self.alone
        named = self.located("systemPromptFile")
        if named is None:
            return self.passage("systemPrompt")
        match named.entry.value:
            case Scalar(value=str() as name) if name.strip():
                return _prompt_file(name, real_folder(named.path), self.root)
            case _:
                return None


def persona_views(
    document: Document,
    root: Path,
    codes: frozenset[str],
    catalogue: "Catalogue | None" = None,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
) -> Iterator[PersonaView]:
    """Yield the view of the document itself, then one for each of its profiles; nothing if it is not a mapping."""
    if not isinstance(document.root, MappingNode):
        return
    own = Layer(document, document.root)
    under = read_bases(own, root)
    part = is_part(document.path)
    layers = (*under.layers, own)
    stacks: list[tuple[str | None, tuple[Layer, ...]]] = [(None, layers)]
    for name in {name: None for layer in layers for name, _ in overlays(layer)}:
        stacks.append((name, (*layers, *(overlay for layer in layers for _, overlay in overlays(layer, name)))))
    for profile, stack in stacks:
        yield PersonaView(
            document=document,
            root=root,
            part=part,
            complete=not part and under.problem is None and not has_another_form(document.root),
            profile=profile,
            layers=stack,
            config=merged(stack),
            codes=codes,
            catalogue=catalogue,
            limits=limits,
        )


def _is_set(value: JsonValue, steps: list[str]) -> bool:
    for step in steps:
        if not isinstance(value, dict) or step not in value:
            return False
        value = value[step]
    return True


def _entry(node: MappingNode, steps: list[str]) -> Entry | None:
    entry = node.get(steps[0])
    if entry is None or not steps[1:]:
        return entry
    return _entry(entry.value, steps[1:]) if isinstance(entry.value, MappingNode) else None


def _prompt_file(name: str, folder: Path, root: Path) -> Passage | None:
    path = locate(name, folder, root)
    if isinstance(path, Trouble):
        return None
    file = read_text(path)
    return (
        None if file.problem is not None else file_passage(shown_path(name, folder, path), file.text, ignore_comments)
    )
