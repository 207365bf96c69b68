"""What the value of a field may look like, as values: a closed set of shapes that `fitting` checks nodes against."""

import re
from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import msgspec

Home: TypeAlias = Literal["stored", "session", "both", "options", "local"]
"""Where a field lives on the platform.

stored   only on the stored persona (POST and PUT /v1/personas)
session  only in the personaConfig of a session token
both     in either
options  the sessionOptions beside a token's personaConfig
local    nowhere: personactl's own
"""


class Text(msgspec.Struct, frozen=True):
    """`pattern` must match the whole text, and `said` is what it means in words. Lengths count code points."""

    empty: bool = True
    longest: int | None = None
    pattern: re.Pattern[str] | None = None
    said: str = "text"


class Flag(msgspec.Struct, frozen=True):
    """True or false."""


class Number(msgspec.Struct, frozen=True):
    """Bounds are inclusive; None is unbounded."""

    least: float | None = None
    most: float | None = None
    whole: bool = False


class Choice(msgspec.Struct, frozen=True):
    options: tuple[str, ...]


UUID: Final = re.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LEGACY_LLM: Final = re.compile("[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*_V[0-9]+")
"""CUSTOMER_CLIENT_V1, ANAM_LLAMA_v3_3_70B_V1, ANAM_GPT_4O_MINI_V1: the platform still takes such names as an llmId."""


class Identifier(msgspec.Struct, frozen=True):
    """A UUID of any version, or one of the platform's old LLM names where `legacy` is set."""

    legacy: bool = False


class ListOf(msgspec.Struct, frozen=True):
    item: "Shape"


class OneOrList(msgspec.Struct, frozen=True):
    """A list, or its only item without brackets."""

    item: "Shape"


class MapOf(msgspec.Struct, frozen=True):
    """A mapping whose keys are the writer's own; each is text of the form `key`."""

    item: "Shape"
    key: Text = Text()


class Table(msgspec.Struct, frozen=True):
    """A mapping with known keys. `anything` allows every other key with any value; of `one_of`, one must be there."""

    fields: Mapping[str, "Field"]
    required: tuple[str, ...] = ()
    anything: bool = False
    one_of: tuple[str, ...] = ()


class Variants(msgspec.Struct, frozen=True):
    """A mapping that must fit one of several tables, told apart only by the keys it uses."""

    tables: Mapping[str, Table]


class Tagged(msgspec.Struct, frozen=True):
    """A mapping whose other keys depend on what the key `tag` says; the tables know that key too.

    Where the tag is not `needed`, a mapping without it may hold anything.
    """

    tag: str
    tables: Mapping[str, "Table | Tagged"]
    needed: bool = True


class NameOrTable(msgspec.Struct, frozen=True):
    """The name of something defined elsewhere, or its definition in place."""

    table: Table | Tagged


class Overlays(msgspec.Struct, frozen=True):
    """A mapping of profile names to what differs in them: a part of the file that it stands in."""


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
    """`update_only`: the platform takes it in an update and ignores it in a create."""

    home: Home
    shape: Shape
    nullable: bool = False
    update_only: bool = False
