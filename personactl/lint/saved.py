"""What a rule looks at besides personas: a file of `tools/` or `knowledge/` that reads and holds keys and values."""

from dataclasses import dataclass
from pathlib import Path

from personactl.document.document import Document
from personactl.document.node import MappingNode
from personactl.lint.catalogue import Catalogue
from personactl.persona.file_kind import SavedKind


@dataclass(frozen=True, slots=True)
class Saved:
    """`node` is the document's root, which need not fit its fields. `codes` are the rules that anybody asked for.

    `catalogue` is there for online rules only.
    """

    document: Document
    node: MappingNode
    root: Path
    kind: SavedKind
    codes: frozenset[str]
    catalogue: Catalogue | None = None

    def wants(self, *codes: str) -> bool:
        return not self.codes.isdisjoint(codes)
