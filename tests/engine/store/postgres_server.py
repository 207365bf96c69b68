"""A private PostgreSQL server for tests, in a temporary folder, reached over a socket in that folder."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

USER = "postgres"


def server_programs() -> Path | None:
    """Return the folder of `initdb` and `pg_ctl`, of the newest version; None without PostgreSQL."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return next((path for path in found if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


def why_not() -> str | None:
    """Return why no server can be started on this machine, or None if one can."""
    if server_programs() is None:
        return "the server programs of PostgreSQL are not installed"
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        return "PostgreSQL refuses to run as root, and there is no runuser"
    return None


@contextmanager
def running_server() -> Iterator["Server"]:
    folder = Path(tempfile.mkdtemp(prefix="personactl-postgres-"))
    server = Server(folder)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, USER, USER)
        server.program("initdb", "--pgdata", str(folder / "data"), "--auth", "trust", "--username", USER, "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        log = str(folder / "log")
        server.program("pg_ctl", "--pgdata", str(folder / "data"), "--wait", "-l", log, "-o", options, "start")
        try:
            yield server
        finally:
            server.program("pg_ctl", "--pgdata", str(folder / "data"), "--wait", "--mode", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


class Server:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs = server_programs()
        self._databases = 0

    def program(self, name: str, *arguments: str) -> None:
        """Run one of its programs, as a user that PostgreSQL accepts."""
        assert self._programs is not None
        as_user: Sequence[str] = ("runuser", "-u", USER, "--") if os.geteuid() == 0 else ()
        errors = self._folder / "errors"
        with errors.open("ab") as written:  # a file: the server that pg_ctl starts would hold a pipe open
            done = subprocess.run(
                [*as_user, str(self._programs / name), *arguments],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=written,
                check=False,
            )
        assert done.returncode == 0, errors.read_text("utf-8")

    def new_database(self) -> str:
        """Create an empty database and return its URL."""
        self._databases += 1
        name = f"test_{self._databases}"
        self.program("createdb", "--host", str(self._folder), "--username", USER, name)
        return f"postgresql://{USER}@/{name}?host={quote(str(self._folder), safe='')}"
