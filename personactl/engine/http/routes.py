"""Every path that the engine answers, in one table. A fixed path stands before one with a parameter in its place."""

from personactl.engine.http import about, catalogue, personas
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
)
