"""The values of a change on a line or two: short ones quoted whole, long ones told by what changed in them."""

from difflib import SequenceMatcher
from itertools import takewhile
from typing import assert_never

from rich.text import Text

from personactl.json_value import JsonValue
from personactl.report.columns import shortened
from personactl.report.printable import one_line, printable
from personactl.sync.plan import FieldChange, Why
from personactl.sync.three_way import ABSENT, Absent, AsBase, Known, Remote, Unverifiable

_LONGEST = 60
_CONTEXT = 12
_UNREADABLE = "(not readable)"


def shown_change(change: FieldChange, *, new: bool) -> list[Text]:
    """One line for a change with one side, two for a conflict. `new`: the persona does not exist yet."""
    match change.why:
        case Why.mine if new:
            return [Text(_value(change.file))]
        case Why.mine:
            return [_moved(change.remote, change.sent, _reason(change))]
        case Why.theirs:
            return [_moved(_known(change.file), _value_of(change.remote), "theirs")]
        case Why.conflict:
            return _both(change)
        case Why.left:
            held = _remote(change.remote)
            return [Text.assemble(held, _why("left as it is: no longer in the file, and it can't be cleared"))]
        case _:
            assert_never(change.why)


def _reason(change: FieldChange) -> str:
    reason = "mine" if change.file is not ABSENT else "mine: no longer in the file"
    return f"{reason}, unverifiable" if isinstance(change.remote, Unverifiable) else reason


def _moved(old: Remote, new: JsonValue | Absent, why: str) -> Text:
    if isinstance(old, Known) and isinstance(old.value, str) and isinstance(new, str):
        if _has_lines(old.value, new):
            return Text.assemble(_line_counts(old.value, new), _why(why))
        before, after = _from_the_difference_on(old.value, new)
        return Text.assemble((before, "red"), " → ", (after, "green"), _why(why))
    return Text.assemble((_remote(old), "red"), " → ", (_value(new), "green"), _why(why))


def _both(change: FieldChange) -> list[Text]:
    file, remote = _value(change.file), _remote(change.remote)
    lines = [
        Text.assemble(("file:     ", "dim"), (file, "green"), _why("conflict")),
        Text.assemble(("platform: ", "dim"), (remote, "red")),
    ]
    theirs = _value_of(change.remote)
    if isinstance(change.file, str) and isinstance(theirs, str) and _has_lines(change.file, theirs):
        lines.append(Text.assemble(("between:  ", "dim"), _line_counts(theirs, change.file)))
    return lines


def _why(reason: str) -> tuple[str, str]:
    return f"  ({reason})", "dim"


def _known(file: JsonValue | Absent) -> Remote:
    return Known(None) if file is ABSENT else Known(file)


def _value_of(remote: Remote) -> JsonValue | Absent:
    return remote.value if isinstance(remote, Known) else ABSENT


def _remote(remote: Remote) -> str:
    match remote:
        case Known(value):
            return _value(value)
        case Unverifiable():
            return _UNREADABLE
        case AsBase():
            return "(as last pushed)"
        case _:
            assert_never(remote)


def _value(value: JsonValue | Absent) -> str:
    """A value on one line. Text stands without quotes unless it could be taken for something else."""
    match value:
        case None:
            return "(not set)"
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case list():
            return shortened(f"[{', '.join(map(_value, value))}]", _LONGEST)
        case dict():
            return shortened(
                f"{{{', '.join(f'{one_line(key)}: {_value(inner)}' for key, inner in value.items())}}}", _LONGEST
            )
        case int() | float():
            return repr(value)
        case _:
            return "(not in the file)"


def _text(text: str) -> str:
    lines = text.splitlines()
    if len(lines) > 1:
        return f"{len(lines)} lines, {len(text):,} characters"
    ambiguous = text.strip() != text or not text or (text.startswith("(") and text.endswith(")"))
    if not ambiguous:
        return shortened(one_line(text), _LONGEST)
    quoted = shortened(printable(text).replace("\n", "\\n"), _LONGEST)
    return f'"{quoted}"'


def _from_the_difference_on(old: str, new: str) -> tuple[str, str]:
    """Two single lines; of a long beginning that they share only the end is shown."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    if max(len(old), len(new)) <= _LONGEST or same <= 2 * _CONTEXT:
        return _text(old), _text(new)
    cut = same - _CONTEXT
    return f"…{_text(old[cut:])}", f"…{_text(new[cut:])}"


def _has_lines(old: str, new: str) -> bool:
    return any(len(text.splitlines()) > 1 for text in (old, new))


def _line_counts(old: str, new: str) -> Text:
    """How many lines came and went."""
    before, after = old.splitlines(), new.splitlines()
    added = removed = 0
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            removed += end - start
            added += new_end - new_start
    if not added and not removed:
        return Text("only line ends or the last newline differ")
    counts = f" line{'s' if (added, removed) not in {(1, 0), (0, 1)} else ''} ({len(before)} → {len(after)})"
    return Text.assemble((f"+{added}", "green"), " ", (f"−{removed}", "red"), counts)
