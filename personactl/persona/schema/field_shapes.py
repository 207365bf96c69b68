"""What the value of a field may look like: a closed set of shapes that `field_checks` compares nodes with."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import msgspec

from personactl.pattern import Pattern

Scope: TypeAlias = Literal["stored", "session", "both", "options", "local"]
"""Where on the platform a field belongs.

stored   the stored persona only (POST and PUT /v1/personas)
session  the personaConfig of a session token only
both     the stored persona and the personaConfig of a session token
options  the sessionOptions beside a token's personaConfig
local    not on the platform: personactl reads it
"""


class Text(msgspec.Struct, frozen=True):
    """Text. Lengths count code points.

    allow_blank: whether empty text and white space alone are accepted
    max_length:  the highest number of code points, or None
    pattern:     what the whole text must match, or None
    description: what the pattern means in words, for messages
    """

    allow_blank: bool = True
    max_length: int | None = None
    pattern: Pattern | None = None
    description: str = "text"


class Flag(msgspec.Struct, frozen=True):
    """True or false."""


class Number(msgspec.Struct, frozen=True):
    """A number between two inclusive bounds; None is unbounded."""

    minimum: float | None = None
    maximum: float | None = None
    integer: bool = False


class Choice(msgspec.Struct, frozen=True):
    """One of several texts."""

    options: tuple[str, ...]


UUID: Final = Pattern("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LEGACY_LLM: Final = Pattern("[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*_V[0-9]+")
"""CUSTOMER_CLIENT_V1, ANAM_LLAMA_v3_3_70B_V1, ANAM_GPT_4O_MINI_V1: the platform accepts such names as llmId.

Source: docs/platform.md#legacy-llm-names.
"""


class Identifier(msgspec.Struct, frozen=True):
    """A UUID of any version. With `legacy` also one of the platform's old LLM names."""

    legacy: bool = False


class ListOf(msgspec.Struct, frozen=True):
    """A list whose items all have the same shape."""

    item: "Shape"


class OneOrList(msgspec.Struct, frozen=True):
    """A list, or its only item without brackets."""

    item: "Shape"


class MapOf(msgspec.Struct, frozen=True):
    """A mapping whose keys the author of the file chooses.

    item: the shape of every value
    key:  the form of every key
    """

    item: "Shape"
    key: Text = Text()


class Table(msgspec.Struct, frozen=True):
    """A mapping with known keys.

    fields:           the known keys
    required:         keys that must be present
    allow_other_keys: whether any other key with any value is accepted
    one_of:           keys of which exactly one must be present
    """

    fields: Mapping[str, "Field"]
    required: tuple[str, ...] = ()
    allow_other_keys: bool = False
    one_of: tuple[str, ...] = ()


class Variants(msgspec.Struct, frozen=True):
    """A mapping that must fit one of several tables. Only the keys that it uses tell which one."""

    tables: Mapping[str, Table]


class Tagged(msgspec.Struct, frozen=True):
    """A mapping whose other keys depend on the value of one key, the tag.

    tag:      the key that selects the table
    tables:   the table for each value of the tag; each of them contains the tag too
    required: whether the tag must be present; if not, a mapping without it may contain anything
    """

    tag: str
    tables: Mapping[str, "Table | Tagged"]
    required: bool = True


class NameOrTable(msgspec.Struct, frozen=True):
    """The name of something that is defined elsewhere, or its definition in place; or any text that can be a mapping.

    text: the form of the text
    """

    table: Table | Tagged
    text: Text = Text(allow_blank=False, description="a name or a mapping")


class Overlays(msgspec.Struct, frozen=True):
    """A mapping of profile names to the keys that each profile changes."""


Shape: TypeAlias = (
    Text
    | Flag
    | Number
    | Choice
    | Identifier
    | ListOf
    | OneOrList
    | MapOf
    | Table
    | Variants
    | Tagged
    | NameOrTable
    | Overlays
)


class Field(msgspec.Struct, frozen=True):
    """A key of a mapping.

    scope:       where on the platform it belongs
    shape:       what its value looks like
    nullable:    whether null is accepted
    update_only: whether the platform accepts it in an update and ignores it in a create
    """

    scope: Scope
    shape: Shape
    nullable: bool = False
    update_only: bool = False
