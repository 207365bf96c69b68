"""Every key that a file of `knowledge/` may hold: one group of documents that a persona can look things up in.

Source: the published contract's knowledge group (name, description) and document upload (chunk sizes, endings); the
files to upload are named beside them.
"""

from typing import Final

from personactl.persona.schema.field_shapes import Field, ListOf, Table, Text

KNOWLEDGE: Final = Table(
    {
        "name": Field("local", Text(empty=False)),
        "description": Field("local", Text()),
        "documents": Field("local", ListOf(Text(empty=False))),
    },
    required=("name",),
)
"""A whole file of `knowledge/`."""
