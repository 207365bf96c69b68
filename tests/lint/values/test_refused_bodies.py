"""What the platform answers with 400 to a push or a token is an error of `validate` before.

The embedded engine answers by the platform's contract. Whether an id exists, and what a voice or an avatar can do, is
a question that only a catalogue answers.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

import httpx
import pytest

from personactl.document.file_reader import read_document
from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings
from personactl.json_value import JsonObject, JsonValue
from personactl.lint.finding import Severity
from personactl.lint.rule_selection import DEFAULT
from personactl.lint.run import lint_document
from personactl.persona.project_resource import references_in, with_ids
from personactl.persona.read.component_files import read_knowledge, read_llm, read_tool
from personactl.persona.read.definitions import Definitions
from personactl.persona.read.persona_file import read_persona
from personactl.secret import Secret
from personactl.sync.values.secret_field import with_header_secrets
from tests.engine.in_process import BlockingTransport
from tests.lint.values.mutated_values import PARTS, Mutant, mutants

ADDRESSES: Final = (
    *("shop.test/tables", "//shop.test", "/tables", "https://", "https:///x", "https://:80/", "http://[", "shop"),
    *("ftp://shop.test", "HTTPS://shop.test", "http://[::1]:80/x", "https://a:b@shop.test", "https://é.test"),
    *("https://shop.test:x/", "https://{host}/x", "mailto:a@b.c", "https://shop.test/a b"),
)
HEADERS: Final[tuple[JsonValue, ...]] = ({"X": 3}, {"X": True}, {"X": ["a"]}, {"X": {"a": {}}}, {"X": "a"}, {"X": None})
NUMBERS: Final = (0, -1, 0.4, 0.5, 0.6, 0.7, 1, 1.2, 1.5, 2, 2.5, 10, 11, 600, 601, 900, 901, 7200, 7201, 1e300)
TEXTS: Final = (*("", " ", "x", "é", "a b", "x" * 64, "x" * 65, "x" * 1024, "x" * 1025, "x" * 2001, "cara-3", "EN"),)
OTHERS: Final[tuple[JsonValue, ...]] = ([], {}, [None], [1], ["x"], True, None)
ONLINE: Final = ("not found", "retains no data", "supported by this avatar", "already exists", "invitation")


class _Sent(NamedTuple):
    method: str
    path: str
    body: JsonObject


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    engine = open_engine(EngineSettings(str(tmp_path / "engine.db"), strict=True))
    headers = {"authorization": f"Bearer {engine.api_key}"}
    with httpx.Client(transport=BlockingTransport(engine.app), base_url="http://engine.test", headers=headers) as one:
        yield one
    engine.close()


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_what_the_platform_refuses_is_an_error_before(part: int, tmp_path: Path, client: httpx.Client) -> None:
    root = tmp_path / "project"
    for folder in ("personas", "tools", "knowledge", "llms"):
        (root / folder).mkdir(parents=True)
    for name in ("knowledge/store", "knowledge/x", "personas/store"):
        (root / name).write_text("You are Cara, who sells lamps, and you help the guests of the hotel.")
    persona = client.post("/v1/personas", json={"name": "Cara"}).json()["id"]
    wrong, sent = [], 0
    for mutant in islice(mutants((*ADDRESSES, *HEADERS, *NUMBERS, *TEXTS, *OTHERS)), part, None, len(PARTS)):
        if mutant.name == "personactl.yaml" or mutant.place.startswith("profiles") or not _passes(mutant, root):
            continue
        for request in _requests(mutant, root, persona):
            sent += 1
            answer = client.request(request.method, request.path, json=_as_sent(request.body))
            wrong += [f"{mutant.label}: {issue}" for issue in _issues(answer)]
            if request.path == "/v1/tools" and answer.status_code == 201:  # the name of a tool is unique
                client.delete(f"/v1/tools/{answer.json()['id']}")

    assert sent > 500 / len(PARTS)
    assert wrong == []


@pytest.mark.parametrize(
    "url",
    [
        *("https://shop.test", "HTTP://shop.test/a?b=c#d", "https://shop.test:8443/x", "http://[::1]:8080/v1"),
        *("https://user:word@shop.test/x", "https://xn--bcher-kva.test/", "https://bücher.test/ä", "http://localhost"),
        *("https://shop.test/{{ id }}", "https://shop.test/users/{userId}?q={q}"),
    ],
)
def test_an_address_that_the_platform_takes_is_no_error(tmp_path: Path, url: str) -> None:
    (tmp_path / "tools").mkdir()
    path = tmp_path / "tools" / "book.yaml"
    path.write_text(
        f"name: book\ndescription: Books a table for the guest.\ntype: SERVER_WEBHOOK\n"
        f"config: {{method: GET, url: '{url}'}}\n"
    )

    assert "S110" not in {one.code for one in lint_document(read_document(path), tmp_path, DEFAULT).findings}


def test_a_number_in_a_header_gets_quotes(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    path = tmp_path / "tools" / "book.yaml"
    path.write_text(
        "name: book\ndescription: Books a table for the guest.\ntype: SERVER_WEBHOOK\n"
        "config: {method: GET, url: https://shop.test, headers: {X-Version: 3}}\n"
    )

    (found,) = lint_document(read_document(path), tmp_path, DEFAULT).findings

    assert found.code == "S104"
    assert "must be a text" in found.message
    assert found.fix is not None
    assert found.fix.edits[0].text == '"3"'


def _passes(mutant: Mutant, root: Path) -> bool:
    (root / mutant.name).write_text(mutant.text)
    found = lint_document(read_document(root / mutant.name), root, DEFAULT).findings
    return all(one.severity is not Severity.error for one in found)


def _requests(mutant: Mutant, root: Path, persona: str) -> Iterator[_Sent]:
    """Yield the requests that a push of the file and a token for it send, each with the changed field only."""
    path = root / mutant.name
    groups = Definitions({"knowledge": dict.fromkeys(("store", "x", *TEXTS, *ADDRESSES), root / "knowledge/k.yaml")})
    match mutant.name.partition("/")[0]:
        case "tools":
            yield _Sent("POST", "/v1/tools", dict(read_tool(path, root, None, groups).fields))
        case "llms":
            yield _Sent("POST", "/v1/llms", {**read_llm(path, root, None).fields, "secret": "not-telling"})
        case "knowledge":
            yield _Sent("POST", "/v1/knowledge/groups", dict(read_knowledge(path, root, None)[0].fields))
        case _:
            read = read_persona(path, root, None, groups)
            key = mutant.place.split(".")[0].split("[")[0]
            changed: JsonObject = {name: value for name, value in read.stored.items() if name == key}
            if changed and key != "toolIds":
                yield _Sent("PUT", f"/v1/personas/{persona}", changed)
            yield from (_Sent("POST", "/v1/tools", dict(tool.fields)) for tool in read.inline_tools)
            config = {name: value for name, value in read.config.items() if name in {key, "avatarId"}}
            options: JsonObject = {"sessionOptions": dict(read.session_options)} if read.session_options else {}
            token: JsonObject = {"personaConfig": {**config, "enableAudioPassthrough": True}, **options}
            yield _Sent("POST", "/v1/auth/session-token", token)


def _as_sent(body: JsonObject) -> JsonValue:
    """Return the body as a push sends it: with an id for each name of a file, and with the secrets of headers.

    The engine does not find the ids, which is no issue here.
    """
    return _with_secrets(with_ids(body, dict.fromkeys(references_in(body), "67d27a9f-0ce1-4432-848b-8ab2b97f024b")))


def _with_secrets(value: JsonValue) -> JsonValue:
    match value:
        case list():
            return [_with_secrets(item) for item in value]
        case dict():
            inner = {key: _with_secrets(item) for key, item in value.items() if key != "headers"}
            sent, _ = with_header_secrets(value, lambda _: Secret("not-telling"))
            return {**inner, **({"headers": sent["headers"]} if "headers" in value else {})}
        case _:
            return value


def _issues(answer: httpx.Response) -> Iterator[str]:
    if answer.status_code == 400:
        details = answer.json().get("details") or [{"path": "", "message": answer.json()["error"]}]
        for one in details:
            if not any(words in one["message"] for words in ONLINE):
                yield f"{one['path']}: {one['message']}"
