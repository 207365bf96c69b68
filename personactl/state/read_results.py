"""Cached resources of persona files, from the user's cache folder.

They contain no secret, and of a prompt only its fingerprint.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

import personactl
from personactl.files.read_log import Reads, digest
from personactl.persona.read.definitions import Definitions
from personactl.state.result_cache import Result, ResultCache, open_result_cache, path_name, program_files

_PARTS: Final = ("files", "document", "persona")


class ReadResults(Struct, frozen=True):
    """The results for one set of definitions of a project."""

    cache: ResultCache
    setting: str

    def known(self, paths: Iterable[Path]) -> Mapping[Path, str]:
        names = {path_name(path): path for path in paths}
        return {names[name]: result.value for name, result in self.cache.known(self.setting, names).items()}

    def store(self, results: Iterable[tuple[Path, Reads, str]]) -> None:
        """Store results; they replace earlier ones of the same files."""
        self.cache.store(self.setting, ((path_name(path), reads, Result(text)) for path, reads, text in results))


class ReadCache(Struct, frozen=True):
    """Gives a `Reader` the results for the project at `root` and one profile."""

    cache: ResultCache
    root: Path
    profile: str

    def results(self, defined: Definitions) -> ReadResults:
        names = {kind: sorted(defined.keys(kind)) for kind in ("tool", "knowledge", "llm")}
        inputs = [str(self.root), self.profile, names, dict(defined.tool_names)]
        setting = digest(json.dumps([personactl.__version__, program_files(_PARTS), inputs]).encode())
        return ReadResults(self.cache, setting)


@contextmanager
def open_read_cache(folder: Path | None, root: Path, profile: str, now_ns: int) -> Iterator[ReadCache]:
    """Yield the cache in `folder`; an empty cache if that is None. `now_ns` is in nanoseconds since the epoch."""
    path = None if folder is None else folder / "resources.sqlite"
    with open_result_cache(path, now_ns) as cache:
        yield ReadCache(cache, root, profile)
