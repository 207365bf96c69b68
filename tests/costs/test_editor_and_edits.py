"""Twice the text takes twice the steps: what an editor asks for, reading YAML and every edit of it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from lsprotocol import types

from personactl.document.document import Document
from personactl.document.edit.yaml_edit import FEW_CHANGES, edited_yaml
from personactl.document.node import MappingNode, to_object
from personactl.document.parser import parse
from personactl.json_value import JsonObject
from personactl.lint.rule_selection import DEFAULT
from personactl.lint.run import lint_files
from personactl.lsp.catalogue_names import CatalogueLoader
from personactl.lsp.code_actions import fix_actions, fix_all_action, ignore_actions
from personactl.lsp.completion import complete
from personactl.lsp.diagnostics import EditorFile, diagnostic, workspace_edit
from personactl.lsp.file_roles import role_of
from personactl.lsp.hover import Tree, hover
from personactl.lsp.key_positions import PERSONA
from personactl.lsp.position_encoding import PositionMap
from tests.costs.long_files import TEXTS, assert_linear, counted

_SIZES = (60, 120, 240)
_MANY = (2 * FEW_CHANGES + 20, 4 * FEW_CHANGES + 40, 8 * FEW_CHANGES + 80)
"""More changes than are made one by one, each of which reads the file again."""


def _counts(run: Callable[[int], Callable[[], object]], sizes: tuple[int, ...] = _SIZES) -> list[int]:
    counts = []
    for size in sizes:
        counts.append(counted(run(size)))
    return counts


def _written(folder: Path, text: str) -> Path:
    (folder / "personas").mkdir(exist_ok=True)
    path = folder / "personas" / "cara.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _editor_requests(path: Path, text: str, root: Path) -> dict[str, Callable[[], object]]:
    """Return what an editor asks for, as the server answers it, with the findings of the text."""
    found = lint_files([path], root, DEFAULT).findings
    positions = PositionMap(text, types.PositionEncodingKind.Utf16)
    node = parse(text, path).root
    tree = None if node is None else Tree(node, PERSONA)
    catalogue = CatalogueLoader(dict, 1.0, 1.0)
    role = role_of(path)
    assert role is not None
    last = types.Position(text.count("\n") - 1, 3)
    file = EditorFile("file:///a", 1, positions)

    def edit(edits: object) -> types.WorkspaceEdit:
        return workspace_edit(list(edits), {path: file}, versioned=True)  # type: ignore[call-overload]

    def shown(one: object) -> types.Diagnostic:
        return diagnostic(one, positions)  # type: ignore[arg-type]

    return {
        "diagnostics": lambda: [diagnostic(one, positions) for one in found],
        "fixes": lambda: list(fix_actions(found, edit, shown)),
        "fix all": lambda: list(fix_all_action(found, path, edit)),
        "ignores": lambda: list(ignore_actions(found, positions.lines, node, edit, shown)),
        "hover": lambda: asyncio.run(hover(positions, last, tree, found, catalogue)),
        "completion": lambda: asyncio.run(complete(positions, last, path, role, catalogue)),
    }


@pytest.mark.parametrize("request_name", ["diagnostics", "fixes", "fix all", "ignores", "hover", "completion"])
@pytest.mark.parametrize("case", TEXTS)
def test_what_an_editor_asks_for(case: str, request_name: str, tmp_path: Path) -> None:
    def run(size: int) -> Callable[[], object]:
        text = TEXTS[case](size)
        return _editor_requests(_written(tmp_path, text), text, tmp_path)[request_name]

    assert_linear(_counts(run), f"{request_name} of {case}")


_YAML: dict[str, Callable[[int], str]] = {
    **TEXTS,
    "nested flow": lambda size: "a: " + "{b: [" * (size // 8) + "]}" * (size // 8),
    "nested blocks": lambda size: (
        "".join("  " * (number % 40) + f"k{number}:\n" for number in range(40)) * (size // 20)
    ),
    "open flow": lambda size: "a: " + "[" * (size // 4),
    "anchors": lambda size: "".join(f"k{number}: &a{number} {{x: 1}}\n" for number in range(size)),
    "aliases of aliases": lambda size: (
        "a0: &a0 [x]\n" + "".join(f"a{number}: &a{number} [*a{number - 1}]\n" for number in range(1, size // 4))
    ),
    "multiplying aliases": lambda size: (
        "a0: &a0 [x, x]\n"
        + "".join(f"a{number}: &a{number} [*a{number - 1}, *a{number - 1}]\n" for number in range(1, size // 4))
    ),
    "merge keys": lambda size: "b: &b {x: 1}\n" + "".join(f"k{number}: {{<<: *b}}\n" for number in range(size)),
    "quotes": lambda size: 'a: "' + "\\u0041" * size,
    "a long key": lambda size: "k" * (size * 20) + ": 1\n" + "? " * size,
    "documents": lambda size: "---\na: 1\n" * size,
    "tags": lambda size: "a: !x y\n" * size,
    "the same key": lambda size: "a: 1\n" * size,
    "directives": lambda size: "%TAG ! x\n" * size,
}


@pytest.mark.parametrize("case", _YAML)
def test_reading_yaml(case: str) -> None:
    assert_linear(_counts(lambda size: lambda: parse(_YAML[case](size), Path("x.yaml"))), f"reading {case}")


_EDITS: dict[str, tuple[Callable[[int], JsonObject], Callable[[int], JsonObject]]] = {
    "changed keys": (
        lambda size: {f"k{number}": number for number in range(size)},
        lambda size: {f"k{number}": number + 1 for number in range(size)},
    ),
    "new keys": (lambda size: {"a": 1}, lambda size: {"a": 1, **{f"k{number}": 1 for number in range(size)}}),
    "removed keys": (lambda size: {"a": 1, **{f"k{number}": 1 for number in range(size)}}, lambda size: {"a": 1}),
    "keys of mappings": (
        lambda size: {"t": {f"k{number}": {"b": [number], "c": 2} for number in range(size)}},
        lambda size: {"t": {f"k{number}": {"b": [number, 3]} for number in range(size)}},
    ),
    "items of a list": (
        lambda size: {"l": [*range(size), "x"]},
        lambda size: {"l": [*range(0, size, 2), "y", "x", "z"]},
    ),
    "items that are mappings": (
        lambda size: {"l": [{"a": number, "b": 1} for number in range(size)]},
        lambda size: {"l": [{"a": number, "b": 2} for number in range(size)]},
    ),
    "lines of a text": (
        lambda size: {"t": "".join(f"line {number}\n" for number in range(size))},
        lambda size: {"t": "".join(f"line {number} {'x' * (number % 2)}\n" for number in range(size))},
    ),
}


@pytest.mark.parametrize("case", _EDITS)
def test_every_edit(case: str) -> None:
    old, new = _EDITS[case]

    def run(size: int) -> Callable[[], object]:
        document = parse(edited_yaml(parse("", Path("x.yaml")), old(size)), Path("x.yaml"))
        return lambda: _edited(document, new(size))

    assert_linear(_counts(run, _MANY), f"an edit of {case}")


def _edited(document: Document, value: JsonObject) -> None:
    made = parse(edited_yaml(document, value), document.path)
    assert isinstance(made.root, MappingNode)
    assert to_object(made.root) == value
