"""What a rule looks at besides personas: a file of `tools/`, `knowledge/` or `llms/`, with everything it extends.

A file with profiles is several of them: itself, and itself under each profile.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personactl.document.document import Document
from personactl.document.node import MappingNode
from personactl.persona.read.layers import Layer, merged_node, overlays, read_bases
from personactl.persona.schema.component_checks import base_check
from personactl.persona.schema.file_kind import ComponentKind
from personactl.persona.schema.persona_checks import is_part

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue


class ComponentView(NamedTuple):
    """`node` holds all values, which need not fit their fields; those of other files stand where `extends` does.

    `layers` lie on each other, deepest first. `whole` is false where a base cannot be read. `codes` are the rules that
    anybody asked for, `catalogue` is there for online rules only.
    """

    document: Document
    node: MappingNode
    root: Path
    kind: ComponentKind
    codes: frozenset[str]
    catalogue: "Catalogue | None"
    layers: tuple[Layer, ...]
    whole: bool

    @property
    def part(self) -> bool:
        return is_part(self.document.path)

    def wants(self, *codes: str) -> bool:
        return not self.codes.isdisjoint(codes)


def components_in(
    document: Document, root: Path, kind: ComponentKind, codes: frozenset[str], catalogue: "Catalogue | None" = None
) -> Iterator[ComponentView]:
    """What `document` describes on its own, then under each of its profiles; nothing if it is no mapping."""
    if not isinstance(document.root, MappingNode):
        return
    own = Layer(document, document.root)
    under = read_bases(own, root, base_check(kind))
    extends = document.root.get("extends")
    elsewhere = document.root.span if extends is None else extends.value.span
    whole = (*under.layers, own)
    for layers in (whole, *((*whole, overlay) for _, overlay in overlays(own))):
        node = own.node if len(layers) == 1 else merged_node(layers, document, elsewhere)
        yield ComponentView(document, node, root, kind, codes, catalogue, layers, whole=under.problem is None)
