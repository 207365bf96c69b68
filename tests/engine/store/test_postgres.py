"""The store on a real PostgreSQL server, if its programs are installed."""

import importlib.util
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, inspect, make_url, select

from personactl.engine.app import open_engine
from personactl.engine.errors import StorageError
from personactl.engine.jobs.worker import Worker
from personactl.engine.settings import EngineSettings
from personactl.engine.store.database import open_database
from personactl.engine.store.migrations.steps import STEPS
from personactl.engine.store.schema_version import VERSION
from personactl.engine.store.tables import meta, tables
from tests.engine.conftest import CALENDAR, CARA, HOUSE_MODEL, Ask, Clock
from tests.engine.jobs.recording import KIND, Recording, add_jobs, concluded, left
from tests.engine.store.postgres_server import Server, running_server, why_not
from tests.engine.store.schema_difference import described

pytestmark = pytest.mark.processes

DRIVER = importlib.util.find_spec("psycopg") is not None
FAQ = b"# Opening hours\n\nWe are open from nine to five.\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    if not DRIVER:
        pytest.skip("psycopg, of the extra 'postgres', is not installed")
    with running_server() as server:
        yield server


@pytest.fixture
def url(server: Server) -> str:
    return server.new_database()


def test_the_steps_make_the_tables_that_the_schema_describes(url: str, server: Server) -> None:
    open_database(url).close()
    database = open_database(url)
    made_at_once = create_engine(make_url(server.new_database()).set(drivername="postgresql+psycopg"))
    tables.create_all(made_at_once)

    with database.read() as migrated, made_at_once.connect() as expected:
        assert described(migrated) == described(expected)
        assert migrated.execute(select(meta.c.value)).scalars().all() == [str(VERSION)]
    database.close()
    made_at_once.dispose()


def test_a_database_of_version_1_keeps_its_personas(url: str) -> None:
    made = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with made.begin() as connection:
        STEPS[1](connection)
        connection.execute(insert(meta).values(key="schema_version", value="1"))
        connection.exec_driver_sql(
            "INSERT INTO personas (id, fields, created_at, updated_at)"
            """ VALUES ('p1', '{"name": "JÜRGEN", "toolIds": ["t1"]}', '2026-11-01T10:00:00.000Z', '2026-11-02')"""
        )
    made.dispose()
    database = open_database(url)

    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT id, summary, folded_name FROM personas").all() == [
            ("p1", {"name": "JÜRGEN"}, "jürgen")
        ]
        assert connection.exec_driver_sql("SELECT fields FROM persona_fields").scalar() == {"name": "JÜRGEN"}
    database.close()


def test_a_document_of_version_3_is_as_it_was_last_seen(url: str) -> None:
    made = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with made.begin() as connection:
        for version in range(1, 4):
            STEPS[version](connection)
        connection.execute(insert(meta).values(key="schema_version", value="3"))
        connection.exec_driver_sql(
            "INSERT INTO knowledge_groups (id, name, created_at) VALUES ('g', 'FAQ', '2026-11-02T10:00:00.000Z')"
        )
        for document_id, failure in (("d1", "NULL"), ("d2", "'The file is empty'")):
            connection.exec_driver_sql(
                "INSERT INTO documents (id, group_id, filename, file_type, file_size, chunk_size, chunk_overlap,"
                f" failure, created_at) VALUES ('{document_id}', 'g', 'a.md', 'text/markdown', 1, 2, 1, {failure},"
                " '2026-11-02T10:00:00.000Z')"
            )
    made.dispose()
    database = open_database(url)

    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT id, status, updated_at FROM documents ORDER BY seq").all() == [
            ("d1", "READY", "2026-11-02T10:00:00.500Z"),
            ("d2", "FAILED", "2026-11-02T10:00:00.500Z"),
        ]
    database.close()


def test_what_is_stored_is_there_after_a_restart(url: str, settings: EngineSettings, ask: Ask) -> None:
    engine = open_engine(replace(settings, database_url=url))
    client = ask(engine)
    tool = client.post("/v1/tools", json=CALENDAR).json()
    llm = client.post("/v1/llms", json=HOUSE_MODEL).json()
    persona = client.post("/v1/personas", json=CARA | {"llmId": llm["id"], "toolIds": [tool["id"]]}).json()
    group = client.post("/v1/knowledge/groups", json={"name": "Store FAQ"}).json()
    path = f"/v1/knowledge/groups/{group['id']}/documents"
    uploaded = client.post(path, files={"file": ("faq.md", FAQ)})
    assert uploaded.status_code == 201
    link = client.get(f"/v1/knowledge/documents/{uploaded.json()['id']}/download").json()["downloadUrl"]
    assert client.get(link).content == FAQ
    engine.close()

    again = open_engine(replace(settings, database_url=url))
    client = ask(again)
    assert again.api_key == engine.api_key
    assert client.get(f"/v1/personas/{persona['id']}").json() == persona
    assert [found["name"] for found in client.get("/v1/personas", params={"search": "car"}).json()["data"]] == ["Cara"]
    assert client.delete(f"/v1/llms/{llm['id']}").status_code == 204
    assert client.delete(f"/v1/knowledge/groups/{group['id']}").status_code == 204
    assert client.get(f"/v1/knowledge/documents/{uploaded.json()['id']}").status_code == 404
    again.close()


def test_engines_that_open_an_empty_database_at_once_make_it_once(url: str) -> None:
    failures: list[Exception] = []

    def open_and_close() -> None:
        try:
            open_database(url).close()
        except Exception as error:  # noqa: BLE001 - shown by the main thread
            failures.append(error)

    threads = [threading.Thread(target=open_and_close) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_database_of_another_program_is_refused_and_left_alone(url: str) -> None:
    made = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")

    with pytest.raises(StorageError, match="another program"):
        open_database(url)

    with made.connect() as connection:
        assert inspect(connection).get_table_names() == ["recipes"]
    made.dispose()


def test_a_user_who_may_not_make_tables_reads_what_to_do(url: str) -> None:
    made = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE reader LOGIN")
        connection.exec_driver_sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    made.dispose()

    with pytest.raises(StorageError, match="permission denied") as refusal:
        open_database(url.replace("postgres@", "reader@"))
    assert refusal.value.hint is not None
    assert "GRANT" in refusal.value.hint.upper()


@pytest.mark.skipif(not DRIVER, reason="psycopg, of the extra 'postgres', is not installed")
@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_that_does_not_answer_is_said_without_the_password(scheme: str) -> None:
    with pytest.raises(StorageError, match="refused") as refusal:
        open_database(f"{scheme}://me:hunter2@127.0.0.1:1/personas")
    assert "hunter2" not in refusal.value.where + str(refusal.value)


def test_an_unreadable_url_is_refused_without_the_password() -> None:
    with pytest.raises(StorageError, match="cannot be read") as refusal:
        open_database("postgresql://me:hunter2@localhost:port/personas")
    assert "hunter2" not in refusal.value.where + str(refusal.value)


def test_a_missing_driver_is_said_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError, match="psycopg, which is not installed") as refusal:
        open_database("postgresql://localhost/personas")
    assert refusal.value.hint == "install it in a clone of personactl: pipx install --force '.[postgres]'"


def test_workers_on_one_database_do_each_job_exactly_once(url: str, tmp_path: Path, clock: Clock) -> None:
    database = open_database(url)
    subjects = [f"job-{number}" for number in range(40)]
    add_jobs(database, *subjects)
    workers = [
        Worker(database, {KIND: Recording(tmp_path / "runs")}, now=clock, new_id=partial(str, name))
        for name in ("a", "b", "c", "d")
    ]
    threads = [threading.Thread(target=worker.run_due) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        worker.run_due()
        worker.close()

    assert sorted((tmp_path / "runs").read_text("utf-8").split()) == sorted(subjects)
    assert concluded(database).keys() == set(subjects)
    assert left(database) == 0
    database.close()
