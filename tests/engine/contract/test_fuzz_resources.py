"""Any request to the operations on tools, LLMs and knowledge gets an answer that the contract declares."""

from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.engine.contract.knowledge.bodies import DocumentRename, GroupUpdate
from personactl.engine.contract.llms.bodies import LlmCreate, LlmUpdate
from personactl.engine.contract.tools.bodies import CONFIGS, ToolUpdate
from personactl.engine.http.bodies import RequestModel
from tests.contract.answer_check import Contract
from tests.engine.conftest import CALENDAR, HOUSE_MODEL
from tests.engine.contract.test_fuzz import ANY, TEXTS, named, patient

briefly = settings(patient, max_examples=50)


def _aliases(*models: type[RequestModel]) -> set[str | None]:
    return {field.alias for model in models for field in model.model_fields.values()}


_LIKELY = st.one_of(
    st.sampled_from(
        ["CLIENT", "SERVER_RAG", "SERVER_WEBHOOK", "SYSTEM", "https://a.test", "GET", "end_call", "openai"]
    ),
    st.sampled_from(["low", "parsed", "end_call", "x" * 65, "é", "a.b-c_1"]),
    st.lists(st.one_of(ANY, named(_aliases(LlmUpdate), ANY)), max_size=2),
    named(_aliases(*CONFIGS.values()), st.one_of(ANY, st.sampled_from(["https://a.test", "POST", "interrupt", 5]))),
    ANY,
)
_TOOLS = named(_aliases(ToolUpdate), _LIKELY).map(lambda body: dict(CALENDAR) | body)
_LLMS = named(_aliases(LlmCreate, LlmUpdate), _LIKELY).map(lambda body: dict(HOUSE_MODEL) | body)
_GROUPS = named(_aliases(GroupUpdate), _LIKELY)


@pytest.mark.parametrize(
    ("path", "bodies"), [("/v1/tools", _TOOLS), ("/v1/llms", _LLMS), ("/v1/knowledge/groups", _GROUPS)]
)
def test_any_body_is_written_or_refused(
    path: str, bodies: "st.SearchStrategy[dict[str, object]]", client: httpx.Client, contract: Contract
) -> None:
    @briefly
    @given(first=bodies, then=bodies)
    def holds(first: dict[str, object], then: dict[str, object]) -> None:
        created = client.post(path, json=first)
        contract.check(created)
        assert created.status_code in {201, 400}
        if created.status_code == 400:
            return
        one = f"{path}/{created.json()['id']}"
        assert client.get(one).json() == created.json()
        changed = client.put(one, json=then)
        # An update knows LLM formats that a read does not: a contradiction inside the contract, not of the engine.
        if then.get("llmFormat") not in ["anthropic", "custom"]:
            contract.check(changed)
        assert changed.status_code in {200, 400} or created.json().get("type") == "SYSTEM"
        if changed.status_code == 200:
            assert client.get(one).json() == changed.json()
        if created.json().get("type") != "SYSTEM":
            assert client.delete(one).status_code == 204
            assert client.get(one).status_code == 404

    holds()


@briefly
@given(
    name=TEXTS.map(lambda text: f"{text}.md"),
    content=st.binary(max_size=40),
    fields=st.dictionaries(st.sampled_from(["chunkSize", "chunkOverlap", "other"]), TEXTS, max_size=3),
    rename=named(_aliases(DocumentRename), _LIKELY),
)
def test_any_document_is_taken_or_refused(
    name: str,
    content: bytes,
    fields: dict[str, str],
    rename: dict[str, object],
    client: httpx.Client,
    contract: Contract,
) -> None:
    group: dict[str, Any] = client.post("/v1/knowledge/groups", json={"name": "Store FAQ"}).json()
    path = f"/v1/knowledge/groups/{group['id']}/documents"
    sent = {key: value.encode(errors="replace").decode() for key, value in fields.items()}
    answer = client.post(path, files={"file": (name.encode(errors="replace").decode(), content)}, data=sent)
    contract.check(answer)
    assert answer.status_code in {201, 400}
    if answer.status_code == 201:
        document = f"/v1/knowledge/documents/{answer.json()['id']}"
        renamed = client.put(document, json=rename)
        contract.check(renamed)
        assert renamed.status_code in {200, 400}
        link = client.get(f"{document}/download").json()["downloadUrl"]
        assert client.get(link).content == content


@briefly
@given(params=st.dictionaries(st.sampled_from(["page", "perPage", "search", "includeDefaults"]), TEXTS))
def test_any_query_is_answered(params: dict[str, str], client: httpx.Client, contract: Contract) -> None:
    for path in ("/v1/tools", "/v1/llms", "/v1/knowledge/groups"):
        answer = client.get(path, params=params)
        contract.check(answer)
        assert answer.status_code == 200
