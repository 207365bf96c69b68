"""Stores the results of checking files in the user's cache folder while nothing that they depend on changes.

A result depends on the program, the settings and everything that was read for it. The findings of the rules about the
whole project also depend on the results of all files. Reading from the cache does not load any rule.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import personactl
from personactl.files.read_log import Reads, digest
from personactl.lint.cache.codec import EncodedResult
from personactl.state.project_settings import LintTable, LocatedText
from personactl.state.result_cache import Result, ResultCache, open_result_cache, path_name, program_files

if TYPE_CHECKING:
    from personactl.lint.run import FileResult

_PARTS: Final = ("files", "document", "persona", "lint", "state")


class NewResult(NamedTuple):
    """The result of a file that was checked in this run.

    path: the file.
    reads: everything that was read for it.
    encoded: the result as text.
    result: the result itself, or None if it was made in another process or to save memory.
    """

    path: Path
    reads: Reads
    encoded: EncodedResult
    result: "FileResult | None"


class LintCache:
    """The stored results under one setting."""

    def __init__(self, results: ResultCache, setting: str) -> None:
        self._results = results
        self._setting = setting

    def known(self, files: Iterable[Path]) -> list[EncodedResult | None]:
        """Return the result of each file in order, or None if there is none or something has changed."""
        names = [path_name(path) for path in files]
        found = self._results.known(self._setting, names)
        return [EncodedResult(found[name].value, found[name].rest) if name in found else None for name in names]

    def store(self, results: Sequence[NewResult]) -> None:
        """Store results; they replace earlier results of the same files."""
        rows = ((path_name(one.path), one.reads, Result(one.encoded.findings, one.encoded.rest)) for one in results)
        self._results.store(self._setting, rows)

    def known_project_findings(self, facts: str) -> str | None:
        """Return the encoded findings of the rules about the whole project, or None if they are not known.

        facts: a digest of the results of all files.
        """
        found = self._results.known(self._setting, [facts])
        return found[facts].value if found else None

    def store_project_findings(self, facts: str, reads: Reads, findings: str) -> None:
        """Store the encoded findings under a digest of the results of all files."""
        self._results.store(self._setting, [(facts, reads, Result(findings))])


@contextmanager
def open_cache(folder: Path | None, setting: str, now_ns: int) -> Iterator[LintCache]:
    """Open the results under `setting`.

    folder: the user's cache folder, or None for an empty cache.
    now_ns: the current time in nanoseconds since the epoch.
    """
    with open_result_cache(None if folder is None else folder / "lint.sqlite", now_ns) as results:
        yield LintCache(results, setting)


def setting_of(
    cwd: Path,
    root: Path,
    personas: Path,
    table: LintTable,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
) -> str:
    """Return a digest of what results depend on besides files: the program, the working directory and the settings.

    Settings are taken as they are written, because only the rules know what they mean, and rules are not loaded for an
    unchanged project.
    """
    settings = [str(cwd), str(root), str(personas), _plain(table), select, ignore]
    return digest(json.dumps([personactl.__version__, program_files(_PARTS), settings]).encode())


def _plain(value: object) -> object:
    """Return the value without the places at which its words are written."""
    match value:
        case LocatedText(text=text):
            return text
        case tuple():
            return [_plain(one) for one in value]
        case Mapping():
            return {key: _plain(one) for key, one in value.items()}
        case _:
            return value
