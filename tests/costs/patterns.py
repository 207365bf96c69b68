"""Finds every regular expression of the program, wherever a module keeps it, and how it is used."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

import personactl
from personactl.pattern import Pattern

_FUNCTIONS = {"search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"}


class FoundPattern(NamedTuple):
    """A regular expression.

    name: the module and the name that hold it.
    ways: the functions of `re` that may be called on it.
    """

    name: str
    source: str | bytes
    flags: int
    ways: frozenset[str]

    def __str__(self) -> str:
        return self.name


def patterns_of(root: str) -> list[FoundPattern]:
    """Return the patterns of all modules below `root`, each once."""
    names = [one.name for one in pkgutil.walk_packages(personactl.__path__, "personactl.") if _below(one.name, root)]
    uses = _uses(names)
    found: dict[tuple[str | bytes, int], FoundPattern] = {}
    for name in names:
        module = importlib.import_module(name)
        for kept_as, value in vars(module).items():
            for source, flags, field in _kept(value, 0):
                ways = uses.get(("", field)) if field else uses.get((name, kept_as))
                one = FoundPattern(f"{name}.{kept_as}", source, flags, frozenset(ways or ()))
                known = found.setdefault((source, flags), one)
                found[source, flags] = known._replace(ways=known.ways | one.ways)
        for line, way, source in _inline(Path(str(module.__file__))):
            found.setdefault((source, 0), FoundPattern(f"{name}:{line}", source, 0, frozenset({way})))
    return [one if one.ways else one._replace(ways=frozenset(_FUNCTIONS)) for one in found.values()]


def _below(name: str, root: str) -> bool:
    return (name.startswith(root) and not name.startswith("personactl.engine")) or (
        root.startswith("personactl.engine") and name.startswith(root)
    )


def _kept(value: object, depth: int, field: str = "") -> Iterator[tuple[str | bytes, int, str]]:
    """Yield the patterns in a value of a module: itself, or in collections and frozen values, with the field there."""
    if isinstance(value, Pattern):
        yield value.source, value.flags, field
    elif isinstance(value, re.Pattern):
        yield value.pattern, value.flags, field
    elif depth < 5 and isinstance(value, Mapping):
        for one in [*value.keys(), *value.values()]:
            yield from _kept(one, depth + 1, field)
    elif depth < 5 and isinstance(value, tuple | list | frozenset | set):
        for one in value:
            yield from _kept(one, depth + 1, field)
    elif depth < 5 and isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _kept(getattr(value, name, None), depth + 1, name)


def _uses(names: list[str]) -> dict[tuple[str, str], set[str]]:
    """Return the functions that are called on a name, by its module; and on a field of a value, by the field.

    A name that is handed on has all functions.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for module in names:
        tree = ast.parse(Path(str(importlib.import_module(module).__file__)).read_text("utf-8"))
        origin = {
            alias.asname or alias.name: (one.module or "", alias.name)
            for one in ast.walk(tree)
            if isinstance(one, ast.ImportFrom)
            for alias in one.names
        }
        used: set[int] = set()
        for one in ast.walk(tree):
            match one:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name) as base, attr=way)) if way in _FUNCTIONS:
                    found.setdefault(origin.get(name, (module, name)), set()).add(way)
                    used.add(id(base))
                case ast.keyword(arg="pattern", value=ast.Name() as base):  # what is called on the field counts
                    used.add(id(base))
                case ast.Attribute(value=ast.Name() as base, attr="pattern" | "source"):  # its text, for a JSON Schema
                    used.add(id(base))
                case ast.Call(func=ast.Attribute(value=ast.Attribute(attr=field), attr=way)) if way in _FUNCTIONS:
                    found.setdefault(("", field), set()).add(way)
                case _:
                    pass
        for one in ast.walk(tree):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load) and id(one) not in used:
                found.setdefault(origin.get(one.id, (module, one.id)), set()).update(_FUNCTIONS)
    return found


def _inline(path: Path) -> Iterator[tuple[int, str, str]]:
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=way), args=[ast.Constant(value=str() as source), *_]
            ) if way in _FUNCTIONS:
                yield call.lineno, way, source
            case _:
                pass
