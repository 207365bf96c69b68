"""Every path that the engine answers. A fixed path comes before one that has a parameter in the same place."""

from personactl.engine.contract import catalogue
from personactl.engine.contract.knowledge import documents, downloads, groups
from personactl.engine.contract.llms import handlers as llms
from personactl.engine.contract.personas import handlers as personas
from personactl.engine.contract.sessions import handlers as sessions
from personactl.engine.contract.sessions import start, tokens
from personactl.engine.contract.tools import handlers as tools
from personactl.engine.http.asgi import Body, Operation
from personactl.engine.http.auth import Access
from personactl.engine.transports import text_channel

OPERATIONS: tuple[Operation, ...] = (
    Operation("GET", "/engine", text_channel.describe, Access.OPEN),
    Operation("GET", "/v1/personas", personas.list_all),
    Operation("POST", "/v1/personas", personas.create, body=Body.REQUIRED),
    Operation("GET", "/v1/personas/{id}", personas.get),
    Operation("PUT", "/v1/personas/{id}", personas.update, body=Body.REQUIRED),
    Operation("DELETE", "/v1/personas/{id}", personas.delete),
    Operation("GET", "/v1/avatars", catalogue.list_avatars),
    Operation("GET", "/v1/avatars/{id}", catalogue.get_avatar),
    Operation("GET", "/v1/voices", catalogue.list_voices),
    Operation("GET", "/v1/voices/{id}", catalogue.get_voice),
    Operation("GET", "/v1/llms", llms.list_all),
    Operation("POST", "/v1/llms", llms.create, body=Body.REQUIRED),
    Operation("GET", "/v1/llms/{id}", llms.get),
    Operation("PUT", "/v1/llms/{id}", llms.update, body=Body.REQUIRED),
    Operation("DELETE", "/v1/llms/{id}", llms.delete),
    Operation("GET", "/v1/tools", tools.list_all),
    Operation("POST", "/v1/tools", tools.create, body=Body.REQUIRED),
    Operation("GET", "/v1/tools/{id}", tools.get),
    Operation("PUT", "/v1/tools/{id}", tools.update, body=Body.REQUIRED),
    Operation("DELETE", "/v1/tools/{id}", tools.delete),
    Operation("GET", "/v1/knowledge/groups", groups.list_all),
    Operation("POST", "/v1/knowledge/groups", groups.create, body=Body.REQUIRED),
    Operation("GET", "/v1/knowledge/groups/{id}", groups.get),
    Operation("PUT", "/v1/knowledge/groups/{id}", groups.update, body=Body.REQUIRED),
    Operation("DELETE", "/v1/knowledge/groups/{id}", groups.delete),
    Operation("GET", "/v1/knowledge/groups/{id}/documents", documents.list_all),
    Operation("POST", "/v1/knowledge/groups/{id}/documents", documents.upload),
    Operation("GET", "/v1/knowledge/documents/{id}", documents.get),
    Operation("PUT", "/v1/knowledge/documents/{id}", documents.rename, body=Body.REQUIRED),
    Operation("DELETE", "/v1/knowledge/documents/{id}", documents.delete),
    Operation("GET", "/v1/knowledge/documents/{id}/download", documents.download),
    Operation("GET", downloads.PATH, downloads.serve, Access.OPEN),
    Operation("POST", "/v1/auth/session-token", tokens.create, body=Body.REQUIRED),
    Operation("POST", "/v1/engine/session", start.create, Access.KEY_OR_TOKEN, Body.OPTIONAL),
    Operation("GET", "/v1/sessions", sessions.list_all),
    Operation("GET", "/v1/sessions/concurrency", sessions.concurrency),
    Operation("GET", "/v1/sessions/{id}", sessions.get),
    Operation("GET", "/v1/sessions/{id}/transcript", sessions.transcript),
    Operation("GET", "/v1/sessions/{id}/analytics", sessions.analytics),
    Operation("POST", "/v1/sessions/{id}/stop", sessions.stop),
    Operation("POST", text_channel.PATH, text_channel.act, Access.OPEN, Body.REQUIRED),
)
