"""Commands against a server whose answers do not end: a clear error, in little memory. Real processes, real sockets."""

import asyncio
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.api.bounds.hostile_answers import CHUNKED, GZIP, HEAD, RAW, bomb, compressed, encoded, endless
from tests.api.live import Script, answer, says, scripted
from tests.child_process import PERSONACTL

pytestmark = pytest.mark.processes

_MEMORY_KB = 600_000
"""Address space of a command: `avatar list` takes 250 MB of it, most of which are libraries."""

ENDLESS: dict[str, tuple[Script, str]] = {
    "2.6 GB in gzip": (encoded(bomb(GZIP), "gzip"), "larger than 16 MiB"),
    "2.6 GB in deflate": (encoded(bomb(RAW), "deflate"), "larger than 16 MiB"),
    "gzip in gzip": (encoded(compressed(bomb(GZIP)), "gzip, gzip"), "compressed twice"),
    "a refusal of 2.6 GB": (encoded(bomb(GZIP), "gzip", status="401 Unauthorized"), "larger than 16 MiB"),
    "an endless body": (endless(HEAD + b"\r\n", b" " * 65536), "larger than 16 MiB"),
    "an endless body in chunks": (endless(CHUNKED, b"4000\r\n" + b"[" * 16384 + b"\r\n"), "larger than 16 MiB"),
    "endless headers": (endless(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n" * 4096), "more than 100 KiB"),
    "five million lists": (says(answer(b"[" + b"[]," * 5_000_000 + b"[]]")), "more than 500,000 values"),
    "deep": (says(answer(b"[" * 200_000 + b"]" * 200_000)), "deeper than 100 levels"),
    "as deep as Python takes": (says(answer(b'{"data":' + b"[" * 900 + b"]" * 900 + b"}")), "deeper than 100 levels"),
    "a long number": (says(answer(b'{"data":[{"id":' + b"9" * 400 + b"}]}")), "more than 20 digits"),
    "a wait of ages": (says(answer(b"{}", status="429 Busy", headers=["retry-after: " + "9" * 400])), "60 seconds"),
}


def _run(arguments: Sequence[str], origin: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    limited = ["sh", "-c", f'ulimit -v {_MEMORY_KB}; exec "$@"', "sh", *PERSONACTL, *arguments]
    environment = {"ANAM_API_URL": origin, "ANAM_API_KEY": "key-of-a-test", "PERSONACTL_HOME": str(folder / "home")}
    return subprocess.run(
        limited, cwd=folder, env={**environment, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("case", ENDLESS)
def test_an_answer_without_bounds_ends_a_command(case: str, tmp_path: Path) -> None:
    script, why = ENDLESS[case]
    with scripted(script) as origin:
        done = _run(["avatar", "list"], origin, tmp_path)
    assert done.returncode == 5, done.stderr
    assert why in done.stderr
    assert f"GET {origin}/v1/avatars" in done.stderr
    assert "key-of-a-test" not in done.stdout + done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["status", "diff", "session list", "session tail", "validate --online"])
def test_it_ends_any_command(command: str, tmp_path: Path) -> None:
    (tmp_path / "personas").mkdir()
    (tmp_path / "personas" / "cara.yaml").write_text(
        "name: Cara\navatar: Cara\nvoiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n", encoding="utf-8"
    )
    with scripted(encoded(bomb(GZIP), "gzip")) as origin:
        done = _run(command.split(), origin, tmp_path)
    assert done.returncode == 5, done.stdout + done.stderr
    assert "larger than 16 MiB" in done.stdout + done.stderr


def test_a_tail_does_not_follow_what_is_endless(tmp_path: Path) -> None:
    polls: list[int] = []

    async def later(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        polls.append(1)
        empty = says(answer(b'{"data": [], "meta": {"next": null}}'))
        await (empty if len(polls) < 3 else encoded(bomb(GZIP, 64_000_000), "gzip"))(reader, writer)

    with scripted(later) as origin:
        done = _run(["session", "tail", "--follow"], origin, tmp_path)
    assert done.returncode == 5, done.stderr
    assert "larger than 16 MiB" in done.stderr
    assert len(polls) == 3
