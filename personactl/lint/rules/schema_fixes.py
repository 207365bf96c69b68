"""Problems that the persona layer found -> how to mend them, where that can be told from the problem itself.

Safe is what changes the spelling and not the meaning: a key in the wrong case or one letter off, quotes around a
number, an id copied with white space. A clamped number or a guessed word needs somebody to look at it.
"""

import re
import unicodedata
from collections import Counter
from functools import cached_property
from typing import Final, NamedTuple

from personactl.document.document import Document, Problem
from personactl.document.edit.remove import written_here
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, Span
from personactl.document.scalars import scalar_value
from personactl.lint.key_edits import fix, new_key, new_value, no_entry
from personactl.lint.rule_finding import Edit, Fix
from personactl.lint.text.pattern import Pattern
from personactl.persona.schema.field_shapes import UUID
from personactl.persona.schema.fields import BY_NAME

_RENAMED: Final = {"brainType": "llmId", "greeting": "initialMessage"}
_REGION: Final = Pattern(r"([a-zA-Z]{2})(?:[-_][a-zA-Z0-9]{2,4})*", re.ASCII)
_NOT_IN_NAMES: Final = Pattern(r"[^a-zA-Z0-9_.-]+")
_LONGEST_NAME: Final = 64
_KEY_CODES: Final = frozenset({"S101", "S102", "S103"})
_VALUE_CODES: Final = frozenset({"S104", "S105", "S106", "S109", "S110"})


class _Place(NamedTuple):
    entry: Entry
    parent: MappingNode


class _Index(NamedTuple):
    """What stands where: entries by the span of their key and of their value, and how many items a span is.

    An alias brings what it stands for again, with the same spans, so that no one place is meant.
    """

    keys: dict[Span, list[_Place]]
    values: dict[Span, list[_Place]]
    items: Counter[Span]


class SchemaFixes:
    """How to mend the problems of one document. It is looked through once, when the first of them asks for that."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def fix(self, problem: Problem) -> Fix | None:
        """None where that takes a decision."""
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
        return _shown_as_taken(document, place)
    better = _RENAMED.get(name) if problem.code == "S103" else problem.instead
    if better is None or place.parent.get(better) is not None:
        return None
    safe = _one_letter_off(name, better) if problem.code == "S101" else name == "brainType"
    return fix(f"Rename {name} to {better}", new_key(document, place.entry, better), safe=safe)


def _shown_as_taken(document: Document, place: _Place) -> Fix | None:
    """`avatar: {id: ...}` of an answer as `avatarId`, `brain: {systemPrompt: ...}` as `systemPrompt`."""
    entry, parent = place.entry, place.parent
    wanted = {"brain": "systemPrompt", **BY_NAME}.get(entry.name)
    if wanted is None or parent.get(wanted) is not None or not isinstance(entry.value, MappingNode):
        return None
    inner = entry.value.get("systemPrompt" if entry.name == "brain" else "id")
    if inner is None or not isinstance(inner.value, Scalar) or not isinstance(inner.value.value, str):
        return None
    title = f"Replace {entry.name} with {wanted}"
    if entry.name != "brain":
        key, value = new_key(document, entry, wanted), new_value(document, entry, inner.value.value)
        return fix(title, key, value, safe=True) if UUID.fullmatch(inner.value.value) else None
    block = document.lines.text[document.lines.offset(entry.value.span.start)] != "{"
    alone = block and len(entry.value.entries) == 1
    if not alone or not (written_here(document.lines, entry) and written_here(document.lines, inner)):
        return None
    # Everything up to the text goes, so that the text itself stays as it is written.
    before = Span(entry.key.span.start, inner.value.span.start)
    return fix(title, Edit(document.path, before, f"{wanted}: "), safe=True)


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
    return fix(f"Write {problem.instead}", new_value(document, entry, problem.instead), safe=safe)


def _tool_name(document: Document, entry: Entry, text: str) -> Fix | None:
    """The only names of a certain form are those of tools."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    better = _NOT_IN_NAMES.sub("_", plain.strip()).strip("_")[:_LONGEST_NAME]
    if not better or scalar_value(better, plain=True, tag=None) != better:
        return None
    return fix(f"Rename it to {better}", new_value(document, entry, better), safe=False)


def _language(document: Document, entry: Entry, text: str) -> Fix | None:
    if text == "inherit":
        return fix("Remove languageCode", no_entry(document, entry), safe=True)
    parts = _REGION.fullmatch(text.strip())
    if parts is None:
        return None
    code = parts.group(1).lower()
    # `no` is text to us, but other readers of YAML take it for false.
    source = '"no"' if code == "no" else code
    return fix(f"Write {code}", new_value(document, entry, source), safe=True)


def _item_fix(problem: Problem, document: Document, items: int) -> Fix | None:
    """An id in a list, copied with white space; `items` says how many items stand there."""
    if problem.code != "S109" or problem.instead is None or items != 1:
        return None
    return fix(f"Write {problem.instead}", Edit(document.path, problem.span, problem.instead), safe=True)


def _same_but_case(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _one_letter_off(one: str, other: str) -> bool:
    """Whether at most one letter is missing, too many, wrong, or in its neighbour's place; `_` and `-` do not count."""
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
