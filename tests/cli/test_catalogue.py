"""`avatar`, `voice` and `llm` against the embedded engine."""

import json

import pytest

from tests.conftest import Run

CARA = "30fa96d0-26c4-4e55-94a0-517025942e18"
LUCY = "de23e340-1416-4dd8-977d-065a7ca11697"


@pytest.mark.parametrize(
    ("kind", "header", "entry"),
    [
        ("avatar", "NAME VARIANT STYLE VERSIONS OWNER ID", CARA),
        ("voice", "NAME PROVIDER GENDER COUNTRY ZDR TAGS ID", LUCY),
        ("llm", "NAME FORMAT MODEL ZDR OWNER ID", "CUSTOMER_CLIENT_V1"),
    ],
)
def test_a_list_has_a_header_and_one_line_for_each_entry(run: Run, kind: str, header: str, entry: str) -> None:
    result = run(kind, "list")
    assert result.status == 0
    first, *lines = result.stdout.splitlines()
    assert first.split() == header.split()
    assert len(lines) >= 5
    assert sum(line.endswith(entry) for line in lines) == 1


def test_search_narrows_and_an_empty_answer_is_said_on_stderr(run: Run) -> None:
    found = json.loads(run("avatar", "list", "--search", "cara", "--format", "json").stdout)
    assert [avatar["avatarId"] for avatar in found["avatars"]] == [CARA]
    none = run("avatar", "list", "--search", "nobody is called this")
    assert (none.status, none.stdout) == (0, "")
    assert none.stderr.endswith("no avatar matches\n")


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
