"""The form of a reference to a secret, which a file contains instead of the secret."""

from collections.abc import Mapping
from typing import Final

from personactl.pattern import Pattern
from personactl.persona.schema.field_shapes import Field, Table, Text

VARIABLE: Final = Pattern(r"[A-Za-z_][A-Za-z0-9_]*")
"""The name of an environment variable."""

PLACES: Final[Mapping[str, Field]] = {
    "env": Field("local", Text(pattern=VARIABLE, description="the name of an environment variable")),
    "keyring": Field("local", Text(allow_blank=False)),
}
"""Where a secret can be, of which a reference names one."""

SECRET: Final = Table(PLACES, one_of=tuple(PLACES))
"""A reference."""
