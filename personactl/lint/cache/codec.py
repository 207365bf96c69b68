"""What checking a file gave, as text that can be kept and sent from process to process.

It is JSON, so that nothing but data comes out of it again, whoever wrote it. Most files have no findings, and nobody
asks for the rest of an unchanged project: then nothing is decoded at all, and what decodes is not even loaded.
"""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from personactl.lint.finding import Finding
    from personactl.lint.run import Checked

_Kind = TypeVar("_Kind")


class Kept(msgspec.Struct, frozen=True):
    """`findings` is empty where there are none; `rest` is what a look at all files of the project needs of this one."""

    findings: str
    rest: str


def kept(checked: "Checked") -> Kept:
    return Kept(kept_findings(checked.findings), _encoded((checked.facts, checked.silences)))


def kept_findings(findings: "Iterable[Finding]") -> str:
    several = tuple(findings)
    return _encoded(several) if several else ""


def findings_of(text: str) -> "tuple[Finding, ...] | None":
    """None where the text is not what `kept_findings` wrote."""
    if not text:
        return ()
    from personactl.lint.finding import Finding

    return _decoded(text, tuple[Finding, ...])


def checked_of(entry: Kept, path: Path) -> "Checked | None":
    """What the file at `path` gave. None where the entry is not what `kept` wrote."""
    from personactl.lint.project_facts import Facts
    from personactl.lint.run import Checked
    from personactl.lint.suppress.apply import Silence

    findings = findings_of(entry.findings)
    rest = _decoded(entry.rest, tuple[Facts, tuple[Silence, ...]], path)
    return None if findings is None or rest is None else Checked(findings, *rest)


def _encoded(value: object) -> str:
    """JSON text in ASCII, because a file's name may hold surrogates; equal values give equal text."""
    import msgspec

    plain = msgspec.to_builtins(value, enc_hook=_plain, order="deterministic")
    return json.dumps(plain, separators=(",", ":"))


def _decoded(text: str, kind: type[_Kind], *known: Path) -> _Kind | None:
    """A path is one of those `known` wherever it can be: with the facts of very many files, that is half of them."""
    import msgspec

    paths = {str(path): path for path in known}
    try:
        return msgspec.convert(json.loads(text), kind, dec_hook=partial(_path, paths))
    except (msgspec.ValidationError, ValueError):
        return None


def _plain(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} cannot be cached")


def _path(paths: dict[str, Path], kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, str):
        return paths[value] if value in paths else paths.setdefault(value, Path(value))
    raise NotImplementedError
