"""The state before a case: a project that was pushed, a platform that differs from it, a session, a history."""

import io
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import msgspec

from personactl.cli.main import main
from personactl.cli.terminal.standard_streams import StandardError, StandardOutput
from tests.hostile_platform.hostile_server import KEY, Platform

ROOT: Final = Path(__file__).resolve().parents[2]
_PARTS: Final = ("personas", "tools", "knowledge")
_LLM: Final = """displayName: Own model
llmFormat: openai
urls: [{url: https://llm.example.com/v1}]
modelName: own-1
secret: {env: PERSONACTL_OWN_LLM}
"""
_LOOKS: Final = {
    "avatarId": "edcb8f1a-334f-4cdb-871c-5c513db806a7",
    "voiceId": "de23e340-1416-4dd8-977d-065a7ca11697",
    "llmId": "0934d97d-0c3a-4f33-91b0-5e136a0ef466",
}


class Streams(msgspec.Struct, frozen=True):
    """What a command wrote, as bytes of its two streams."""

    stdout: bytes
    stderr: bytes


class World(msgspec.Struct, frozen=True):
    """folder: holds `project`, `home` and `engine.db`, which are copied for each case.
    place: where each case happens, and where the world was built: the history of a project depends on its path.
    session: the id of a session.
    """

    folder: Path
    place: Path
    session: str

    @contextmanager
    def copied(self) -> Iterator[Path]:
        """Yield a copy of the world, which is removed afterwards."""
        shutil.copytree(self.folder, self.place, symlinks=True)
        try:
            yield self.place
        finally:
            shutil.rmtree(self.place)


def environment(origin: str, home: Path) -> Mapping[str, str]:
    return {
        "ANAM_API_URL": origin,
        "ANAM_API_KEY": KEY,
        "PERSONACTL_OWN_LLM": "the-secret-of-a-model",
        "HOME": str(home),
        "PERSONACTL_HOME": str(home / "personactl"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "PERSONACTL_PAGER": "cat",
        "PATH": os.environ.get("PATH", ""),
    }


@contextmanager
def inside(folder: Path, origin: str) -> Iterator[None]:
    """Be in the project of a world, with its environment, until the end of the block."""
    before, where = dict(os.environ), Path.cwd()
    os.environ.clear()
    os.environ.update(environment(origin, folder / "home"))
    os.chdir(folder / "project")
    try:
        yield
    finally:
        os.chdir(where)
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def captured() -> Iterator[list[Streams]]:
    """Collect what is written to both streams, which behave as those of a process; the list is filled at the end."""
    out, error = io.BytesIO(), io.BytesIO()
    real = sys.stdout, sys.stderr
    written: list[Streams] = []
    sys.stdout, sys.stderr = StandardOutput(out, "utf-8", "replace"), StandardError(error, "utf-8", "replace")
    try:
        yield written
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        written.append(Streams(out.getvalue(), error.getvalue()))
        sys.stdout, sys.stderr = real


def build_world(scratch: Path, platform: Platform) -> World:
    """Push the example project, talk once, push a change, and change the platform behind its back."""
    folder = scratch / "cases" / "case"
    for part in _PARTS:
        shutil.copytree(ROOT / part, folder / "project" / part)
    (folder / "project" / "llms").mkdir()
    (folder / "project" / "llms" / "own-model.yaml").write_text(_LLM, encoding="utf-8")
    (folder / "home").mkdir()
    platform.begin(folder / "engine.db", ())
    try:
        with inside(folder, platform.origin):
            _run("push", "--yes")
            _run("talk", "cara", "--say", "Hello", "--say", "Are you open on Saturday?")
            cara = folder / "project" / "personas" / "cara.yaml"
            cara.write_text(cara.read_text("utf-8").replace("description: ", "description: Now ", 1), encoding="utf-8")
            _run("push", "--yes")
            session = _change_behind_its_back(platform.origin)

    finally:
        platform.end()

    tutor = folder / "project" / "personas" / "tutor.yaml"
    tutor.write_text(tutor.read_text("utf-8").replace("name: ", "name: New ", 1), encoding="utf-8")
    (folder / "project" / "tools" / "call_the_desk.yaml").unlink()
    shutil.move(folder, scratch / "world")
    return World(scratch / "world", folder, session)


def _run(*arguments: str) -> None:
    with captured() as written:
        status = main(arguments)
    if status:
        raise RuntimeError(f"{arguments}: {status}\n{written[0].stderr.decode()}")


def _change_behind_its_back(origin: str) -> str:
    """Edit a persona and add another one on the platform; return the id of the session."""
    with httpx.Client(base_url=origin, headers={"Authorization": f"Bearer {KEY}"}, timeout=60) as client:
        rows = client.get("/v1/personas?perPage=100").json()["data"]
        for row in rows:
            client.put(f"/v1/personas/{row['id']}", json={"description": f"Changed on the platform: {row['name']}"})
        guest = {"name": "Guest of the house", "systemPrompt": "# Personality\nYou are a guest.\n", **_LOOKS}
        client.post("/v1/personas", json=guest).raise_for_status()
        sessions = client.get("/v1/sessions").json()["data"]
        return str(sessions[0]["id"])
