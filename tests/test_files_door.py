"""Every path goes through `personactl/files`: no other module of the client opens, lists or changes one by itself.

This looks at the code and not at runs, because a run shows only what it was given.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT
from tests.test_layout import modules, shown

_OS = {
    "open",
    "scandir",
    "listdir",
    "walk",
    "fwalk",
    "fdopen",
    "mkdir",
    "makedirs",
    "mkfifo",
    "mknod",
    "remove",
    "unlink",
    "rmdir",
    "removedirs",
    "rename",
    "renames",
    "replace",
    "link",
    "symlink",
    "truncate",
    "chmod",
    "chown",
    "lchown",
    "utime",
    "readlink",
}
_METHODS = {
    "open",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "glob",
    "rglob",
    "iterdir",
    "walk",
    "mkdir",
    "unlink",
    "rmdir",
    "rename",
    "touch",
    "symlink_to",
    "hardlink_to",
    "link_to",
    "chmod",
    "lchmod",
    "readlink",
    "resolve",
}
_SHUTIL = {
    "copy",
    "copy2",
    "copyfile",
    "copytree",
    "move",
    "rmtree",
    "chown",
    "make_archive",
    "unpack_archive",
}

EXCEPTIONS = {
    "cli/main.py": ({"resolve"}, "a file of this package"),
    "cli/completion/description.py": ({"read_text"}, "a file of this package"),
    "cli/completion/shell_script.py": ({"read_text"}, "a file of this package"),
    "commands/project/new_project.py": ({"read_text"}, "the metadata of this package"),
    "commands/project/repository_files.py": ({"read_text"}, "a file of this package"),
    "cli/terminal/output.py": ({"write_bytes"}, "a stream"),
    "cli/terminal/standard_streams.py": ({"open"}, "the descriptors of this process"),
    "lsp/server.py": ({"fdopen"}, "a descriptor of this process"),
    "state/base_texts/text_store.py": (
        {"utime", "read_bytes", "iterdir", "unlink", "fdopen", "replace"},
        "personactl's own state folder, whose texts are not synced to the disk",
    ),
    "state/history.py": ({"iterdir", "open"}, "personactl's own state folder, read line by line"),
    "state/history_writer.py": ({"unlink", "iterdir", "rmtree", "open"}, "personactl's own state folder"),
    "state/result_cache.py": ({"rglob", "unlink", "open"}, "personactl's own cache folder, and this package"),
    "state/typed_lines.py": ({"read_text", "fdopen"}, "personactl's own state folder"),
}
"""What a module may do by itself, and with which files."""


def client_modules() -> list[Path]:
    top = ROOT / "personactl"
    return [path for path in modules("personactl") if path.relative_to(top).parts[0] not in {"engine", "files"}]


def touches(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of each call, or use of a function, that touches a path."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="open")):
                yield node.lineno, "open"
            case ast.Attribute(value=ast.Name(id="os"), attr=name) if name in _OS:
                yield node.lineno, name
            case ast.Attribute(value=ast.Name(id="shutil"), attr=name) if name in _SHUTIL:
                yield node.lineno, name
            case ast.Attribute(attr="realpath"):
                yield node.lineno, "realpath"
            case ast.Attribute(value=ast.Name(id="os" | "shutil")):
                pass
            case ast.Attribute(attr=name) if name in _METHODS and not _is_of_other_type(node):
                yield node.lineno, name
            case ast.Call(func=ast.Attribute(attr="replace"), args=[_], keywords=[]):
                yield node.lineno, "replace"  # a path's takes one argument, a text's two
            case ast.ImportFrom(module="os" | "shutil", names=names):
                yield from ((node.lineno, one.name) for one in names if one.name in _OS | _SHUTIL)
            case _:
                pass


def _is_of_other_type(node: ast.Attribute) -> bool:
    """Return whether a method with the name of a path's belongs to something else, by the name of that."""
    owners = {"walk": {"ast", "repository"}, "open": {"webbrowser"}, "rename": {"wording"}}
    return isinstance(node.value, ast.Name) and node.value.id in owners.get(node.attr, set())


def test_no_other_module_of_the_client_touches_a_path() -> None:
    found = {
        f"{shown(path)}:{line} {name}"
        for path in client_modules()
        for line, name in touches(ast.parse(path.read_text(encoding="utf-8")))
        if name not in EXCEPTIONS.get(path.relative_to(ROOT / "personactl").as_posix(), (set(), ""))[0]
    }

    assert sorted(found) == [], "use personactl/files"


def test_no_exception_is_left_over() -> None:
    unused = {
        name: allowed - {touched for _, touched in touches(ast.parse((ROOT / "personactl" / name).read_text("utf-8")))}
        for name, (allowed, _) in EXCEPTIONS.items()
    }

    assert {name: left for name, left in unused.items() if left} == {}
