"""The contract's Tool, on its own or in a persona."""

from personactl.engine.store.tools import StoredTool
from personactl.engine.wire import JsonObject


def tool_shape(tool: StoredTool) -> JsonObject:
    fields = tool.fields
    return {
        "id": tool.id,
        "name": fields["name"],
        "description": fields["description"],
        "type": fields["type"],
        "config": fields.get("config", {}),
        "disableInterruptions": fields.get("disableInterruptions", False),
        "createdAt": tool.created_at,
        "updatedAt": tool.updated_at,
        "usageCount": tool.usage_count,
    }
