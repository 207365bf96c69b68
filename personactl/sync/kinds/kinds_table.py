"""All kinds of resources, and how each is listed, read and written."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from personactl.persona.resource import Kind
from personactl.sync.kinds.documents import DOCUMENTS
from personactl.sync.kinds.kind import ResourceKind
from personactl.sync.kinds.knowledge import KNOWLEDGE
from personactl.sync.kinds.llms import LLMS
from personactl.sync.kinds.personas import PERSONAS
from personactl.sync.kinds.tools import TOOLS

RESOURCE_KINDS: Final[Mapping[Kind, ResourceKind]] = MappingProxyType(
    {"llm": LLMS, "knowledge": KNOWLEDGE, "document": DOCUMENTS, "tool": TOOLS, "persona": PERSONAS}
)
