"""The contract's LLM, for one that is stored here. It never holds the secret."""

from personactl.engine.store.llms import StoredLlm
from personactl.engine.wire import JsonObject

_HINTS = ("reasoningEffort", "reasoningFormat")


def llm_shape(llm: StoredLlm, organization_id: str) -> JsonObject:
    """Reasoning hints are left out if absent, because the contract allows no null for them."""
    fields = llm.fields
    return {
        "id": llm.id,
        "displayName": fields.get("displayName", ""),
        "description": fields.get("description"),
        "llmFormat": fields.get("llmFormat"),
        "urls": fields.get("urls", []),
        "modelName": fields.get("modelName"),
        "temperature": fields.get("temperature"),
        "maxTokens": None,
        "deploymentName": None,
        "apiVersion": None,
        "metadata": fields.get("metadata", {}),
        "displayTags": [],
        "isDefault": False,
        "isGlobal": False,
        "isZdr": False,
        **{hint: fields[hint] for hint in _HINTS if hint in fields},
        "createdByOrganizationId": organization_id,
        "createdAt": llm.created_at,
        "updatedAt": llm.updated_at,
    }
