"""How long hostile texts take, and whether twice the text takes twice as long.

`python benchmarks/hostile_texts.py` prints the processor time of each text, and that of a text twice as long. Each runs
in a process of its own, which ends after a minute.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from personactl.json_value import JsonValue

_HEAD: Final = (
    "name: Cara\navatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\nvoiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n"
)
_LIMIT_S: Final = 60
_Files = Mapping[str, str]


class HostileText(NamedTuple):
    """A text that somebody made to keep a computer busy.

    name: what it is.
    files: the files of a project, for a number of repetitions.
    size: the number of repetitions.
    arguments: the command.
    """

    name: str
    files: Callable[[int], _Files]
    size: int
    arguments: tuple[str, ...] = ("validate", "--no-cache")


def _persona(**values: str) -> _Files:
    lines = "".join(f"{name}: {value}\n" for name, value in values.items())
    return {"personas/cara.yaml": f"{_HEAD}{lines}"}


def _block(text: str) -> str:
    return "|\n" + "".join(f"  {line}\n" for line in text.splitlines())


def _prompt(text: str) -> _Files:
    return {**_persona(systemPromptFile="cara.md"), "personas/cara.md": text}


def _chain(length: int) -> _Files:
    files = {f"personas/_{number}.yaml": f"extends: _{number + 1}.yaml\n" for number in range(length)}
    return {**files, f"personas/_{length}.yaml": _HEAD, "personas/cara.yaml": "extends: _0.yaml\n"}


def _settings(pattern: str, file: str) -> _Files:
    settings = f"lint:\n  perFile:\n    '{pattern}': [P401]\n"
    return {"personactl.yaml": settings, f"personas/{file}.yaml": _HEAD}


def _documents(pattern: str, folders: int) -> _Files:
    names = ["/".join(f"f{at}" for at in range(depth)) for depth in range(1, folders)]
    files = {f"knowledge/{name}/hours.md": "We open at nine.\n" for name in names}
    return {**files, **_persona(knowledge="[store]"), "knowledge/store.yaml": f"documents: ['{pattern}']\n"}


TEXTS: Final = (
    HostileText("direction overrides in a prompt", lambda n: _persona(systemPrompt=_block("a\u202e" * n)), 8_000),
    HostileText("headings in a greeting", lambda n: _persona(initialMessage=_block("# a\n" * n)), 5_000),
    HostileText("ignore comments without an end", lambda n: _prompt("<!-- personactl: ignore[" * n), 10_000),
    HostileText("addresses that never end", lambda n: _persona(initialMessage=_block("https://....x" * n)), 3_000),
    HostileText("addresses of dots", lambda n: _persona(initialMessage=_block("https://" + "." * 12 * n)), 3_000),
    HostileText("a chain of `extends`", _chain, 300),
    HostileText("many stars in a pattern of the settings", lambda n: _settings("*a" * n + "*b", "a" * 200), 8),
    HostileText("several `**` in documents", lambda n: _documents("/".join(["**", "*"] * n) + "/x.md", 60), 4),
    HostileText("white space", lambda n: _persona(systemPrompt=_block("a" + " " * n + "b")), 40_000),
    HostileText("opened brackets", lambda n: _persona(systemPrompt=_block("[" * n)), 40_000),
    HostileText("one long line of keys", lambda n: _persona(systemPrompt=_block("api_key = " * n)), 8_000),
    HostileText("template variables", lambda n: _persona(systemPrompt=_block("{{name}} " * n)), 8_000),
    HostileText("unknown keys", lambda n: _persona(**{f"keyy{number}": "1" for number in range(n)}), 5_000),
)


def _write(root: Path, files: _Files) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _seconds(text: HostileText, size: int) -> float | None:
    """Return the processor time of the command; None if it did not end in time."""
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), text.files(size))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        try:
            command = [sys.executable, "-m", "personactl", *text.arguments]
            subprocess.run(command, cwd=folder, capture_output=True, timeout=_LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            return None
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _rows() -> Iterator[tuple[str, JsonValue, JsonValue]]:
    for text in TEXTS:
        yield text.name, _seconds(text, text.size), _seconds(text, 2 * text.size)


def _shown(seconds: JsonValue) -> str:
    return f"{seconds:8.2f}" if isinstance(seconds, float) else f"   > {_LIMIT_S}"


if __name__ == "__main__":
    print(f"{'text':44}{'seconds':>9}{'twice':>9}")
    for name, once, twice in _rows():
        print(f"{name:44} {_shown(once)} {_shown(twice)}", flush=True)
