"""Checks many files: unchanged results come from the cache, and the other files are divided among the processor cores.

Results arrive one by one and are small, so memory grows with the number of findings and not with the size of the
files. Findings always pass through the text form of the cache, so that a report is the same with and without it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from personactl.files.read_log import digest_of_all, recording_reads
from personactl.lint.cache.codec import EncodedResult, decode_findings, decode_result, encode_findings, encode_result
from personactl.lint.cache.lint_cache import LintCache, NewResult
from personactl.lint.lint_report import Report
from personactl.parallel import FileMap, is_worth_processes, map_files

if TYPE_CHECKING:
    from personactl.lint.rule_selection import Selection
    from personactl.lint.run import FileResult

_RESULTS_PER_WRITE: Final = 500


def check_files(
    files: Sequence[Path],
    root: Path,
    selection: "Callable[[], Selection]",
    cache: LintCache,
    processes: int = 1,
    run: FileMap = map_files,
) -> Report:
    """Check the files of one project; the report is the same as that of `lint_files`.

    files: the files to check.
    root: the folder of the project.
    selection: returns the selected rules; it is called only if a result is not in the cache.
    cache: the results of earlier runs.
    processes: the maximum number of worker processes.
    run: the function that checks the files which are not in the cache.
    """
    known = [entry if entry is not None and _is_valid(entry) else None for entry in cache.known(files)]
    missing = [path for path, entry in zip(files, known, strict=True) if entry is None]
    fresh = _stored(_results(missing, root, selection(), processes, run), cache) if missing else []
    following = iter(fresh)
    entries = [next(following)[0] if entry is None else entry for entry in known]
    decoded = {entry: result for entry, result in fresh if result is not None}
    findings = [finding for entry in entries if entry.findings for finding in decode_findings(entry.findings) or ()]
    project = decode_findings(_project_findings(files, entries, decoded, root, selection, cache))
    return Report.of(files, [*findings, *(project or ())])


def _stored(results: Iterable[NewResult], cache: LintCache) -> "list[tuple[EncodedResult, FileResult | None]]":
    """Return the results in order, after storing them in the cache."""
    found: list[tuple[EncodedResult, FileResult | None]] = []
    pending: list[NewResult] = []
    for result in results:
        found.append((result.encoded, result.result))
        pending.append(result)
        if len(pending) == _RESULTS_PER_WRITE:
            cache.store(pending)
            pending = []
    cache.store(pending)
    return found


def _is_valid(entry: EncodedResult) -> bool:
    return not entry.findings or decode_findings(entry.findings) is not None


def _project_findings(
    files: Sequence[Path],
    entries: Sequence[EncodedResult],
    decoded: Mapping[EncodedResult, "FileResult"],
    root: Path,
    selection: "Callable[[], Selection]",
    cache: LintCache,
) -> str:
    """Return the encoded findings of the rules about the whole project; `decoded` are results that need no decoding."""
    facts = digest_of_all(entry.rest for entry in entries)
    findings = cache.known_project_findings(facts)
    if findings is None:
        from personactl.lint.run import project_rule_findings

        selected = selection()
        pairs = zip(files, entries, strict=True)
        results = [
            decoded.get(entry) or decode_result(entry, path) or _checked(path, root, selected) for path, entry in pairs
        ]
        with recording_reads() as reads:
            findings = encode_findings(project_rule_findings(results, root, selected))
        cache.store_project_findings(facts, reads, findings)
    return findings


def _results(
    files: Sequence[Path], root: Path, selection: "Selection", processes: int, run: FileMap
) -> Iterator[NewResult]:
    import personactl.lint.run  # noqa: F401 - imported here, so that forked processes have it already

    work = _encoded_result if is_worth_processes(len(files)) else _result
    return run(partial(work, root=root, selection=selection), files, processes)


def _encoded_result(path: Path, *, root: Path, selection: "Selection") -> NewResult:
    """Return the result as text only, for another process or to save memory."""
    return _result(path, root=root, selection=selection)._replace(result=None)


def _result(path: Path, *, root: Path, selection: "Selection") -> NewResult:
    with recording_reads() as reads:
        result = _checked(path, root, selection)
        return NewResult(path, reads, encode_result(result), result)


def _checked(path: Path, root: Path, selection: "Selection") -> "FileResult":
    from personactl.lint.run import lint_document
    from personactl.persona.read.referenced_files import read_in_repository

    return lint_document(read_in_repository(path, root), root, selection)
