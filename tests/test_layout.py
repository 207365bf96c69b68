"""The layout of the project: limits on sizes, and unique names of modules."""

import ast
import builtins
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

MAX_LISTING = 25
MAX_LINES = 300
MAX_FUNCTION_LINES = 40
CODE = ("personactl", "tests", "benchmarks", "fuzz")

SAME_MEANING = {
    "auth": "the command and its use case; the engine's side of a credential",
    "bodies": "of one family of the contract each, and what they share",
    "catalogue": "the avatars, voices and LLMs of a target: read, served, listed, compared with",
    "completion": "of words on a command line, its use case, and of words in an editor",
    "documents": "documents of knowledge",
    "engine": "the group of commands and the embedded platform",
    "errors": "the client's and the engine's, which share no code",
    "handlers": "of one family of the contract each",
    "history": "the command, its use case, and what it reads",
    "import_persona": "the command and its use case",
    "knowledge": "the resource, in each room that handles it",
    "llms": "the resource, in each room that handles it",
    "lsp": "the command and the language server that it starts",
    "paging": "asking for pages and answering with them",
    "personas": "the resource, in each room that handles it",
    "plan": "what a push would do: made by one room, shown by the other",
    "project": "the project, and the rules about all of its files",
    "promote": "the command, its use case, and its planning",
    "pull": "the command, its use case, and its planning",
    "push": "the command and its use case",
    "rollback": "the command, its use case, and its planning",
    "rule": "the command and what it explains",
    "rules": "of lint, and of one family of the contract each",
    "schema": "the command and the tables that it prints",
    "session": "the room and the group of commands",
    "sessions": "the resource, in each room that handles it",
    "shapes": "the contract's answers, of one family each",
    "status": "the command, its use case, and its comparison",
    "tail": "the command and what it follows",
    "talk": "the command, its use case, and its conversation",
    "text": "what a text holds, for lint; how a text is laid out, for reports",
    "session_token": "the command and its use case",
    "text_channel": "a conversation in writing, from both of its ends",
    "tokens": "session tokens",
    "trust": "the command, its use case, and the decision",
    "tools": "the resource, in each room that handles it",
    "validate": "the command and its use case",
}
"""Names that several modules or folders share on purpose, with the reason."""


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


EVERY = [path for folder in CODE for path in modules(folder)]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_folder_lists_more_files_than_a_screen_shows() -> None:
    counts = Counter(path.parent for path in EVERY)

    assert {shown(folder): count for folder, count in counts.items() if count > MAX_LISTING} == {}


@pytest.mark.parametrize("folder", CODE)
def test_no_file_is_too_long(folder: str) -> None:
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(folder)}

    assert {path: length for path, length in lengths.items() if length > MAX_LINES} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a file with their lengths in lines; the help of a command is prose and does not count."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None, "ast gives every function its end"
            prose = len((ast.get_docstring(node, clean=False) or "").splitlines())
            yield f"{shown(path)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1 - prose


@pytest.mark.parametrize("folder", CODE)
def test_no_function_is_longer_than_a_screen(folder: str) -> None:
    lengths = dict(found for path in modules(folder) for found in functions(path))

    assert {name: length for name, length in lengths.items() if length > MAX_FUNCTION_LINES} == {}


def test_no_module_has_the_name_of_a_module_of_python_or_of_a_builtin() -> None:
    taken = sys.stdlib_module_names | set(dir(builtins))

    assert [
        shown(path) for path in modules("personactl") if path.stem in taken and not path.stem.startswith("__")
    ] == []


def test_a_name_that_several_modules_have_means_one_thing() -> None:
    """A module may have its room's name, where it holds what the room is about."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in modules("personactl"):
        named = path.parent if path.name == "__init__.py" else path
        if (not named.name.startswith("__") and named.stem != path.parent.name) or path.name == "__init__.py":
            places[named.stem].append(shown(named))
    several = {name: found for name, found in places.items() if len(found) > 1}

    assert {name: found for name, found in several.items() if name not in SAME_MEANING} == {}
    assert sorted(SAME_MEANING.keys() - several.keys()) == []
