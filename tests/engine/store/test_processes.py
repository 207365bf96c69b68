"""Several processes on one database at once: it is created once, and no write is lost or half done."""

import os
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import httpx
import pytest

from personactl.engine.app import open_engine
from personactl.engine.settings import EngineSettings
from tests.child_process import child_process
from tests.engine.conftest import CARA, Ask

pytestmark = pytest.mark.processes

EACH = 25
FIELDS = ["name", "description", "systemPrompt", "languageCode"]
"""One process for each field."""


def begin(database: Path, field: str, count: int, *more: str) -> AbstractContextManager["subprocess.Popen[str]"]:
    return child_process(
        [sys.executable, "-m", "tests.engine.store.writing_process", str(database), field, str(count), *more],
        cwd=Path(__file__).resolve().parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def go(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("go\n")
    process.stdin.flush()


def ended(process: "subprocess.Popen[str]") -> str:
    """Return the output of the process, which must succeed."""
    printed, complaints = process.communicate()
    assert process.returncode == 0, complaints
    return printed


def names(client: httpx.Client) -> list[str]:
    found: list[str] = []
    page: int | None = 1
    while page is not None:
        answer = client.get("/v1/personas", params={"page": page, "perPage": 100}).json()
        found += [persona["name"] for persona in answer["data"]]
        page = answer["meta"]["next"]
    return found


def test_processes_that_open_a_new_database_at_once_share_one_engine(tmp_path: Path, ask: Ask) -> None:
    database = tmp_path / "new" / "engine.db"
    with ExitStack() as stack:
        processes = [stack.enter_context(begin(database, field, EACH)) for field in FIELDS]
        for process in processes:
            go(process)
        keys = {ended(process) for process in processes}

    engine = open_engine(EngineSettings(str(database)))
    try:
        assert keys == {engine.api_key + "\n"}
        assert sorted(names(ask(engine))) == sorted(f"{field} {number}" for field in FIELDS for number in range(EACH))
    finally:
        engine.close()


@pytest.mark.slow
def test_no_update_is_lost_when_processes_write_to_one_persona(settings: EngineSettings, ask: Ask) -> None:
    engine = open_engine(settings)
    try:
        client = ask(engine)
        persona = client.post("/v1/personas", json=CARA).json()
        with ExitStack() as stack:
            processes = [
                stack.enter_context(begin(Path(settings.database_url), field, EACH, persona["id"])) for field in FIELDS
            ]
            for process in processes:
                go(process)
            for process in processes:
                ended(process)
        full = client.get(f"/v1/personas/{persona['id']}").json()
        (summary,) = client.get("/v1/personas").json()["data"]
    finally:
        engine.close()

    last = EACH - 1
    assert [full["name"], full["description"]] == [f"name {last}", f"description {last}"]
    assert full["brain"]["systemPrompt"] == f"systemPrompt {last}"
    assert summary["languageCode"] == f"languageCode {last}"


def test_a_killed_process_leaves_whole_personas_and_a_database_that_opens(tmp_path: Path, ask: Ask) -> None:
    database = tmp_path / "engine.db"
    many = 2000
    with begin(database, "name", many) as process:
        go(process)
        while not database.exists():
            time.sleep(0.01)
        engine = open_engine(EngineSettings(str(database)))
        try:
            client = ask(engine)
            while not client.get("/v1/personas").json()["data"]:
                time.sleep(0.01)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            left = names(client)
            assert 0 < len(left) < many
            assert len(set(left)) == len(left)
            assert client.post("/v1/personas", json=CARA).status_code == 201
        finally:
            engine.close()
