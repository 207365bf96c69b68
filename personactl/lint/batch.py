"""Many files -> a report: what is known from last time is taken from the cache, the rest is shared among the cores.

Results come back one by one and are small, so memory grows with findings and not with the texts that were read. They
come as the text that the cache keeps, whoever made them, so that a report is the same with and without it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from personactl.document.read_log import digest_of_all, recording_reads
from personactl.lint.cache.codec import Kept, checked_of, findings_of, kept, kept_findings
from personactl.lint.cache.store import Cache, Fresh
from personactl.lint.lint_report import Report
from personactl.parallel import FileMap, is_worth_processes, map_files

if TYPE_CHECKING:
    from personactl.lint.rule_selection import Selection
    from personactl.lint.run import Checked

_KEEP_AT_ONCE: Final = 500


def check_files(
    files: Sequence[Path],
    root: Path,
    selection: "Callable[[], Selection]",
    cache: Cache,
    processes: int = 1,
    run: FileMap = map_files,
) -> Report:
    """As `lint_files`, quicker. At most so many `processes` work; at least this one does.

    The `selection` is asked for only where something is not known, and only what is not known is worked on by `share`.
    """
    known = [entry if entry is not None and _is_whole(entry) else None for entry in cache.known(files)]
    missing = [path for path, entry in zip(files, known, strict=True) if entry is None]
    fresh = _checked_anew(_results(missing, root, selection(), processes, run), cache) if missing else []
    following = iter(fresh)
    entries = [next(following)[0] if entry is None else entry for entry in known]
    at_hand = {entry: checked for entry, checked in fresh if checked is not None}
    findings = [finding for entry in entries if entry.findings for finding in findings_of(entry.findings) or ()]
    together = findings_of(_together(files, entries, at_hand, root, selection, cache))
    return Report.of(files, [*findings, *(together or ())])


def _checked_anew(results: Iterable[Fresh], cache: Cache) -> "list[tuple[Kept, Checked | None]]":
    """What each file gave, in their order; kept for the next time on the way."""
    found: list[tuple[Kept, Checked | None]] = []
    fresh: list[Fresh] = []
    for result in results:
        found.append((result.kept, result.checked))
        fresh.append(result)
        if len(fresh) == _KEEP_AT_ONCE:
            cache.keep(fresh)
            fresh = []
    cache.keep(fresh)
    return found


def _is_whole(entry: Kept) -> bool:
    return not entry.findings or findings_of(entry.findings) is not None


def _together(
    files: Sequence[Path],
    entries: Sequence[Kept],
    at_hand: Mapping[Kept, "Checked"],
    root: Path,
    selection: "Callable[[], Selection]",
    cache: Cache,
) -> str:
    """The findings that take a look at all files, as they are kept. Of entries `at_hand` nothing has to be decoded."""
    facts = digest_of_all(entry.rest for entry in entries)
    findings = cache.known_together(facts)
    if findings is None:
        from personactl.lint.run import found_together

        chosen = selection()
        pairs = zip(files, entries, strict=True)
        checked = [
            at_hand.get(entry) or checked_of(entry, path) or _checked(path, root, chosen) for path, entry in pairs
        ]
        with recording_reads() as reads:
            findings = kept_findings(found_together(checked, root, chosen))
        cache.keep_together(facts, reads, findings)
    return findings


def _results(
    files: Sequence[Path], root: Path, selection: "Selection", processes: int, run: FileMap
) -> Iterator[Fresh]:
    import personactl.lint.run  # noqa: F401 - loaded here, so that processes that are forked have it already

    work = _sent if is_worth_processes(len(files)) else _result
    return run(partial(work, root=root, selection=selection), files, processes)


def _sent(path: Path, *, root: Path, selection: "Selection") -> Fresh:
    """The result as text alone: for another process, or as one of very many."""
    return msgspec.structs.replace(_result(path, root=root, selection=selection), checked=None)


def _result(path: Path, *, root: Path, selection: "Selection") -> Fresh:
    with recording_reads() as reads:
        checked = _checked(path, root, selection)
        return Fresh(path, reads, kept(checked), checked)


def _checked(path: Path, root: Path, selection: "Selection") -> "Checked":
    from personactl.document.file_reader import read_document
    from personactl.lint.run import lint_document

    return lint_document(read_document(path), root, selection)
