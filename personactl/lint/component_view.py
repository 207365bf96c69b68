"""What rules look at besides personas: a file of `tools/`, `knowledge/` or `llms/`, merged with everything it extends.

A file with profiles gives several views: one of the file itself, and one for each profile.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from personactl.document.document import Document
from personactl.document.node import MappingNode
from personactl.persona.read.layers import Layer, merged_node, overlays, read_bases
from personactl.persona.schema.component_checks import base_check
from personactl.persona.schema.file_kind import ComponentKind, is_part

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue


class ComponentView(msgspec.Struct, frozen=True):
    """One tool, knowledge file or LLM as the rules see it.

    document: the file.
    node: the merged mapping. Values may be invalid; values of other files have the place of `extends`.
    root: the folder of the project.
    kind: the kind of component.
    codes: the selected rules.
    catalogue: the target's catalogue, for online rules only.
    layers: the merged files, from the deepest base to the file itself.
    whole: whether every base could be read.
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

    def any_selected(self, *codes: str) -> bool:
        return not self.codes.isdisjoint(codes)


def components_in(
    document: Document, root: Path, kind: ComponentKind, codes: frozenset[str], catalogue: "Catalogue | None" = None
) -> Iterator[ComponentView]:
    """Yield the view of the document itself, then one for each of its profiles; nothing if it is not a mapping."""
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
