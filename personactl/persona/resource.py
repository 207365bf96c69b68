"""What a project puts on the platform: personas and all that they need, in one shape for diff, push and pull.

An `Address` names a resource inside the project, whatever its id on some platform is. Where one resource needs
another, its fields hold a *reference* in the place of the id: text that no id can be, filled in once the id is known.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from personactl.json_value import JsonMapping, JsonValue
from personactl.persona.read.lazy_fields import known_fields

Kind: TypeAlias = Literal["llm", "knowledge", "document", "tool", "persona"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""What may be needed stands before what may need it: creates go in this order, deletes in the opposite one."""

_MARK: Final = "personactl:"


class Address(NamedTuple):
    """`key` is the stem of the resource's file; a document's is `GROUP/FILENAME`, an inline tool's `PERSONA.NAME`.

    A tuple, because everything of thousands of resources is looked up by it.
    """

    kind: Kind
    key: str

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where the secret of a custom LLM is kept: a variable of the environment, or a name in the keyring."""

    place: Literal["env", "keyring"]
    name: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be uploaded: where it is, its size in bytes and the SHA-256 of its content in hexadecimal digits."""

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Resource:
    """What one file (or one entry of it) wants stored.

    `path` is the file that says so. `fields` is the body of a create, in the order of the field table, with references
    for the ids of other resources of the project. `unresolved` names by field what is still to be looked up on the
    platform: `{"avatarId": "Cara"}`, for tools `{"toolIds": ["end_call"]}` beside those that are known.
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
        """What must exist first, each once, in the order of mention."""
        return tuple(dict.fromkeys(_referred_in(known_fields(self.fields).values())))


def reference(address: Address) -> str:
    """The text that stands for the id of `address`."""
    return f"{_MARK}{address.kind}/{address.key}"


def as_reference(value: JsonValue) -> Address | None:
    """The address behind a reference, None for everything else."""
    if not isinstance(value, str) or not value.startswith(_MARK):
        return None
    kind, _, key = value.removeprefix(_MARK).partition("/")
    return next((Address(known, key) for known in KINDS if known == kind), None)


def referred(value: JsonValue) -> Iterator[Address]:
    """All references in `value`, wherever they stand."""
    return _referred_in((value,))


def _referred_in(values: Iterable[JsonValue]) -> Iterator[Address]:
    """Of many values at once, because nearly all are no references: thousands of resources are asked several times."""
    for value in values:
        if isinstance(value, str):
            if (address := as_reference(value)) is not None:
                yield address
        elif isinstance(value, list):
            yield from _referred_in(value)
        elif isinstance(value, dict):
            yield from _referred_in(value.values())


def filled(value: JsonValue, ids: Mapping[Address, str]) -> JsonValue:
    """`value` with the references that `ids` knows replaced; others stay."""
    match value:
        case str():
            address = as_reference(value)
            return value if address is None else ids.get(address, value)
        case list():
            return [filled(item, ids) for item in value]
        case dict():
            return {key: filled(inner, ids) for key, inner in value.items()}
        case _:
            return value


def referring(value: JsonValue, addresses: Mapping[str, Address]) -> JsonValue:
    """The opposite of `filled`: `value` with a reference wherever it holds one of the ids in `addresses`."""
    match value:
        case str():
            return reference(addresses[value]) if value in addresses else value
        case list():
            return [referring(item, addresses) for item in value]
        case dict():
            return {key: referring(inner, addresses) for key, inner in value.items()}
        case _:
            return value
