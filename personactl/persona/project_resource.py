"""A resource is something that a project stores on the platform: a persona, or something that a persona needs.

An `Address` identifies a resource inside the project, independently of its id on any platform. If a resource needs
another one, its fields contain a *reference* instead of the id. A reference is text that cannot be an id; it is
replaced when the id is known.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

import msgspec

from personactl.errors import UsageError
from personactl.fingerprint import value_fingerprint
from personactl.json_value import JsonMapping, JsonValue

Kind: TypeAlias = Literal["llm", "knowledge", "document", "tool", "persona"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""The order of creates: a kind comes before those that may need it. Deletes have the opposite order."""

_PREFIX: Final = "personactl:"


class Address(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """The identity of a resource inside its project.

    kind: the kind of the resource
    key:  the stem of its file; `GROUP/FILENAME` for a document, `PERSONA.NAME` for an inline tool
    """

    kind: Kind
    key: str

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SecretSource(msgspec.Struct, frozen=True):
    """Where the secret of a custom LLM, or of a header, is stored.

    place: "env" or "keyring"
    name:  the name of the environment variable or of the keyring entry
    use:   what the secret is for; entries of the keyring are separate for each use
    """

    place: Literal["env", "keyring"]
    name: str
    use: Literal["llm", "header"] = "llm"


class Upload(msgspec.Struct, frozen=True):
    """A file to upload.

    path:   the file
    size:   its size in bytes
    sha256: the SHA-256 of its content in hexadecimal digits
    """

    path: Path
    size: int
    sha256: str


class LazyFields(Mapping[str, JsonValue]):
    """Fields whose long texts are read on demand. Until then their fingerprints identify them.

    Most resources of a large project are unchanged most of the time. Comparing them takes the fingerprints only, so
    that no prompt is read.

    order:        the names of all fields
    known:        the fields that are already read
    fingerprints: the fingerprints of the other fields
    place:        where the other fields come from, for errors
    """

    __slots__ = ("_read", "_texts", "fingerprints", "known", "order", "place")

    def __init__(
        self,
        order: tuple[str, ...],
        known: JsonMapping,
        fingerprints: Mapping[str, str],
        read: Callable[[], JsonMapping],
        place: str,
    ) -> None:
        self.place = place
        self.order = order
        self.known = known
        self.fingerprints = fingerprints
        self._read = read
        self._texts: JsonMapping | None = None

    def __getitem__(self, name: str) -> JsonValue:
        """Raise `UsageError` if the text has changed since its fingerprint was taken, and what reading it raises."""
        if name not in self.fingerprints:
            return self.known[name]
        if self._texts is None:
            found = self._read()
            self._texts = {name: found.get(name) for name in self.fingerprints}
        value = self._texts[name]
        if value_fingerprint(value) != self.fingerprints[name]:
            hint = "run the command again when no other program is changing the project's files"
            raise UsageError(f"{name} has changed while personactl was running", where=self.place, hint=hint)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.order)

    def __len__(self) -> int:
        return len(self.order)

    def with_known(self, order: tuple[str, ...], known: JsonMapping) -> "LazyFields":
        """Return the same unread texts with other known fields."""
        return LazyFields(order, known, self.fingerprints, self._read_all, self.place)

    def _read_all(self) -> JsonMapping:
        return {name: self[name] for name in self.fingerprints}


def known_fields(fields: JsonMapping) -> JsonMapping:
    """Return the fields that are already read."""
    return fields.known if isinstance(fields, LazyFields) else fields


def lazy_fingerprints(fields: JsonMapping) -> Mapping[str, str]:
    """Return the fingerprints of the fields that are not read yet, by name."""
    return fields.fingerprints if isinstance(fields, LazyFields) else {}


class Resource(msgspec.Struct, frozen=True):
    """The desired state of one resource, from a file or an entry of a file.

    address:    its identity in the project
    path:       the file that defines it
    name:       its name on the platform
    fields:     the body of its create, in the order of the field table, with references to other resources; it may
                be a `LazyFields`
    unresolved: the names that the platform must resolve, by field: `{"avatarId": "Cara"}`, or for tools
                `{"toolIds": ("end_call",)}` in addition to the ids in `fields`
    secret:     where the secret of an LLM is stored, or None
    upload:     the file of a document, or None
    """

    address: Address
    path: Path
    name: str
    fields: JsonMapping
    unresolved: Mapping[str, str | tuple[str, ...]]
    secret: SecretSource | None = None
    upload: Upload | None = None

    @property
    def needs(self) -> tuple[Address, ...]:
        """The resources that must exist first, without duplicates, in the order of mention."""
        return tuple(dict.fromkeys(_references_in_all(known_fields(self.fields).values())))


def reference(address: Address) -> str:
    """Return the text that a field contains instead of the id of `address`."""
    return f"{_PREFIX}{address.kind}/{address.key}"


def parse_reference(value: JsonValue) -> Address | None:
    """Return the address in a reference, or None for any other value."""
    if not isinstance(value, str) or not value.startswith(_PREFIX):
        return None
    kind, _, key = value.removeprefix(_PREFIX).partition("/")
    return next((Address(known, key) for known in KINDS if known == kind), None)


def references_in(value: JsonValue) -> Iterator[Address]:
    """Yield all references in `value`, at any depth."""
    return _references_in_all((value,))


def _references_in_all(values: Iterable[JsonValue]) -> Iterator[Address]:
    """Take many values at once, because thousands of resources are searched and nearly no value is a reference."""
    for value in values:
        if isinstance(value, str):
            if (address := parse_reference(value)) is not None:
                yield address
        elif isinstance(value, list):
            yield from _references_in_all(value)
        elif isinstance(value, dict):
            yield from _references_in_all(value.values())


def with_ids(value: JsonValue, ids: Mapping[Address, str]) -> JsonValue:
    """Return `value` with an id instead of each reference that `ids` contains."""
    match value:
        case str():
            address = parse_reference(value)
            return value if address is None else ids.get(address, value)
        case list():
            return [with_ids(item, ids) for item in value]
        case dict():
            return {key: with_ids(inner, ids) for key, inner in value.items()}
        case _:
            return value


def with_references(value: JsonValue, addresses: Mapping[str, Address]) -> JsonValue:
    """Return the inverse of `with_ids`: `value` with a reference instead of each id that `addresses` contains."""
    match value:
        case str():
            return reference(addresses[value]) if value in addresses else value
        case list():
            return [with_references(item, addresses) for item in value]
        case dict():
            return {key: with_references(inner, addresses) for key, inner in value.items()}
        case _:
            return value
