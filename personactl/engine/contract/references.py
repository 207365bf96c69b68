"""The resources that the ids in a persona or tool refer to: those of the catalogue, and those stored here."""

from dataclasses import dataclass

from sqlalchemy import Connection

from personactl.engine.catalogue.catalogue import Catalogue
from personactl.engine.contract.llms.shapes import llm_shape
from personactl.engine.http.refusals import Issue
from personactl.engine.store.knowledge import groups_of
from personactl.engine.store.llms import find_llm
from personactl.engine.store.tools import tools_of
from personactl.engine.wire import JsonMapping, text_of, texts_of


@dataclass(frozen=True, slots=True)
class References:
    """The resources that one body refers to.

    - `own_llm`: its LLM as the contract shows it, if it is stored here, else None.
    - `tool_ids`: those of its tool ids that exist.
    """

    catalogue: Catalogue
    own_llm: JsonMapping | None
    tool_ids: frozenset[str]

    def llm(self, llm_id: str) -> JsonMapping | None:
        if self.own_llm is not None and self.own_llm["id"] == llm_id:
            return self.own_llm
        return self.catalogue.llms.get(llm_id)

    def names_llm(self, llm_id: str) -> bool:
        return self.llm(llm_id) is not None or self.catalogue.knows_llm(llm_id)


def find_references(connection: Connection, catalogue: Catalogue, fields: JsonMapping) -> References:
    """Look up the ids in `fields`, a persona in write form, that are not in the catalogue."""
    llm_id = text_of(fields, "llmId")
    own = None if not llm_id or catalogue.knows_llm(llm_id) else find_llm(connection, llm_id)
    tools = tools_of(connection, texts_of(fields, "toolIds"))
    return References(catalogue, None if own is None else llm_shape(own, ""), frozenset(tool.id for tool in tools))


def missing_groups(connection: Connection, config: JsonMapping) -> list[Issue]:
    """One issue for each knowledge group in a tool's `config` that does not exist."""
    group_ids = texts_of(config, "documentFolderIds")
    present = {group.id for group in groups_of(connection, group_ids)}
    return [
        Issue(f"config.documentFolderIds.{place}", "knowledge group not found")
        for place, group_id in enumerate(group_ids)
        if group_id not in present
    ]
