"""The processing of documents as jobs: in the background, on request, and after a restart."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from personactl.engine.app import Engine, open_engine
from personactl.engine.jobs.claims import claim
from personactl.engine.jobs.worker import LEASE, MOST_ATTEMPTS
from personactl.engine.knowledge.processing import PROCESS_DOCUMENT
from personactl.engine.settings import EngineSettings
from personactl.engine.store.tables import documents, jobs
from tests.engine.conftest import Ask, Clock
from tests.engine.talking import on_a_socket

FAQ = b"# Opening hours\n\nWe are open from nine to five.\n"


def uploaded(client: httpx.Client, name: str = "faq.md", content: bytes = FAQ) -> dict[str, Any]:
    group = client.post("/v1/knowledge/groups", json={"name": "Store FAQ"}).json()
    answer = client.post(f"/v1/knowledge/groups/{group['id']}/documents", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def read(client: httpx.Client, document: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/v1/knowledge/documents/{document['id']}").json()
    return answer


def stored_statuses(engine: Engine) -> list[str]:
    with engine.database.read() as connection:
        return list(connection.execute(select(documents.c.status).order_by(documents.c.seq)).scalars())


def jobs_left(engine: Engine) -> int:
    with engine.database.read() as connection:
        return len(connection.execute(select(jobs.c.seq)).all())


@pytest.fixture
def real_time(settings: EngineSettings) -> Iterator[Engine]:
    """An engine with a real clock, because its background thread runs beside the test."""
    engine = open_engine(EngineSettings(settings.database_url, document_processing_s=0.05))
    yield engine
    engine.close()


def test_a_served_engine_processes_documents_without_requests(real_time: Engine) -> None:
    with on_a_socket(real_time) as client:
        uploaded(client)
        uploaded(client, "empty.md", b"")
        while jobs_left(real_time):
            time.sleep(0.01)
    assert stored_statuses(real_time) == ["READY", "FAILED"]


def test_a_served_engine_processes_what_an_earlier_run_left_behind(settings: EngineSettings, ask: Ask) -> None:
    first = open_engine(EngineSettings(settings.database_url, document_processing_s=0.05))
    document = uploaded(ask(first))
    first.close()

    second = open_engine(EngineSettings(settings.database_url))
    assert stored_statuses(second) == ["PROCESSING"]
    with on_a_socket(second) as client:
        while jobs_left(second):
            time.sleep(0.01)
        assert read(client, document)["status"] == "READY"
    second.close()


def test_a_document_that_another_process_is_at_stays_processing(
    client: httpx.Client, engine: Engine, clock: Clock
) -> None:
    document = uploaded(client)
    clock.move(1)
    with engine.database.write() as connection:
        assert claim(connection, {PROCESS_DOCUMENT}, owner="another", now=clock(), lease=LEASE) is not None

    assert read(client, document) == document
    clock.move(LEASE.total_seconds())
    assert read(client, document)["status"] == "READY"


def test_a_document_whose_processing_dies_each_time_fails(client: httpx.Client, engine: Engine, clock: Clock) -> None:
    document = uploaded(client)
    clock.move(1)
    for _ in range(MOST_ATTEMPTS):
        with engine.database.write() as connection:
            assert claim(connection, {PROCESS_DOCUMENT}, owner="dead", now=clock(), lease=LEASE) is not None
        clock.move(LEASE.total_seconds())

    failed = read(client, document)
    assert (failed["status"], jobs_left(engine)) == ("FAILED", 0)
    assert "could not be processed" in failed["errorMessage"]


def test_the_job_of_a_deleted_document_ends_quietly(client: httpx.Client, engine: Engine, clock: Clock) -> None:
    gone, other = uploaded(client), uploaded(client)
    assert client.delete(f"/v1/knowledge/documents/{gone['id']}").status_code == 204
    clock.move(1)

    assert read(client, other)["status"] == "READY"
    assert jobs_left(engine) == 0


def test_the_kind_of_a_document_is_the_one_that_it_was_uploaded_as(
    client: httpx.Client, engine: Engine, clock: Clock
) -> None:
    document = uploaded(client, "fake.pdf", b"hello")
    client.put(f"/v1/knowledge/documents/{document['id']}", json={"filename": "fake.txt"})
    clock.move(1)

    assert read(client, document)["errorMessage"] == "The file is not a PDF document"


def test_a_document_that_takes_no_time_is_ready_when_its_upload_is_answered(settings: EngineSettings, ask: Ask) -> None:
    engine = open_engine(replace(settings, document_processing_s=0))
    assert uploaded(ask(engine))["status"] == "READY"
    engine.close()
