"""The database file: its creation, what is refused, and transactions."""

import sqlite3
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, insert, select, update

from personactl.engine.app import open_engine
from personactl.engine.errors import StorageError
from personactl.engine.settings import EngineSettings
from personactl.engine.store.database import Database, open_database
from personactl.engine.store.schema_version import VERSION
from personactl.engine.store.tables import meta
from tests.engine.conftest import CARA, Ask
from tests.privileges import folder_for_everyone, without_privileges


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(str(tmp_path / "store.db"))
    yield database
    database.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_file_and_its_folder_are_private_from_birth(tmp_path: Path) -> None:
    path = tmp_path / "made" / "for it" / "engine.db"
    database = open_database(str(path))

    assert mode(path.parent) == 0o700
    assert {name.name: mode(name) for name in path.parent.iterdir()} == {
        "engine.db": 0o600,
        "engine.db-wal": 0o600,
        "engine.db-shm": 0o600,
    }
    database.close()
    assert [name.name for name in path.parent.iterdir()] == ["engine.db"]


def test_an_error_that_is_logged_holds_no_value(database: Database) -> None:
    with pytest.raises(Exception, match="UNIQUE") as refused, database.write() as connection:
        connection.execute(insert(meta), [{"key": "prompt", "value": "You are a secret"}] * 2)
    assert "secret" not in f"{refused.value!r} {refused.value}"


@pytest.mark.parametrize("name", ["a b.db", "100%.db", "what?.db", "é#&=.db", "file:x.db"])
def test_a_path_is_taken_as_it_is(name: str, tmp_path: Path) -> None:
    for text in (str(tmp_path / name), f"sqlite:///{tmp_path / name}"):
        open_database(text).close()
    assert [path.name for path in tmp_path.iterdir() if path.suffix] == [name]


def test_keeps_its_key_and_personas_over_a_restart(settings: EngineSettings, ask: Ask) -> None:
    first = open_engine(settings)
    persona = ask(first).post("/v1/personas", json=CARA).json()
    first.close()
    second = open_engine(settings)

    assert second.api_key == first.api_key
    assert ask(second).get(f"/v1/personas/{persona['id']}").json() == persona
    second.close()


def test_a_given_key_replaces_the_stored_one_but_is_not_stored(settings: EngineSettings, tmp_path: Path) -> None:
    stored = open_engine(settings)
    stored.close()
    given = open_engine(replace(settings, key="a-given-key"))
    given.close()
    again = open_engine(settings)
    again.close()

    assert (given.api_key, again.api_key) == ("a-given-key", stored.api_key)
    assert b"a-given-key" not in (tmp_path / "engine.db").read_bytes()


def test_two_databases_have_different_keys_without_a_dot(settings: EngineSettings, tmp_path: Path) -> None:
    keys = set()
    for number in range(3):
        engine = open_engine(replace(settings, database_url=str(tmp_path / f"{number}.db")))
        engine.close()
        keys.add(engine.api_key)

    assert len(keys) == 3
    assert not any("." in key or key in repr(engine) for key in keys)


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "engine.db"
    database = open_database(str(path))
    with database.write() as connection:
        connection.execute(update(meta).where(meta.c.key == "schema_version").values(value=str(VERSION + 1)))
    database.close()
    before = path.read_bytes()

    with pytest.raises(StorageError, match="newer personactl") as refusal:
        open_database(str(path))

    assert refusal.value.where == str(path)
    assert path.read_bytes() == before


def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "recipes.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()

    with pytest.raises(StorageError, match="another program"):
        open_database(str(path))

    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]
    other.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/dev/null/engine.db", "cannot be written"),
        ("/proc/nowhere/engine.db", "cannot be written"),
        ("sqlite:///", "needs a database file"),
        ("sqlite:///:memory:", "needs a database file"),
        ("oracular://x/y", "not a database URL"),
        ("nonsense://", "not a database URL"),
    ],
)
def test_a_path_that_cannot_be_a_database_is_refused(url: str, said: str) -> None:
    with pytest.raises(StorageError, match=said):
        open_database(url)


def test_a_folder_is_refused_as_a_database(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        open_database(str(tmp_path))


def test_a_read_only_folder_is_reported() -> None:
    with folder_for_everyone() as folder:
        folder.chmod(0o555)
        with without_privileges(), pytest.raises(StorageError, match="cannot be written"):
            open_database(str(folder / "engine.db"))


def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "engine.db"
    path.write_bytes(b"not a database at all" * 500)

    with pytest.raises(StorageError, match="not a database"):
        open_database(str(path))

    assert path.read_bytes() == b"not a database at all" * 500


def test_a_password_in_a_database_url_is_not_shown() -> None:
    with pytest.raises(StorageError) as refusal:
        open_database("oracular://me:hunter2@db.example.com/personas")
    assert "hunter2" not in refusal.value.where


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def fail_halfway() -> None:
        with database.write() as connection:
            connection.execute(insert(meta).values(key="half", value="done"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    with database.read() as connection:
        assert connection.execute(select(meta.c.value).where(meta.c.key == "half")).all() == []


def test_a_reader_sees_one_moment_while_a_writer_goes_on(database: Database) -> None:
    count = select(func.count()).select_from(meta)
    with database.read() as reader:
        before = reader.execute(count).scalar_one()
        with database.write() as writer:
            writer.execute(insert(meta).values(key="new", value="row"))
        assert reader.execute(count).scalar_one() == before
    with database.read() as reader:
        assert reader.execute(count).scalar_one() == before + 1


def test_a_write_in_a_read_transaction_is_not_committed(database: Database) -> None:
    with database.read() as connection:
        connection.execute(insert(meta).values(key="stray", value="row"))
    with database.read() as connection:
        assert connection.execute(select(meta.c.value).where(meta.c.key == "stray")).all() == []


def test_no_increment_of_many_threads_is_lost(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(meta).values(key="n", value="0"))

    def add() -> None:
        for _ in range(10):
            with database.write() as connection:
                value = connection.execute(select(meta.c.value).where(meta.c.key == "n")).scalar_one()
                connection.execute(update(meta).where(meta.c.key == "n").values(value=str(int(value) + 1)))

    threads = [threading.Thread(target=add) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.execute(select(meta.c.value).where(meta.c.key == "n")).scalar_one() == "160"


def test_a_writer_that_waits_too_long_for_another_process_fails(database: Database, tmp_path: Path) -> None:
    with database.read() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")  # of the one connection that there is
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageError, match="locked"), database.write() as connection:
        connection.execute(insert(meta).values(key="late", value="row"))

    other.close()
    with database.write() as connection:
        connection.execute(insert(meta).values(key="late", value="row"))


def test_a_full_disk_is_a_server_error_and_loses_nothing(settings: EngineSettings, ask: Ask) -> None:
    engine = open_engine(settings)
    client = ask(engine)
    persona = client.post("/v1/personas", json=CARA).json()
    with engine.database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    response: httpx.Response = client.post("/v1/personas", json=CARA | {"systemPrompt": "x" * 200_000})

    assert response.status_code == 500
    assert "full" in response.json()["message"]
    assert [found["id"] for found in client.get("/v1/personas").json()["data"]] == [persona["id"]]
    engine.close()
