"""Any request to the writing operations gets an answer that the contract declares, and never a failure."""

import json

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from personactl.engine.catalogue.catalogue import LEGACY_LLM_NAMES, stock_catalogue
from personactl.engine.contract.personas.bodies import VOICE_OPTIONS, PersonaUpdate, VoiceDetectionOptions, WidgetConfig
from tests.contract.answer_check import Contract

_stock = stock_catalogue()
TEXTS = st.text(max_size=20)
_NUMBERS = st.one_of(st.integers(-2, 3), st.floats(-1, 1000, allow_nan=False), st.integers(-(10**400), 10**400))
ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), _NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)


def named(names: set[str | None], values: "st.SearchStrategy[object]") -> "st.SearchStrategy[dict[str, object]]":
    """Objects with some of the known keys, and sometimes an unknown one."""
    known = st.sampled_from(sorted(name for name in names if name))
    return st.dictionaries(st.one_of(known, known, TEXTS), values, max_size=4)


def _aliases(model: type[PersonaUpdate] | type[VoiceDetectionOptions] | type[WidgetConfig]) -> set[str | None]:
    return {field.alias for field in model.model_fields.values()}


_OPTION_NAMES = {field.alias for model in VOICE_OPTIONS.values() for field in model.model_fields.values()}
_LIKELY = st.one_of(
    st.sampled_from([*_stock.avatars, *_stock.voices, *_stock.llms, *LEGACY_LLM_NAMES, "cara-3", "cara-4", "calm"]),
    st.booleans(),
    _NUMBERS,
    st.lists(TEXTS, max_size=2),
    named(_OPTION_NAMES, st.one_of(_NUMBERS, ANY)),
    named(_aliases(VoiceDetectionOptions), st.one_of(_NUMBERS, ANY)),
    named(_aliases(WidgetConfig), ANY),
    ANY,
)
_BODIES = named(_aliases(PersonaUpdate), _LIKELY)
patient = settings(
    derandomize=True, deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@patient
@given(first=_BODIES, then=_BODIES)
def test_any_persona_is_written_or_refused(
    first: dict[str, object], then: dict[str, object], client: httpx.Client, contract: Contract
) -> None:
    created = client.post("/v1/personas", json=first)
    contract.check(created)
    assert created.status_code in {201, 400, 403}
    persona_id = created.json().get("id") or client.post("/v1/personas", json={}).json()["id"]

    answer = client.put(f"/v1/personas/{persona_id}", json=then)
    contract.check(answer)
    assert answer.status_code in {200, 400, 403}
    read = client.get(f"/v1/personas/{persona_id}")
    contract.check(read)
    if answer.status_code == 200:
        assert read.json() == answer.json()


@patient
@given(body=st.one_of(st.binary(max_size=60), ANY.map(lambda value: json.dumps(value).encode())))
def test_any_bytes_are_taken_or_refused(body: bytes, client: httpx.Client, contract: Contract) -> None:
    answer = client.post("/v1/personas", content=body, headers={"content-type": "application/json"})
    contract.check(answer)
    assert answer.status_code in {201, 400, 403}


@patient
@given(params=st.dictionaries(st.sampled_from(["page", "perPage", "search", "tags", "renderStyle"]), TEXTS))
def test_any_query_is_answered(params: dict[str, str], client: httpx.Client, contract: Contract) -> None:
    for path in ("/v1/personas", "/v1/avatars", "/v1/voices", "/v1/llms"):
        answer = client.get(path, params=params)
        contract.check(answer)
        assert answer.status_code == 200
