"""Knowledge groups and documents over HTTP: uploads, processing, and download links."""

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from personactl.engine.app import Engine
from personactl.engine.contract.knowledge.document_form import LARGEST_DOCUMENT
from tests.contract.answer_check import Contract
from tests.engine.conftest import Ask, Clock
from tests.engine.contract.test_tools import NOBODY, made, paths

FAQ = b"# Opening hours\n\nWe are open from nine to five.\n"


@pytest.fixture
def group(client: httpx.Client) -> dict[str, Any]:
    return made(client, "/v1/knowledge/groups", {"name": "Store FAQ", "description": "What customers ask."})


def upload(
    client: httpx.Client, group: dict[str, Any], name: str = "faq.md", content: bytes = FAQ, **fields: str
) -> httpx.Response:
    path = f"/v1/knowledge/groups/{group['id']}/documents"
    return client.post(path, files={"file": (name, content)}, data=fields)


def uploaded(client: httpx.Client, group: dict[str, Any], name: str = "faq.md", content: bytes = FAQ) -> dict[str, Any]:
    response = upload(client, group, name, content)
    assert response.status_code == 201, response.text
    document: dict[str, Any] = response.json()
    return document


def read(client: httpx.Client, document: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/v1/knowledge/documents/{document['id']}").json()
    return answer


def test_a_group_reads_back_and_is_updated_in_part(
    client: httpx.Client, group: dict[str, Any], contract: Contract, clock: Clock
) -> None:
    path = f"/v1/knowledge/groups/{group['id']}"
    clock.move(5)
    after = client.put(path, json={"name": "FAQ"}).json()

    assert group.keys() == contract.fields("KnowledgeGroup")
    assert (group["documentCount"], group["updatedAt"]) == (0, None)
    assert after == group | {"name": "FAQ", "updatedAt": "2026-11-22T10:00:05.000Z"} == client.get(path).json()
    assert client.put(path, json={"description": ""}).json()["description"] == ""


def test_groups_come_as_a_bare_list_newest_first(client: httpx.Client, group: dict[str, Any]) -> None:
    second = made(client, "/v1/knowledge/groups", {"name": "Store FAQ"})

    assert client.get("/v1/knowledge/groups").json() == [second, group]
    assert second["description"] is None
    assert paths(client.post("/v1/knowledge/groups", json={"description": "nameless"})) == ["name"]


def test_a_document_is_processing_and_then_ready(
    client: httpx.Client, group: dict[str, Any], contract: Contract, clock: Clock
) -> None:
    document = uploaded(client, group)

    assert document.keys() == contract.fields("KnowledgeDocument")
    assert (document["filename"], document["fileType"], document["fileSize"]) == ("faq.md", "text/markdown", len(FAQ))
    assert document["knowledgeFolderId"] == group["id"]
    assert (document["status"], document["updatedAt"]) == ("PROCESSING", None)
    clock.move(0.499)
    assert read(client, document) == document
    clock.move(0.001)
    assert read(client, document) == document | {"status": "READY", "updatedAt": "2026-11-22T10:00:00.500Z"}
    assert client.get(f"/v1/knowledge/groups/{group['id']}").json()["documentCount"] == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.md", b" \n\n", "no text"),
        ("latin.csv", b"caf\xe9", "UTF-8"),
        ("fake.pdf", b"hello", "PDF"),
        ("fake.DOCX", b"hello", "DOCX"),
    ],
)
def test_what_cannot_be_read_fails_with_its_reason(
    name: str, content: bytes, reason: str, client: httpx.Client, group: dict[str, Any], clock: Clock
) -> None:
    document = uploaded(client, group, name, content)

    assert (document["status"], document["errorMessage"]) == ("PROCESSING", None)
    clock.move(1)
    assert read(client, document)["status"] == "FAILED"
    assert reason in read(client, document)["errorMessage"]


def test_documents_of_one_name_stand_beside_each_other(client: httpx.Client, group: dict[str, Any]) -> None:
    first, second = uploaded(client, group), uploaded(client, group)
    path = f"/v1/knowledge/groups/{group['id']}/documents"

    assert client.get(path).json() == [second, first]
    assert client.delete(f"/v1/knowledge/documents/{first['id']}").status_code == 204
    assert client.get(path).json() == [second]
    assert client.get(f"/v1/knowledge/documents/{first['id']}").status_code == 404


def test_only_its_name_can_be_changed(client: httpx.Client, group: dict[str, Any], clock: Clock) -> None:
    document = uploaded(client, group)
    path = f"/v1/knowledge/documents/{document['id']}"
    clock.move(5)

    assert client.put(path, json={"filename": "questions.md"}).json() == document | {
        "filename": "questions.md",
        "status": "READY",
        "updatedAt": "2026-11-22T10:00:05.000Z",
    }
    assert paths(client.put(path, json={"filename": "../faq.md"})) == ["filename"]


@pytest.mark.parametrize("content", [FAQ, b"%PDF-1.7\r\n\x00\xff" + bytes(range(256)) * 9000])
def test_a_download_is_what_was_uploaded_and_needs_no_key(
    content: bytes, client: httpx.Client, group: dict[str, Any], engine: Engine, ask: Ask
) -> None:
    document = uploaded(client, group, "größe, x.pdf", content)
    link = client.get(f"/v1/knowledge/documents/{document['id']}/download").json()
    stranger = ask(engine)
    del stranger.headers["authorization"]
    answer = stranger.get(link["downloadUrl"])

    assert link["filename"] == document["filename"]
    assert answer.content == content
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe%2C%20x.pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_link_expires_and_cannot_be_made_up(client: httpx.Client, group: dict[str, Any], clock: Clock) -> None:
    one, two = uploaded(client, group), uploaded(client, group)
    link = client.get(f"/v1/knowledge/documents/{one['id']}/download").json()["downloadUrl"]
    clock.move(3600)

    assert client.get(link).status_code == 200
    for made_up in (
        link.replace(one["id"], two["id"]),
        link.replace("expires=", "expires=9"),
        link.partition("?")[0],
        one["fileUrl"],
        f"{one['fileUrl']}?expires=²&signature=é",
    ):
        assert client.get(made_up).status_code == 403
    client.delete(f"/v1/knowledge/documents/{one['id']}")
    assert client.get(link).status_code == 404
    clock.move(1)
    assert client.get(link).json()["message"] == "This link has expired"


def test_links_point_to_the_host_of_the_request(client: httpx.Client, group: dict[str, Any]) -> None:
    document = uploaded(client, group)
    answer = client.get(f"http://elsewhere.test:8000/v1/knowledge/documents/{document['id']}/download").json()

    assert urlsplit(answer["downloadUrl"]).netloc == "elsewhere.test:8000"


@pytest.mark.parametrize(
    "name", ["virus.exe", "noending", "pdf", "a/b.md", "..", "", "zero\u200bwidth.md", "x" * 260 + ".md"]
)
def test_what_is_not_taken_is_refused(name: str, client: httpx.Client, group: dict[str, Any]) -> None:
    assert upload(client, group, name).status_code == 400
    assert client.get(f"/v1/knowledge/groups/{group['id']}/documents").json() == []


def test_an_unpublished_kind_is_refused_when_strict(
    client: httpx.Client, group: dict[str, Any], strict_engine: Engine, ask: Ask
) -> None:
    strict = ask(strict_engine)
    theirs = made(strict, "/v1/knowledge/groups", {"name": "FAQ"})

    assert upload(client, group, "faq.json", b"{}").status_code == 201
    assert paths(upload(strict, theirs, "faq.json", b"{}")) == ["file"]


@pytest.mark.parametrize(
    ("size", "overlap", "path"),
    [("0", "0", "chunkSize"), ("ten", "0", "chunkSize"), ("10", "10", "chunkOverlap"), ("10", "-1", "chunkOverlap")],
)
def test_chunks_must_be_possible(
    size: str, overlap: str, path: str, client: httpx.Client, group: dict[str, Any]
) -> None:
    assert paths(upload(client, group, chunkSize=size, chunkOverlap=overlap)) == [path]
    assert upload(client, group, chunkSize="10", chunkOverlap="0").status_code == 201
    assert upload(client, group, chunkSize="10").status_code == 201


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "application/json"),
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=x"),
        (b"garbage", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n1\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (b"--x\r\n" + b"y" * 20000, "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_is_not_a_form_is_refused(
    content: bytes, kind: str, client: httpx.Client, group: dict[str, Any]
) -> None:
    path = f"/v1/knowledge/groups/{group['id']}/documents"
    response = client.post(path, content=content, headers={"content-type": kind})

    assert response.status_code == 400, response.text
    assert response.headers["content-type"] == "application/json"


def test_fifty_megabytes_are_taken_and_not_a_byte_more(client: httpx.Client, group: dict[str, Any]) -> None:
    whole = b"a" * LARGEST_DOCUMENT

    assert uploaded(client, group, "large.txt", whole)["fileSize"] == LARGEST_DOCUMENT
    assert "50 MB" in upload(client, group, "large.txt", whole + b"a").json()["message"]
    assert "50 MB" in upload(client, group, "large.txt", whole + bytes(2 * 1024 * 1024)).json()["message"]


def test_a_deleted_group_takes_its_documents_with_it(client: httpx.Client, group: dict[str, Any]) -> None:
    document = uploaded(client, group)
    link = client.get(f"/v1/knowledge/documents/{document['id']}/download").json()["downloadUrl"]

    assert client.delete(f"/v1/knowledge/groups/{group['id']}").status_code == 204
    assert client.get(f"/v1/knowledge/documents/{document['id']}").status_code == 404
    assert client.get(link).status_code == 404
    assert upload(client, group).status_code == 404
    assert client.get(f"/v1/knowledge/groups/{NOBODY}/documents").status_code == 404
