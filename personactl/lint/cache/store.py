"""What checking a file gave, kept in the user's cache folder for as long as nothing that it depends on has changed.

A result depends on the program, the settings, and everything that was read for it; what only a look at all files tells
depends on these results too. Reading from the cache loads no rule.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import personactl
from personactl.document.read_log import Reads, digest
from personactl.lint.cache.codec import Kept
from personactl.state.project_settings import LintTable, Word
from personactl.state.result_cache import Result, ResultCache, open_result_cache, path_name, program

if TYPE_CHECKING:
    from personactl.lint.run import Checked

_PARTS: Final = ("document", "persona", "lint", "state")


class Fresh(NamedTuple):
    """A result that was not known, and what was read for it. `checked` is None where it is not at hand any more."""

    path: Path
    reads: Reads
    kept: Kept
    checked: "Checked | None"


class Cache:
    """Results under one setting."""

    def __init__(self, results: ResultCache, setting: str) -> None:
        self._results = results
        self._setting = setting

    def known(self, files: Iterable[Path]) -> list[Kept | None]:
        """For each of `files`, in their order, its result if nothing has changed."""
        names = [path_name(path) for path in files]
        found = self._results.known(self._setting, names)
        return [Kept(*found[name]) if name in found else None for name in names]

    def keep(self, results: Sequence[Fresh]) -> None:
        """Later results replace earlier ones."""
        rows = ((path_name(path), reads, Result(*kept)) for path, reads, kept, _ in results)
        self._results.keep(self._setting, rows)

    def known_together(self, facts: str) -> str | None:
        """The findings of a look at all files, by a digest of what the files gave; None where they are not known."""
        found = self._results.known(self._setting, [facts])
        return found[facts].value if found else None

    def keep_together(self, facts: str, reads: Reads, findings: str) -> None:
        self._results.keep(self._setting, [(facts, reads, Result(findings))])


@contextmanager
def open_cache(folder: Path | None, setting: str, now_ns: int) -> Iterator[Cache]:
    """The results under `setting`, in the cache's `folder`; an empty one where that is None.

    `now_ns` is the time of day, in nanoseconds since the epoch.
    """
    with open_result_cache(None if folder is None else folder / "lint.sqlite", now_ns) as results:
        yield Cache(results, setting)


def setting_of(
    cwd: Path,
    root: Path,
    personas: Path,
    table: LintTable,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
) -> str:
    """What results depend on besides files: the program, where it runs, and the settings as they are written.

    As written, because what they mean is for the rules to say, which an unchanged project does without.
    """
    asked = [str(cwd), str(root), str(personas), _plain(table), select, ignore]
    return digest(json.dumps([personactl.__version__, program(_PARTS), asked]).encode())


def _plain(value: object) -> object:
    """Where a word stands makes no difference."""
    match value:
        case Word(text=text):
            return text
        case tuple():
            return [_plain(one) for one in value]
        case Mapping():
            return {key: _plain(one) for key, one in value.items()}
        case _:
            return value
