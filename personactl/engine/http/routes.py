"""Every path that the engine answers, in one table. A fixed path stands before one with a parameter in its place."""

from personactl.engine.http import about, catalogue, engine_session, personas, session_token, sessions, text
from personactl.engine.http.app import Body, Operation
from personactl.engine.http.auth import Access

OPERATIONS: tuple[Operation, ...] = (
    Operation("GET", "/engine", about.describe, Access.OPEN),
    Operation("GET", "/v1/personas", personas.list_all),
    Operation("POST", "/v1/personas", personas.create, body=Body.REQUIRED),
    Operation("GET", "/v1/personas/{id}", personas.get),
    Operation("PUT", "/v1/personas/{id}", personas.update, body=Body.REQUIRED),
    Operation("DELETE", "/v1/personas/{id}", personas.delete),
    Operation("GET", "/v1/avatars", catalogue.list_avatars),
    Operation("GET", "/v1/avatars/{id}", catalogue.get_avatar),
    Operation("GET", "/v1/voices", catalogue.list_voices),
    Operation("GET", "/v1/voices/{id}", catalogue.get_voice),
    Operation("GET", "/v1/llms", catalogue.list_llms),
    Operation("GET", "/v1/llms/{id}", catalogue.get_llm),
    Operation("POST", "/v1/auth/session-token", session_token.create, body=Body.REQUIRED),
    Operation("POST", "/v1/engine/session", engine_session.create, Access.KEY_OR_TOKEN, Body.OPTIONAL),
    Operation("GET", "/v1/sessions", sessions.list_all),
    Operation("GET", "/v1/sessions/concurrency", sessions.concurrency),
    Operation("GET", "/v1/sessions/{id}", sessions.get),
    Operation("GET", "/v1/sessions/{id}/transcript", sessions.transcript),
    Operation("GET", "/v1/sessions/{id}/analytics", sessions.analytics),
    Operation("POST", "/v1/sessions/{id}/stop", sessions.stop),
    Operation("POST", engine_session.TEXT_ENDPOINT, text.act, Access.OPEN, Body.REQUIRED),
)
