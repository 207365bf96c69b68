"""Twice the text takes twice the steps: for every rule and its fix, on its own bad example made longer and longer."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from personactl.document.document import Document
from personactl.document.node import MappingNode, Node, Scalar, SequenceNode, to_json, to_object
from personactl.document.parser import parse
from personactl.json_value import JsonObject
from personactl.lint.fixes import Fixer
from personactl.lint.rule_registry import RULES
from personactl.lint.rule_selection import DEFAULT, Selection
from personactl.lint.run import lint_files
from tests.costs.counted_work import Steps, counted_patterns, steps_of
from tests.lint.catalogue_sample import STOCK
from tests.lint.rule_examples import write_example

_SIZES: Final = (110, 220, 440)
"""More repetitions than are looked at in a costly way, of which every text has a few dozen."""
_FEW: Final = (25, 50, 100)
"""Of lists, keys and files, which cost more than a letter; they are not fixed, because a round fixes a hundred."""
_SLACK: Final = 50_000
Longer = Callable[[int], str]


@pytest.mark.parametrize("code", RULES)
def test_every_rule_and_its_fix_take_twice_the_steps_for_twice_the_text(code: str, tmp_path: Path) -> None:
    selection = Selection(frozenset({code}))
    grown = 0
    for number, (name, longer, sizes) in enumerate(_longer_examples(code, tmp_path / "example")):
        counts = []
        for size in sizes:
            root = tmp_path / f"{number}-{size}"
            files = write_example(root, RULES[code].bad)
            (root / name).write_text(longer(size), encoding="utf-8", newline="")
            counts.append(_steps(files, root, selection, fixed=sizes is _SIZES))
        _assert_linear(counts, f"{code}: {longer(3)}")
        grown += 1
    assert grown, "an example without a finding"


def _steps(files: list[Path], root: Path, selection: Selection, *, fixed: bool) -> int:
    steps = Steps()
    fixer = Fixer(files, root, selection, unsafe=True, catalogue=STOCK)
    work: Callable[[], object] = fixer.fixed if fixed else lambda: lint_files(files, root, selection, STOCK)
    work()  # loads modules and compiles patterns
    with counted_patterns(steps):
        return steps_of(work, steps)


def _assert_linear(counts: list[int], what: str) -> None:
    """With twice the text, what is added doubles. It becomes four times as much if the cost grows with the square."""
    first, second, third = counts
    assert third - second <= 3 * max(second - first, 0) + _SLACK, f"{counts} steps for more and more of {what[:2000]}"


def _longer_examples(code: str, root: Path) -> Iterator[tuple[str, Longer, tuple[int, ...]]]:
    """Yield the file of an example, made longer, for each way: the file, its texts, its lists, its mappings."""
    files = write_example(root, RULES[code].bad)
    report = lint_files(files, root, Selection(DEFAULT.codes | {code}), STOCK)
    lines = {(one.path, one.span.start.line) for one in report.findings if one.code == code}
    for path in sorted({path for path, _ in lines}) or files:
        name, text = path.relative_to(root).as_posix(), path.read_bytes().decode("utf-8", "replace")
        yield name, lambda size, text=text: text * size, _FEW  # type: ignore[misc]
        if path.suffix == ".yaml":
            document = parse(text, path)
            found = frozenset(number for place, number in lines if place == path)
            yield from ((name, *longer) for longer in _longer_values(document, document.root, found))


def _longer_values(
    document: Document, node: Node | None, found: frozenset[int]
) -> Iterator[tuple[Longer, tuple[int, ...]]]:
    """Yield the file with one of its values repeated: texts on the lines `found`, lists, and mappings inside others."""
    match node:
        case Scalar(value=str(value), span=span) if value and any(
            span.start.line <= number <= span.end.line for number in found
        ):
            for between in ("", " ", "\n"):
                yield _with(document, node, lambda size, unit=value + between: unit * size), _SIZES  # type: ignore[misc]
        case SequenceNode(items=items):
            several = [to_json(item) for item in items]
            yield _with(document, node, lambda size, several=several: several * size), _FEW  # type: ignore[misc]
            for item in items:
                yield from _longer_values(document, item, found)
        case MappingNode(entries=entries):
            if node is not document.root:
                keys = to_object(node)
                yield _with(document, node, lambda size, keys=keys: _many_keys(keys, size)), _FEW  # type: ignore[misc]
            for entry in entries:
                yield from _longer_values(document, entry.value, found)
        case _:
            return


def _many_keys(value: JsonObject, size: int) -> JsonObject:
    return {f"{name}{number or ''}": inner for number in range(size) for name, inner in value.items()}


def _with(document: Document, node: Node, value: Callable[[int], object]) -> Longer:
    """Return the file with another value instead of `node`."""
    text, lines = document.lines.text, document.lines
    start, end = lines.offset(node.span.start), lines.offset(node.span.end)
    return lambda size: f"{text[:start]}{json.dumps(value(size), ensure_ascii=False)}\n{text[end:]}"
