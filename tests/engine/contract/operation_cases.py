"""One request for each status that the operations on tools, knowledge and LLMs can answer."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from tests.engine.conftest import CALENDAR, HOUSE_MODEL, WEBHOOK

Send = Callable[[httpx.Client, str], httpx.Response]
"""Takes a client and the id of an existing resource (a persona, unless `needs` says otherwise); returns an answer."""

Make = Callable[[httpx.Client], httpx.Response]
END_CALL = "end_call"


@dataclass(frozen=True, slots=True)
class Case:
    method: str
    path: str
    status: int
    send: Send
    needs: Make | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"

    def made(self, client: httpx.Client) -> str:
        """Create what the case needs and return its id; "nobody" if it needs nothing."""
        return "nobody" if self.needs is None else str(self.needs(client).json()["id"])


def _tool(client: httpx.Client) -> httpx.Response:
    return client.post("/v1/tools", json=WEBHOOK)


def _llm(client: httpx.Client) -> httpx.Response:
    return client.post("/v1/llms", json=HOUSE_MODEL)


def _group(client: httpx.Client) -> httpx.Response:
    return client.post("/v1/knowledge/groups", json={"name": "Store FAQ"})


def _document(client: httpx.Client) -> httpx.Response:
    return _upload(client, _group(client).json()["id"], "faq.md")


def _upload(client: httpx.Client, group_id: str, name: str) -> httpx.Response:
    return client.post(f"/v1/knowledge/groups/{group_id}/documents", files={"file": (name, b"We are open.")})


def _system(client: httpx.Client) -> str:
    tools = client.get("/v1/tools", params={"search": END_CALL}).json()["data"]
    return f"/v1/tools/{tools[0]['id']}"


TOOL, LLM, GROUP = "/v1/tools/{id}", "/v1/llms/{id}", "/v1/knowledge/groups/{id}"
IN_GROUP, DOCUMENT = "/v1/knowledge/groups/{id}/documents", "/v1/knowledge/documents/{id}"
DOWNLOAD = "/v1/knowledge/documents/{id}/download"
DEFAULT_LLM = LLM.format(id="CUSTOMER_CLIENT_V1")

_TOOLS = [
    Case("GET", "/v1/tools", 200, lambda c, _: c.get("/v1/tools"), _tool),
    Case("POST", "/v1/tools", 201, lambda c, _: c.post("/v1/tools", json=CALENDAR)),
    Case("POST", "/v1/tools", 400, lambda c, _: c.post("/v1/tools", json={"name": "x"})),
    Case("GET", TOOL, 200, lambda c, known: c.get(TOOL.format(id=known)), _tool),
    Case("GET", TOOL, 404, lambda c, known: c.get(TOOL.format(id=known))),
    Case("PUT", TOOL, 200, lambda c, known: c.put(TOOL.format(id=known), json={"name": "y"}), _tool),
    Case("PUT", TOOL, 400, lambda c, known: c.put(TOOL.format(id=known), json={"name": ""}), _tool),
    Case("PUT", TOOL, 403, lambda c, _: c.put(_system(c), json={"name": "y"})),
    Case("PUT", TOOL, 404, lambda c, known: c.put(TOOL.format(id=known), json={})),
    Case("DELETE", TOOL, 204, lambda c, known: c.delete(TOOL.format(id=known)), _tool),
    Case("DELETE", TOOL, 403, lambda c, _: c.delete(_system(c))),
    Case("DELETE", TOOL, 404, lambda c, known: c.delete(TOOL.format(id=known))),
]
_LLMS = [
    Case("GET", "/v1/llms", 200, lambda c, _: c.get("/v1/llms", params={"perPage": 100}), _llm),
    Case("POST", "/v1/llms", 201, lambda c, _: c.post("/v1/llms", json=HOUSE_MODEL)),
    Case("POST", "/v1/llms", 400, lambda c, _: c.post("/v1/llms", json={})),
    Case("GET", LLM, 200, lambda c, known: c.get(LLM.format(id=known)), _llm),
    Case("GET", LLM, 404, lambda c, known: c.get(LLM.format(id=known))),
    Case("PUT", LLM, 200, lambda c, known: c.put(LLM.format(id=known), json={"url": "https://b.test"}), _llm),
    Case("PUT", LLM, 400, lambda c, known: c.put(LLM.format(id=known), json={"url": "b"}), _llm),
    Case("PUT", LLM, 403, lambda c, _: c.put(DEFAULT_LLM, json={"displayName": "mine"})),
    Case("PUT", LLM, 404, lambda c, known: c.put(LLM.format(id=known), json={})),
    Case("DELETE", LLM, 204, lambda c, known: c.delete(LLM.format(id=known)), _llm),
    Case("DELETE", LLM, 403, lambda c, _: c.delete(DEFAULT_LLM)),
    Case("DELETE", LLM, 404, lambda c, known: c.delete(LLM.format(id=known))),
]
_GROUPS = [
    Case("GET", "/v1/knowledge/groups", 200, lambda c, _: c.get("/v1/knowledge/groups"), _group),
    Case("POST", "/v1/knowledge/groups", 201, lambda c, _: _group(c)),
    Case("POST", "/v1/knowledge/groups", 400, lambda c, _: c.post("/v1/knowledge/groups", json={})),
    Case("GET", GROUP, 200, lambda c, known: c.get(GROUP.format(id=known)), _group),
    Case("GET", GROUP, 404, lambda c, known: c.get(GROUP.format(id=known))),
    Case("PUT", GROUP, 200, lambda c, known: c.put(GROUP.format(id=known), json={"description": "d"}), _group),
    Case("PUT", GROUP, 400, lambda c, known: c.put(GROUP.format(id=known), json={"name": None}), _group),
    Case("PUT", GROUP, 404, lambda c, known: c.put(GROUP.format(id=known), json={})),
    Case("DELETE", GROUP, 204, lambda c, known: c.delete(GROUP.format(id=known)), _group),
    Case("DELETE", GROUP, 404, lambda c, known: c.delete(GROUP.format(id=known))),
]
_DOCUMENTS = [
    Case("GET", IN_GROUP, 200, lambda c, known: c.get(IN_GROUP.format(id=known)), _group),
    Case("GET", IN_GROUP, 404, lambda c, known: c.get(IN_GROUP.format(id=known))),
    Case("POST", IN_GROUP, 201, lambda c, known: _upload(c, known, "faq.md"), _group),
    Case("POST", IN_GROUP, 400, lambda c, known: _upload(c, known, "faq.exe"), _group),
    Case("POST", IN_GROUP, 404, lambda c, known: _upload(c, known, "faq.md")),
    Case("GET", DOCUMENT, 200, lambda c, known: c.get(DOCUMENT.format(id=known)), _document),
    Case("GET", DOCUMENT, 404, lambda c, known: c.get(DOCUMENT.format(id=known))),
    Case("PUT", DOCUMENT, 200, lambda c, known: c.put(DOCUMENT.format(id=known), json={"filename": "q.md"}), _document),
    Case("PUT", DOCUMENT, 400, lambda c, known: c.put(DOCUMENT.format(id=known), json={"filename": ""}), _document),
    Case("PUT", DOCUMENT, 404, lambda c, known: c.put(DOCUMENT.format(id=known), json={})),
    Case("DELETE", DOCUMENT, 204, lambda c, known: c.delete(DOCUMENT.format(id=known)), _document),
    Case("DELETE", DOCUMENT, 404, lambda c, known: c.delete(DOCUMENT.format(id=known))),
    Case("GET", DOWNLOAD, 200, lambda c, known: c.get(DOWNLOAD.format(id=known)), _document),
    Case("GET", DOWNLOAD, 404, lambda c, known: c.get(DOWNLOAD.format(id=known))),
]
RESOURCE_CASES = [*_TOOLS, *_LLMS, *_GROUPS, *_DOCUMENTS]
