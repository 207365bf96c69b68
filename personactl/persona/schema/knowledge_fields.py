"""Every key that a file of `knowledge/` may hold: one group of documents that a persona can look things up in.

Source: docs/platform.md#knowledge-groups and docs/platform.md#documents. The files to upload are
named beside the fields.
"""

from typing import Final

from personactl.persona.schema.shapes import Field, ListOf, Table, Text

KNOWLEDGE: Final = Table(
    {
        "name": Field("local", Text(empty=False)),
        "description": Field("local", Text()),
        "documents": Field("local", ListOf(Text(empty=False))),
    },
    required=("name",),
)
"""A whole file of `knowledge/`."""
