"""The result of checking a file as text, for the cache and for worker processes.

The text is JSON, so that only data can come out of it. Most files have no findings, and for an unchanged project only
the findings are needed: then nothing is decoded and msgspec is not loaded here.
"""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from personactl.lint.finding import Finding
    from personactl.lint.run import FileResult

_Kind = TypeVar("_Kind")


class EncodedResult(NamedTuple):
    """The encoded result of one file.

    findings: the findings as JSON, or empty if there are none.
    rest: what the rules about the whole project need of this file, as JSON.
    """

    findings: str
    rest: str


def encode_result(result: "FileResult") -> EncodedResult:
    return EncodedResult(encode_findings(result.findings), _encoded((result.facts, result.ignore_uses)))


def encode_findings(findings: "Iterable[Finding]") -> str:
    several = tuple(findings)
    return _encoded(several) if several else ""


def decode_findings(text: str) -> "tuple[Finding, ...] | None":
    """Decode the text of `encode_findings`; return None if it is malformed."""
    if not text:
        return ()
    from personactl.lint.finding import Finding

    return _decoded(text, tuple[Finding, ...])


def decode_result(entry: EncodedResult, path: Path) -> "FileResult | None":
    """Decode the result of the file at `path`; return None if the entry is malformed."""
    from personactl.lint.project_facts import FileFacts
    from personactl.lint.run import FileResult
    from personactl.lint.suppress.suppression import IgnoreUse

    findings = decode_findings(entry.findings)
    rest = _decoded(entry.rest, tuple[FileFacts, tuple[IgnoreUse, ...]], path)
    return None if findings is None or rest is None else FileResult(findings, *rest)


def _encoded(value: object) -> str:
    """Return JSON in ASCII, because a file name may hold surrogates. Equal values give equal text."""
    import msgspec

    plain = msgspec.to_builtins(value, enc_hook=_plain, order="deterministic")
    return json.dumps(plain, separators=(",", ":"))


def _decoded(text: str, kind: type[_Kind], *known: Path) -> _Kind | None:
    """Decode `text`, with the path objects of `known` where they are equal: for many files this halves the memory."""
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
