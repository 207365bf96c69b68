"""Fixes for problems that the persona layer found, if the problem shows how to correct it.

A safe fix changes the spelling but not the meaning: a key in the wrong case or with one wrong letter, quotes around a
number, an id with white space. A number that is moved into its range or a guessed word needs a review.
"""

import re
import unicodedata
from collections import Counter
from functools import cached_property
from typing import Final

import msgspec

from personactl.document.document import Document, Problem
from personactl.document.edit.remove import written_here
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, Span
from personactl.document.scalars import scalar_value
from personactl.lint.finding import Edit, Fix
from personactl.lint.key_edits import fix, remove_entry, rename_key, replace_value
from personactl.pattern import Pattern
from personactl.persona.schema.field_shapes import UUID
from personactl.persona.schema.fields import BY_NAME

_RENAMED: Final = {"brainType": "llmId", "greeting": "initialMessage"}
_REGION: Final = Pattern(r"([a-zA-Z]{2})(?:[-_][a-zA-Z0-9]{2,4})*", re.ASCII)
_NOT_IN_NAMES: Final = Pattern(r"[^a-zA-Z0-9_.-]+")
_LONGEST_NAME: Final = 64
_KEY_CODES: Final = frozenset({"S101", "S102", "S103"})
_VALUE_CODES: Final = frozenset({"S104", "S105", "S106", "S109", "S110"})


class _Place(msgspec.Struct, frozen=True):
    entry: Entry
    parent: MappingNode


class _Index(msgspec.Struct, frozen=True):
    """The entries and items of a document by their places.

    An alias repeats its values with the same spans; such a span has several entries, and no fix is possible.

    keys: the entries by the span of their key.
    values: the entries by the span of their value.
    items: how many list items have a span.
    """

    keys: dict[Span, list[_Place]]
    values: dict[Span, list[_Place]]
    items: Counter[Span]


class SchemaFixes:
    """Finds the fixes for the problems of one document. The document is indexed when the first fix is needed."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def fix(self, problem: Problem) -> Fix | None:
        """Return the fix of a problem, or None if a person must decide."""
        if problem.code in _KEY_CODES:
            places = self._index.keys.get(problem.span, ())
            return _key_fix(problem, self._document, places[0]) if len(places) == 1 else None
        if problem.code in _VALUE_CODES:
            places = self._index.values.get(problem.span, ())
            if len(places) == 1:
                return _value_fix(problem, self._document, places[0])
            return _item_fix(problem, self._document, self._index.items.get(problem.span, 0))
        return None

    @cached_property
    def _index(self) -> "_Index":
        return _indexed(self._document.root)


def _key_fix(problem: Problem, document: Document, place: _Place) -> Fix | None:
    name = place.entry.name
    if problem.code == "S102":
        return _as_request_key(document, place)
    corrected = _RENAMED.get(name) if problem.code == "S103" else problem.instead
    if corrected is None or place.parent.get(corrected) is not None:
        return None
    safe = _one_letter_off(name, corrected) if problem.code == "S101" else name == "brainType"
    return fix(f"Rename {name} to {corrected}", rename_key(document, place.entry, corrected), safe=safe)


def _as_request_key(document: Document, place: _Place) -> Fix | None:
    """Turn `avatar: {id: ...}` of an answer into `avatarId`, and `brain: {systemPrompt: ...}` into `systemPrompt`."""
    entry, parent = place.entry, place.parent
    new_key = {"brain": "systemPrompt", **BY_NAME}.get(entry.name)
    if new_key is None or parent.get(new_key) is not None or not isinstance(entry.value, MappingNode):
        return None
    inner = entry.value.get("systemPrompt" if entry.name == "brain" else "id")
    if inner is None or not isinstance(inner.value, Scalar) or not isinstance(inner.value.value, str):
        return None
    title = f"Replace {entry.name} with {new_key}"
    if entry.name != "brain":
        key, value = rename_key(document, entry, new_key), replace_value(document, entry, inner.value.value)
        return fix(title, key, value, safe=True) if UUID.fullmatch(inner.value.value) else None
    block = document.lines.text[document.lines.offset(entry.value.span.start)] != "{"
    alone = block and len(entry.value.entries) == 1
    if not alone or not (written_here(document.lines, entry) and written_here(document.lines, inner)):
        return None
    # Only the source before the text is replaced, so that the text stays as it is written.
    before = Span(entry.key.span.start, inner.value.span.start)
    return fix(title, Edit(document.path, before, f"{new_key}: "), safe=True)


def _value_fix(problem: Problem, document: Document, place: _Place) -> Fix | None:
    entry, value = place.entry, place.entry.value
    text = value.value if isinstance(value, Scalar) else None
    if problem.code == "S110" and entry.name == "languageCode" and isinstance(text, str):
        return _language(document, entry, text)
    if problem.code == "S110" and entry.name == "name" and isinstance(text, str):
        return _tool_name(document, entry, text)
    if problem.instead is None or problem.code == "S110":
        return None
    safe = problem.code in {"S104", "S109"} or _same_but_case(str(text), problem.instead)
    return fix(f"Write {problem.instead}", replace_value(document, entry, problem.instead), safe=safe)


def _tool_name(document: Document, entry: Entry, text: str) -> Fix | None:
    """Correct a name. Only the names of tools have a fixed form."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    corrected = _NOT_IN_NAMES.sub("_", plain.strip()).strip("_")[:_LONGEST_NAME]
    if not corrected or scalar_value(corrected, plain=True, tag=None) != corrected:
        return None
    return fix(f"Rename it to {corrected}", replace_value(document, entry, corrected), safe=False)


def _language(document: Document, entry: Entry, text: str) -> Fix | None:
    if text == "inherit":
        return fix("Remove languageCode", remove_entry(document, entry), safe=True)
    parts = _REGION.fullmatch(text.strip())
    if parts is None:
        return None
    code = parts.group(1).lower()
    # `no` is text for personactl, but other YAML readers take it for false.
    source = '"no"' if code == "no" else code
    return fix(f"Write {code}", replace_value(document, entry, source), safe=True)


def _item_fix(problem: Problem, document: Document, items: int) -> Fix | None:
    """Correct an id in a list that was copied with white space.

    items: how many list items have the span of the problem.
    """
    if problem.code != "S109" or problem.instead is None or items != 1:
        return None
    return fix(f"Write {problem.instead}", Edit(document.path, problem.span, problem.instead), safe=True)


def _same_but_case(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _one_letter_off(one: str, other: str) -> bool:
    """Return whether at most one letter is missing, added, wrong or swapped with its neighbour; `_` and `-` are
    ignored.
    """
    if _same_but_case(one.replace("_", "").replace("-", ""), other):
        return True
    if sorted(one) == sorted(other):
        differing = [index for index in range(len(one)) if one[index] != other[index]]
        return len(differing) == 2 and differing[1] == differing[0] + 1
    from difflib import SequenceMatcher  # slow to import, and most files have no mistake

    changes = [
        change for change in SequenceMatcher(None, one, other, autojunk=False).get_opcodes() if change[0] != "equal"
    ]
    return len(changes) == 1 and max(changes[0][2] - changes[0][1], changes[0][4] - changes[0][3]) == 1


def _indexed(root: Node | None) -> _Index:
    keys: dict[Span, list[_Place]] = {}
    values: dict[Span, list[_Place]] = {}
    items: Counter[Span] = Counter()
    waiting = [root]
    while waiting:
        match waiting.pop():
            case MappingNode(entries=entries) as node:
                for entry in entries:
                    keys.setdefault(entry.key.span, []).append(_Place(entry, node))
                    values.setdefault(entry.value.span, []).append(_Place(entry, node))
                    waiting.append(entry.value)
            case SequenceNode(items=children):
                items.update(child.span for child in children)
                waiting.extend(children)
            case _:
                pass
    return _Index(keys, values, items)
