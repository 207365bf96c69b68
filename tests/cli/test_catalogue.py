"""`avatar`, `voice` and `llm` against the embedded engine."""

import json
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.api.live import served
from tests.conftest import Run

CARA = "30fa96d0-26c4-4e55-94a0-517025942e18"
LIV = "071b0286-4cce-4808-bee2-e642f1062de3"
LUCY = "de23e340-1416-4dd8-977d-065a7ca11697"


@pytest.mark.parametrize(
    ("kind", "header", "entry"),
    [
        ("avatar", "NAME VARIANT STYLE VERSIONS OWNER TAGS ID", CARA),
        ("voice", "NAME PROVIDER GENDER COUNTRY ZDR TAGS ID", LUCY),
        ("llm", "NAME FORMAT MODEL ZDR OWNER TAGS ID", "CUSTOMER_CLIENT_V1"),
    ],
)
def test_a_list_has_a_header_and_one_line_for_each_entry(run: Run, kind: str, header: str, entry: str) -> None:
    result = run(kind, "list")
    assert result.status == 0
    first, *lines = result.stdout.splitlines()
    assert first.split() == header.split()
    assert len(lines) >= 5
    assert sum(line.endswith(entry) for line in lines) == 1


@pytest.mark.parametrize(
    "search", ["fresh", "LUCY", "british narrations", "agents youthful", "fast", "lucy fast energetic"]
)
def test_search_looks_into_names_descriptions_and_tags(run: Run, search: str) -> None:
    assert _voices(run, "--search", search) == [LUCY]


@pytest.mark.parametrize(
    ("kind", "search", "found"),
    [("avatar", "home liv", LIV), ("llm", "gpt-4.1-mini", "0934d97d-0c3a-4f33-91b0-5e136a0ef466")],
)
def test_search_looks_into_variants_and_models_too(run: Run, kind: str, search: str, found: str) -> None:
    entries = json.loads(run(kind, "list", "--search", search, "--format", "json").stdout)[f"{kind}s"]
    assert [entry[f"{kind}Id"] for entry in entries] == [found]


@pytest.mark.parametrize(
    "options",
    [
        ("--country", "GB"),
        ("--country", "uk", "--gender", "Female"),
        ("--country", "US,GB"),
        ("--provider", "ElevenLabs"),
        ("--provider", "cartesia", "--provider", "elevenlabs"),
        ("--tag", "FAST", "--search", "lucy"),
        ("--tag", "slow,fast"),
    ],
)
def test_options_narrow_together_and_values_are_alternatives(run: Run, options: tuple[str, ...]) -> None:
    assert _voices(run, *options) == [LUCY]
    assert _voices(run, *options, "--search", "cara") == []


def test_avatars_have_styles_and_tags(run: Run) -> None:
    def avatars(*options: str) -> list[str]:
        found = json.loads(run("avatar", "list", *options, "--format", "json").stdout)["avatars"]
        return [avatar["name"] for avatar in found]

    assert avatars("--style", "realistic") == avatars("--tag", "office") == ["Liv"]
    assert avatars("--style", "animated_3d") == []
    assert len(avatars("--style", "unknown,realistic")) == len(avatars())


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("voice list --search lucie", "no voice matches 'lucie'; did you mean Lucy - Fresh & Casual?"),
        ("avatar list --search zzz", "no avatar matches 'zzz'"),
        ("voice list --country FR", "no voice has the country FR; there are: GB"),
        ("voice list --tag fats", "no voice has the tag fats; did you mean fast?"),
        ("voice list --gender male", "no voice has the gender male; there are: female"),
        ("voice list --gender female --search jessica", "no voice matches all of these together"),
    ],
)
def test_an_empty_answer_says_why_on_stderr(run: Run, command: str, reason: str) -> None:
    none = run(*command.split())
    assert (none.status, none.stdout) == (0, "")
    assert none.stderr.splitlines()[-1] == reason
    document = run(*command.split(), "--format", "json")
    assert list(json.loads(document.stdout)[f"{command.split()[0]}s"]) == []


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("voice list --gender femal", "did you mean female? there are: female, male, neutral"),
        ("voice list --provider 11labs", "cartesia, elevenlabs, fish_audio, openai_advanced_voice"),
        ("avatar list --style realist", "did you mean realistic?"),
        ("voice list --country Germany", "write its two letters"),
    ],
)
def test_a_value_that_no_entry_can_have_is_refused(run: Run, command: str, hint: str) -> None:
    refused = run(*command.split())
    assert (refused.status, refused.stdout) == (2, "")
    assert hint in refused.stderr


def _voices(run: Run, *options: str) -> list[str]:
    found = json.loads(run("voice", "list", *options, "--format", "json").stdout)["voices"]
    return [voice["voiceId"] for voice in found]


@pytest.mark.parametrize("beginning", ["de23e340", "DE23E340-1416…", "de23", "de23e340...", "de23e340…1697"])
def test_an_entry_is_shown_by_the_beginning_of_its_id(run: Run, beginning: str) -> None:
    assert run("voice", "show", beginning).stdout.splitlines()[-1] == f"voiceId: {LUCY}  # Lucy - Fresh & Casual"


@pytest.fixture
def other_platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A platform whose voices have similar ids, and one no name."""
    names = {"aaaa0001": "Ada", "aaaa0002": "", "bbbb0001": " \u200b"}
    voices = [
        {"id": f"{key}-0000-4000-8000-000000000000", "displayName": name, "displayTags": ["calm"]}
        for key, name in names.items()
    ]
    meta = {"total": 3, "lastPage": 1, "currentPage": 1, "perPage": 100, "prev": None, "next": None}

    async def answer(request: Request) -> Response:
        return JSONResponse({"data": voices, "meta": meta})

    with served(Starlette(routes=[Route("/v1/voices", answer)])) as url:
        monkeypatch.setenv("ANAM_API_URL", url)
        monkeypatch.setenv("ANAM_API_KEY", "key-of-a-test")
        yield


def test_a_beginning_of_several_ids_lists_them(run: Run, other_platform: None) -> None:
    refused = run("voice", "show", "aaaa")
    assert (refused.status, refused.stdout) == (2, "")
    assert "2 ids begin with 'aaaa'" in refused.stderr
    assert "-000000000000 (Ada), aaaa0002-0000-4000-8000-000000000000 (no name)" in refused.stderr


def test_an_entry_without_a_name_is_listed_as_such_and_never_suggested(run: Run, other_platform: None) -> None:
    rows = run("voice", "list").stdout.splitlines()
    assert [row.startswith("(no name) ") for row in rows] == [False, False, True, True]
    assert [voice["name"] for voice in json.loads(run("voice", "list", "--format", "json").stdout)["voices"]] == [
        "Ada",
        "",
        " \u200b",
    ]
    assert run("voice", "list", "--tag", "calm").stdout.splitlines() == rows
    assert "did you mean Ada?" in run("voice", "show", "adda").stderr
    for empty in ("", " ", "-"):
        refused = run("voice", "show", empty)
        assert refused.status in {2, 4}
        assert "matches" not in refused.stderr


@pytest.mark.parametrize(
    ("name", "meant"), [("Lusy", "Lucy - Fresh & Casual"), ("archi aproachable", "Archie"), ("carra", "Cara")]
)
def test_a_misspelt_name_gets_a_suggestion(run: Run, name: str, meant: str) -> None:
    refused = run("voice", "show", name)
    assert (refused.status, refused.stdout) == (4, "")
    assert f"did you mean {meant}" in refused.stderr


@pytest.mark.parametrize("name", [LUCY, LUCY.upper(), "lucy", "Lucy - Fresh & Casual"])
def test_an_entry_is_shown_by_id_or_name(run: Run, name: str) -> None:
    result = run("voice", "show", name)
    assert result.status == 0
    assert result.stdout.splitlines()[0] == "Lucy - Fresh & Casual"
    assert result.stdout.splitlines()[-1] == f"voiceId: {LUCY}  # Lucy - Fresh & Casual"


def test_a_legacy_llm_name_is_an_id(run: Run) -> None:
    shown = json.loads(run("llm", "show", "CUSTOMER_CLIENT_V1", "--format", "json").stdout)["llm"]
    assert (shown["llmId"], shown["llmFormat"]) == ("CUSTOMER_CLIENT_V1", "none")


def test_a_name_of_two_entries_lists_both_and_is_refused(run: Run) -> None:
    result = run("avatar", "show", "leo")
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.count("Leo") >= 2


@pytest.mark.parametrize("name", ["nobody", "00000000-0000-4000-8000-000000000000"])
def test_what_is_not_there_exits_4(run: Run, name: str) -> None:
    result = run("avatar", "show", name)
    assert (result.status, result.stdout) == (4, "")
    assert len(result.stderr.splitlines()) == 4
