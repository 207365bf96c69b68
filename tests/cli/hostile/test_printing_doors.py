"""Output is guarded where it leaves, so that no command can forget it: by the streams, whoever writes to them."""

import ast
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.text import Text

from personactl.cli.terminal.moving_console import moving_console
from personactl.cli.terminal.output import Output
from personactl.cli.terminal.output_guard import OutputGuard
from personactl.report.text.columns import Table
from tests.cli.hostile.hostile_text import HOSTILE, bad_signs
from tests.conftest import ROOT

_TERMINAL = ROOT / "personactl" / "cli" / "terminal"
_RAW = frozenset({"write_unguarded", "write_guarded", "buffer", "__stdout__", "__stderr__", "write_bytes", "fdopen"})
_ELSEWHERE = {
    ("cli/main.py", "__stdout__"): "its encoding",
    ("cli/project/import_persona.py", "buffer"): "stdin",
    ("cli/validate/findings_output.py", "write_bytes"): "a guarded text, to a device that the user names",
    ("lsp/server.py", "fdopen"): "JSON in ASCII, whose texts lsp/shown_texts.py escapes",
}
"""What the face uses beside its terminal room, with the reason."""

WRITERS = {
    "print": "print(text)",
    "print on stderr": "print(text, file=sys.stderr)",
    "write": "sys.stdout.write(text)",
    "writelines": "sys.stderr.writelines([text, text])",
    "typer": "import typer; typer.echo(text); typer.secho(text, err=True)",
    "a warning": "import warnings; warnings.warn(text)",
    "a log": "import logging; logging.getLogger('x').error('%s', text)",
    "a traceback": "raise ValueError(text)",
    "a thread": "import threading; t = threading.Thread(target=lambda: int(text)); t.start(); t.join()",
    "an exit": "raise SystemExit(text)",
    "pieces": "[sys.stdout.write(one) for one in text]",
    "pieces of a command": "[sys.stdout.write(one) for one in (' ', ':', ':', 'error::x', chr(10), '#', '#vso[a]')]",
    "rich": "import rich; rich.print(text)",
    "an answer": "Output().answer(text, Text(text), Text.assemble((text, 'bold'), text))",
    "a table": "Output().table(Table([text, text], [[text, None], [Text(text), text]]))",
    "a document": "Output().document(text)",
    "notes": "o = Output(); o.note(text); o.warn(text); o.error(StorageError(text, where=text, hint=text))",
    "json": "Output().json_line({text: [text, {text: text}]})",
}
_BEGIN = """
import sys
from rich.text import Text
from personactl.cli.terminal.output import Output
from personactl.cli.terminal.standard_streams import prepare_standard_streams
from personactl.errors import StorageError
from personactl.report.text.columns import Table
prepare_standard_streams()
text = sys.stdin.read()
"""


@pytest.mark.processes
@pytest.mark.parametrize("writer", sorted(WRITERS))
def test_whatever_writes_to_a_stream_is_guarded(writer: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BEGIN + WRITERS[writer]], input=HOSTILE.encode(), capture_output=True, check=False
    )
    shown = done.stdout.decode(), done.stderr.decode()
    assert any(shown)
    assert [bad_signs(text) for text in shown] == [[], []]


@pytest.mark.parametrize("style", ["", "bold", "red"])
def test_a_style_of_ours_stays_where_it_was(style: str) -> None:
    before, after = Text("a\n\x1b[31m"), Text("b")
    before.stylize("bold", 0, 1)
    line = Text.assemble(before, ("##vso[x]\u202e", style), after)
    from personactl.report.text.styled import line_of

    safe = line_of(line)
    assert safe.plain == "a\\n\\x1b[31m#\\#vso[x]\\u202eb"
    styled = [safe.plain[span.start : span.end] for span in safe.spans]
    assert styled == ["a", *(["#\\#vso[x]\\u202e"] if style else [])]


def test_a_console_that_moves_the_cursor_shows_data_as_data() -> None:
    stream = io.StringIO()
    console = moving_console(stream, 80, 24)
    console.show_cursor(False)
    console.print(Text(HOSTILE), HOSTILE)
    assert stream.getvalue().count("pwned") > 2
    assert bad_signs(stream.getvalue(), terminal=True) == []


@pytest.mark.parametrize("begun", ["", " ", "\t  ", "x\n", "x\n "])
def test_a_command_that_comes_in_pieces_is_none(begun: str) -> None:
    for text in ("::error::x", "##[error]x", "##vso[task.x]y", "section_start:1:x"):
        for cut in range(len(text)):
            guard = OutputGuard()
            shown = "".join(map(guard.plain, (begun, text[:cut], text[cut:])))
            assert bad_signs(shown) == [], (text, cut)
            assert shown.replace("\\", "") == begun + text


@pytest.mark.parametrize("text", ["a::b", "x ::error::y", "# ## [link](x)", "##", "::1"[1:], "std::string", "a ## b"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert OutputGuard().plain(text) == text


def test_only_the_terminal_room_can_write_unguarded() -> None:
    found = {
        (path.relative_to(ROOT / "personactl").as_posix(), name)
        for folder in ("cli", "lsp", "commands", "report")
        for path in (ROOT / "personactl" / folder).rglob("*.py")
        if not path.is_relative_to(_TERMINAL)
        for name in _names(path)
        if name in _RAW
    }
    allowed = set(_ELSEWHERE) | {(path, name) for path, name in found if _is_a_file(path, name)}
    assert found <= allowed


def _is_a_file(path: str, name: str) -> bool:
    """Whether a name is used for files, as in `Path.write_bytes`, in a room that has no stream to print on."""
    return not path.startswith(("cli/", "lsp/")) and name in {"write_bytes", "buffer", "fdopen"}


def _names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id


def test_an_answer_is_one_line_each(capfd: pytest.CaptureFixture[str]) -> None:
    Output().answer("a\nb", Text("c\nd"))
    Output().table(Table(["N"], [["a\nb"]]))
    assert capfd.readouterr().out == "a\\nb\nc\\nd\nN\na\\nb\n"
