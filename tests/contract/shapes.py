"""What the statement of a contract consists of: types, records of fields, operations. See notation.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "integer", "number", "boolean", "uuid", "llm id", "date-time", "url", "file", "object"]
OtherKeys = Literal["unstated", "allowed", "forbidden"]
Default = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value without parts of its own.

    kind: `object` stands for an object of any keys, `llm id` for a UUID or one of the documented names of models.
    least, most: bounds of a number, or of the length of a text in characters; None where there is no bound.
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
    """An object of any keys whose values have one type."""

    value: "Type"


@dataclass(frozen=True, slots=True)
class PageOf:
    """An object of `data` (a list of items) and `meta` (the shape `PageMeta`)."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class Either:
    """A value that fits at least one of several shapes; nothing in it says which."""

    choices: tuple["Type", ...]


@dataclass(frozen=True, slots=True)
class Named:
    """The shape of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    type: "Type"
    nullable: bool = False
    required: bool = False
    default: Default = None


@dataclass(frozen=True, slots=True)
class Record:
    """An object of known fields.

    includes: names of shapes whose fields belong to this one as well.
    other_keys: whether the contract says anything about keys that are not listed.
    exactly_one_of: names of fields of which one and only one is present; empty for no such rule.
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
    """What comes with a status.

    body: None where the contract does not describe the body.
    empty: whether there is no body at all.
    headers: names of the response headers, each of them a text.
    """

    body: Type | None = None
    empty: bool = False
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """
    path: a template, such as `/v1/tools/{id}`.
    path_parameters, query: by name.
    json, form: the request's body as JSON and as multipart form data; None where it cannot be sent that way.
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
