"""Edits of a file that has several layers: which values change in the file itself, and the new text.

A value that a profile sets is changed in the profile, and every other value at the root of the file. A file that it
extends is never changed; a value from there is overridden.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from personactl.document.edit.value_diff import is_same
from personactl.document.edit.yaml_edit import edited_yaml
from personactl.document.node import to_object
from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.read.layered_file import LayeredFile
from personactl.persona.read.layers import excluded_by, merged
from personactl.sync.values.three_way import ABSENT, Absent

_Path: TypeAlias = tuple[str, ...]

_UNSET: Final[Mapping[str, JsonValue]] = {
    "initialMessage": None,
    "skipGreeting": False,
    "uninterruptibleGreeting": False,
    "disableInterruptions": False,
    "description": "",
    "toolIds": [],
    "tools": [],
    "knowledge": [],
    "documents": [],
}
"""The values that unset a field in a file, if a file that it extends sets it."""


def edit_layers(stack: LayeredFile, new_value: JsonMapping, profile: str | None, order: Sequence[str]) -> str:
    """The text of the file itself with which all layers together have the value `new_value`, as far as that is
    possible.

    Raises `UnwritableError` for a value that YAML cannot hold.

    stack: the file and its layers.
    new_value: the value that all layers together should have.
    profile: the profile of the target.
    order: the order of keys; it decides where new keys go.
    """
    own = next(layer for layer in stack.layers if layer.document.path == stack.path)
    at = stack.layers.index(own)
    root = to_object(own.node)
    above = stack.layers[at + 1 :]
    own_profile = next((to_object(layer.node) for layer in above if layer.document is own.document), {})
    others = [to_object(layer.node) for layer in above if layer.document is not own.document]
    file = _File(root, own_profile, others, merged(stack.layers[:at]) if at else {})
    differences = sorted(_differences(stack.config, new_value), key=lambda difference: difference[1] is not ABSENT)
    for path, value in differences:
        file.set(path, value)
    made = file.root
    if file.profile != own_profile and profile is not None:
        profiles = root.get("profiles")
        known = profiles if isinstance(profiles, dict) else {}
        made = {**made, "profiles": {**known, profile: in_order(file.profile, list(own_profile), order)}}
    return edited_yaml(own.document, in_order(made, list(root), order))


def in_order(mapping: JsonMapping, written: Sequence[str], order: Sequence[str]) -> JsonObject:
    """`mapping` with its keys in a new order: keys in `written` keep their order, and each new key goes behind the last
    key that comes before it in `order`."""
    keys = [key for key in written if key in mapping]
    for key in sorted(mapping.keys() - set(keys), key=lambda key: _rank(key, order)):
        before = [at for at, other in enumerate(keys, 1) if _rank(other, order) < _rank(key, order)]
        keys.insert(max(before, default=0), key)
    return {key: mapping[key] for key in keys}


class _File:
    """The values that the file itself sets.

    root: the values at its root.
    profile: the values in its part for the profile.
    others: the values that other files set for the profile; they override the root.
    under: the value of the files that it extends.
    """

    def __init__(self, root: JsonObject, profile: JsonObject, others: Sequence[JsonObject], under: JsonObject) -> None:
        self.root = root
        self.profile = profile
        self._others = others
        self._under = under

    def set(self, path: _Path, value: JsonValue | Absent) -> None:
        in_profile = any(_sets(layer, path) for layer in (self.profile, *self._others))
        if value is ABSENT and in_profile and path[-1] in _UNSET and _found(self.root, path):
            value = _UNSET[path[-1]]  # the value at the root is for other targets
        if value is ABSENT:
            self.root, self.profile = _with(self.root, path, ABSENT), _with(self.profile, path, ABSENT)
            if path[-1] not in _UNSET or not any(_found(layer, path) for layer in (self._under, *self._others)):
                return
            value = _UNSET[path[-1]]
        if in_profile:
            self.profile = _with(_without_rivals(self.profile, path), path, value)
        else:
            self.root = _with(_without_rivals(self.root, path), path, value)


def _differences(old: JsonMapping, new: JsonMapping, path: _Path = ()) -> Iterator[tuple[_Path, JsonValue | Absent]]:
    for key in old:
        if key not in new:
            yield (*path, key), ABSENT
    for key, value in new.items():
        before = old.get(key)
        if isinstance(before, dict) and isinstance(value, dict) and (value or not before):
            yield from _differences(before, value, (*path, key))
        elif key not in old or not is_same(before, value):
            yield (*path, key), value


def _sets(layer: JsonObject, path: _Path) -> bool:
    """Whether `layer` decides about `path`: it sets the field, or a field that excludes it."""
    others = (tuple(rival.split(".")) for rival in excluded_by(".".join(path)))
    return any(_found(layer, one) for one in (path, *others))


def _found(layer: JsonObject, path: _Path) -> bool:
    value: JsonValue = layer
    for key in path:
        if not isinstance(value, dict):
            return True  # a value that is not a mapping is in its place
        if key not in value:
            return False
        value = value[key]
    return True


def _without_rivals(mapping: JsonObject, path: _Path) -> JsonObject:
    """`mapping` without the fields that exclude the field at `path`."""
    for rival in excluded_by(".".join(path)):
        mapping = _with(mapping, tuple(rival.split(".")), ABSENT)
    return mapping


def _with(mapping: JsonObject, path: _Path, value: JsonValue | Absent) -> JsonObject:
    key, *below = path
    if not below:
        return {**mapping, key: value} if value is not ABSENT else {one: mapping[one] for one in mapping if one != key}
    inner = mapping.get(key)
    if not isinstance(inner, dict):
        return mapping if value is ABSENT else {**mapping, key: _with({}, tuple(below), value)}
    made = _with(inner, tuple(below), value)
    return {**mapping, key: made} if made else {one: mapping[one] for one in mapping if one != key}


def _rank(key: str, order: Sequence[str]) -> int:
    return order.index(key) if key in order else len(order)
