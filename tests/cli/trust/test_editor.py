"""The language server in a folder that somebody opened: it asks no untrusted address, and says so once."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.child_process import PERSONACTL
from tests.cli.trust.conftest import KEY
from tests.cli.trust.listener import Listener
from tests.conftest import Run

pytestmark = pytest.mark.processes

_ID = "30fa96d0-26c4-4e55-94a0-517025942e18"


class Editor:
    """Speaks the protocol with a server, one message after the other."""

    def __init__(self, log: Path) -> None:
        with log.open("w") as stderr:
            self.server = subprocess.Popen(
                [*PERSONACTL, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env=dict(os.environ)
            )
        self._number = 0
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self.tell("initialized", {})

    def tell(self, method: str, params: dict[str, Any] | None) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: dict[str, Any] | None) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while (message := self._read()).get("id") != self._number or "method" in message:
            pass
        return message.get("result")

    def end(self) -> int:
        self.ask("shutdown", None)
        self.tell("exit", None)
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        status = self.server.wait()
        self.server.stdin.close()
        self.server.stdout.close()
        return status

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.server.stdin is not None
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self.server.stdout is not None
        length = 0
        while line := self.server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        read: dict[str, Any] = json.loads(self.server.stdout.read(length))
        return read


@pytest.mark.parametrize("trusted", [False, True])
def test_resting_on_an_id_sends_no_key(hostile: Path, evil: Listener, run: Run, tmp_path: Path, trusted: bool) -> None:
    settings = hostile / "personactl.yaml"
    settings.write_text(f"profile: p\n{settings.read_text()}")
    if trusted:
        assert run("trust").status == 0
    uri = (hostile / "personas" / "cara.yaml").as_uri()
    text = f"name: Cara\navatarId: {_ID}\navatar: C\n"
    editor = Editor(tmp_path / "log")
    editor.tell(
        "textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}}
    )
    for _ in range(2):
        editor.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 15}})
        editor.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 9}})
        editor.tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": settings.as_uri(), "type": 2}]})
    editor.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 15}})
    assert editor.end() == 0
    said = (tmp_path / "log").read_text().count("the catalogue is not read: the key in ANAM_API_KEY_LIVE")
    assert (evil.saw(KEY), said) == ((True, 0) if trusted else (False, 1))
    assert trusted or evil.requests == []
