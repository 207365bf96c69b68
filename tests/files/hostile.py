"""A hostile project, beside a folder of the user that is none of its business."""

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.minimal_persona import write_persona

TERABYTE = 1 << 40


def make_project(tmp_path: Path) -> Path:
    """A cloned project with one good persona."""
    clone = tmp_path / "clone"
    (clone / ".git").mkdir(parents=True)
    (clone / "personactl.yaml").write_text("")
    write_persona(clone, "mona", "Front desk")
    return clone


def make_own_project(tmp_path: Path) -> Path:
    """A project of the user that the hostile one knows the path of, with a file that `validate --fix` would change."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "personactl.yaml").write_text("")
    write_persona(own, "work", "My work")
    file = own / "personas" / "work.yaml"
    file.write_text(file.read_text().replace("systemPrompt:", "systemPromt:"))
    return own


def contents(folder: Path) -> dict[str, bytes | str]:
    """Everything below `folder`: files with their content, links with their target."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        found[name] = path.readlink().as_posix() if path.is_symlink() else path.read_bytes() if path.is_file() else ""
    return found


def link(path: Path, target: Path | str) -> None:
    """Put a link in the place of `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f".moved-{path.name}"))
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    """Bind a socket at `path`, whose name may be too long for that from elsewhere."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(here)


def endless_device(path: Path) -> None:
    """Make a device such as /dev/zero, in the folder itself."""
    if os.geteuid() != 0:
        pytest.skip("only root makes devices")
    os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))


def terabyte(path: Path) -> None:
    """Make a sparse file, which takes no space on the disk."""
    with path.open("wb") as file:
        file.truncate(TERABYTE)


def endless_link(path: Path) -> None:
    path.symlink_to("/dev/zero")


def process_link(path: Path) -> None:
    path.symlink_to("/proc/self/environ")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def long_chain(path: Path) -> None:
    """Make a chain of links that is longer than what Python follows by recursion."""
    path.symlink_to(f"{path.name}.0")
    for number in range(1500):
        path.with_name(f"{path.name}.{number}").symlink_to(f"{path.name}.{number + 1}")
    path.with_name(f"{path.name}.1500").write_text("")


SPECIAL: dict[str, Callable[[Path], None]] = {
    "pipe": pipe,
    "socket": unix_socket,
    "device": endless_device,
    "link to a device": endless_link,
    "link to a process": process_link,
    "terabyte": terabyte,
    "loop": loop,
    "chain": long_chain,
    "folder": lambda path: path.mkdir(),
}
"""What can lie in the place of a file, and how to make it."""
