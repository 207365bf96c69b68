"""The parts of a statement of a contract: types, records of fields, operations. See notation.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "integer", "number", "boolean", "uuid", "llm id", "date-time", "url", "file", "object"]
OtherKeys = Literal["unstated", "allowed", "forbidden"]
Default = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value without parts.

    kind: `object` is an object with any keys, `llm id` a UUID or one of the documented names of models.
    least, most: bounds of a number, or of the length of a text in characters; None if there is no bound.
    """

    kind: Kind
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several texts."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    item: "Type"


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with any keys, whose values have one type."""

    value: "Type"


@dataclass(frozen=True, slots=True)
class PageOf:
    """An object with `data` (a list of items) and `meta` (the shape `PageMeta`)."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class Either:
    """A value that fits at least one of several shapes, without a tag that says which."""

    choices: tuple["Type", ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A reference to the shape with that name."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    type: "Type"
    nullable: bool = False
    required: bool = False
    default: Default = None


@dataclass(frozen=True, slots=True)
class Record:
    """An object with known fields.

    includes: names of shapes whose fields this one has as well.
    other_keys: whether the contract states a rule about keys that are not listed.
    exactly_one_of: names of fields of which exactly one must be present; empty if there is no such rule.
    never: names of keys that must not be present.
    at_least: the minimum number of keys.
    """

    fields: Mapping[str, Field]
    includes: tuple[str, ...] = ()
    other_keys: OtherKeys = "unstated"
    exactly_one_of: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    at_least: int = 0


Type = Scalar | Choice | ListOf | MapOf | PageOf | Either | Named | Record


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a status.

    body: None if the contract does not describe the body.
    empty: whether the answer has no body at all.
    headers: names of the response headers; their values are texts.
    """

    body: Type | None = None
    empty: bool = False
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """path: a template, such as `/v1/tools/{id}`.
    path_parameters, query: by name.
    json, form: the request's body as JSON and as multipart form data; None if it cannot be sent in that form.
    body_required: whether one of the two must be sent.
    answers: by status.
    """

    method: str
    path: str
    path_parameters: Mapping[str, Field] = field(default_factory=dict)
    query: Mapping[str, Field] = field(default_factory=dict)
    json: Type | None = None
    form: Type | None = None
    body_required: bool = False
    answers: Mapping[int, Answer] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"
