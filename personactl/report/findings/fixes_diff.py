"""The changes of fixes as a unified diff, also in JSON: control characters are shown as escapes, secrets are masked."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from personactl.document.parser import BYTE_ORDER_MARK, parse
from personactl.document.plain_text import is_plain_text
from personactl.document.sequence_match import sequence_matcher
from personactl.json_value import JsonObject, JsonValue
from personactl.lint.fixes import FileChange
from personactl.lint.lint_report import Report
from personactl.lint.text.secret_search import masked
from personactl.persona.schema.literal_headers import without_header_values
from personactl.report.findings.findings_json import findings_json
from personactl.report.text.printable import encodable, printable, visible


def fixes_diff(changes: Iterable[FileChange]) -> str:
    """Return the diffs of the files in the order given; every line end becomes a newline."""
    return "".join(line for change in changes for line in _lines(change))


def fixes_json(fixes: int, changes: Sequence[FileChange], report: Report) -> JsonObject:
    """Return what fixes would change, and the findings that would be left.

    fixes: the number of fixed findings.
    """
    changed: list[JsonValue] = [
        {"path": encodable(str(change.path)), "diff": encodable("".join(_lines(change)))} for change in changes
    ]
    left = findings_json(report)
    return {**left, "passed": report.passed and not changes, "fixCount": fixes, "changes": changed}


def _lines(change: FileChange) -> Iterator[str]:
    name = visible(str(change.path))
    before, after = (_masked(text, change.path).splitlines(keepends=True) for text in (change.before, change.after))
    for line in unified(before, after, f"a/{name}", f"b/{name}"):
        body = line.rstrip("\r\n")
        yield f"{printable(body)}\n"
        if body == line:
            yield "\\ No newline at end of file\n"


def unified(before: Sequence[str], after: Sequence[str], old_name: str, new_name: str) -> Iterator[str]:
    """Yield the lines of a unified diff, as `difflib.unified_diff` does."""
    for number, group in enumerate(sequence_matcher(before, after).get_grouped_opcodes(3)):
        if number == 0:
            yield f"--- {old_name}\n"
            yield f"+++ {new_name}\n"
        (_, first, _, new_first, _), (_, _, last, _, new_last) = group[0], group[-1]
        yield f"@@ -{_lines_from(first, last)} +{_lines_from(new_first, new_last)} @@\n"
        for kind, start, end, new_start, new_end in group:
            if kind == "equal":
                yield from (f" {line}" for line in before[start:end])
                continue
            yield from (f"-{line}" for line in before[start:end])
            yield from (f"+{line}" for line in after[new_start:new_end])


def _lines_from(start: int, end: int) -> str:
    number = end - start
    if number == 1:
        return str(start + 1)
    return f"{start + 1 if number else start},{number}"


def _masked(text: str, path: Path) -> str:
    """Mask secrets, but keep line ends in their place, also inside a private key."""
    body = text.removeprefix(BYTE_ORDER_MARK)
    hidden = body if is_plain_text(path) else without_header_values(parse(body, path)).text
    shown = masked(text.removesuffix(body) + hidden)
    return "".join(was if was in "\r\n" else now for was, now in zip(text, shown, strict=True))
