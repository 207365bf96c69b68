"""The values of a change: short ones in full on one line, lists by their items, long ones by their changed words."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, TypeAlias, assert_never

import msgspec
from rich.text import Text

from personactl.json_value import JsonValue
from personactl.lint.text.secret_search import masked
from personactl.persona.project_resource import parse_reference
from personactl.report.plan.resource_names import resource_name
from personactl.report.text.columns import shortened
from personactl.report.text.list_diff import ListDiff, list_diff, list_diff_lines
from personactl.report.text.printable import one_line, printable
from personactl.report.text.quantities import counted
from personactl.report.text.styled import Part, line
from personactl.report.text.word_diff_text import WordDiff, word_diff, word_diff_lines
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.plan.wording import PlanWording
from personactl.sync.values.three_way import ABSENT, Absent, AsBase, Known, Remote, Unverifiable

_MAX_CELLS = 60
_SHA256: Final = re.compile("[0-9a-f]{64}")
_DIGEST_LENGTH: Final = 12

Difference: TypeAlias = WordDiff | ListDiff


class ShownChange(msgspec.Struct, frozen=True):
    """A change as it is displayed.

    lines: the lines beside the field's name: one line, or up to three for a conflict.
    difference: what differs between two lists or two long values, shown below the field.
    """

    lines: tuple[Text, ...]
    difference: Difference | None = None


def shown_change(change: FieldChange, wording: PlanWording, *, new: bool) -> ShownChange:
    """Return the lines of a change; `new` means that the resource does not exist yet."""
    match change.why:
        case Why.ours if new:
            return _new(change.file, wording)
        case Why.ours | Why.overruled | Why.merged:
            return _moved(change.remote, change.sent, reason(change, wording), wording)
        case Why.theirs:
            return _theirs(change, wording)
        case Why.conflict:
            return _both(change, wording)
        case Why.left:
            return ShownChange((line(shown_remote(change.remote), _why(reason(change, wording))),))
        case _:
            assert_never(change.why)


def reason(change: FieldChange, wording: PlanWording) -> str:
    """Return which side changed, in a few words."""
    match change.why:
        case Why.ours:
            mine = wording.changed_ours if change.file is not ABSENT else f"{wording.changed_ours}: {wording.removed}"
            return f"{mine}, unverifiable" if isinstance(change.remote, Unverifiable) else mine
        case Why.left:
            return f"left unchanged: {wording.removed}, and it cannot be cleared"
        case Why.theirs:
            return wording.changed_theirs
        case Why.overruled:
            return f"{wording.changed_theirs}, overwritten"
        case Why.merged:
            return "merged"
        case Why.conflict:
            return "conflict"
        case _:
            assert_never(change.why)


def difference(old: JsonValue | Absent, new: JsonValue | Absent) -> Difference | None:
    """Return the items that differ between lists, or the words that differ between long values.

    None means that the values are short enough to be shown side by side.
    """
    if (old is None or isinstance(old, list)) and isinstance(new, list) and (old or _is_wide(new)):
        return list_diff(old or (), new, _unshortened)
    if isinstance(old, str) and isinstance(new, str):
        digests = _SHA256.fullmatch(old) and _SHA256.fullmatch(new)
        return word_diff(old, new) if not digests and (_is_long(old) or _is_long(new)) else None
    if not isinstance(old, list | dict) or not isinstance(new, list | dict):
        return None
    return word_diff(_indented_json(old), _indented_json(new)) if _is_wide(old) or _is_wide(new) else None


def difference_lines(difference: Difference | None, indent: int, width: int | None) -> Iterator[Text]:
    """Yield the lines below a field, folded to `width` cells unless None; none if its values are beside its name."""
    match difference:
        case None:
            return
        case WordDiff():
            yield from word_diff_lines(difference, indent, width)
        case ListDiff():
            yield from list_diff_lines(difference, indent, width)
        case _:
            assert_never(difference)


def value_of(remote: Remote) -> JsonValue | Absent:
    return remote.value if isinstance(remote, Known) else ABSENT


def shown_remote(remote: Remote) -> str:
    match remote:
        case Known(value):
            return shown_value(value)
        case Unverifiable():
            return "(not readable)"
        case AsBase():
            return "(as last pushed)"
        case _:
            assert_never(remote)


def shown_desired(value: JsonValue | Absent, wording: PlanWording) -> str:
    return f"({one_line(wording.absent)})" if value is ABSENT else shown_value(value)


def shown_value(value: JsonValue) -> str:
    """Return a value on one line with its secrets masked. Text is quoted only where it would be ambiguous."""
    shown = _unshortened(value)
    return shortened(shown, _MAX_CELLS) if isinstance(value, list | dict) else shown


def _new(value: JsonValue | Absent, wording: PlanWording) -> ShownChange:
    if isinstance(value, list) and _is_wide(value):
        return ShownChange((Text(counted(len(value), "item")),), difference([], value))
    return ShownChange((Text(shown_desired(value, wording)),))


def _moved(old: Remote, new: JsonValue | Absent, why: str, wording: PlanWording) -> ShownChange:
    differs = difference(value_of(old), new)
    if differs is not None:
        return ShownChange((line(differs.summary, _why(why)),), differs)
    sides = (shown_remote(old), "red"), " → ", (shown_desired(new, wording), "green")
    return ShownChange((line(*sides, _why(why)),))


def _theirs(change: FieldChange, wording: PlanWording) -> ShownChange:
    old, new, why = change.file, value_of(change.remote), _why(reason(change, wording))
    differs = difference(None if old is ABSENT else old, new)
    if differs is not None:
        return ShownChange((line(differs.summary, why),), differs)
    sides = (shown_desired(old, wording), "red"), " → ", (shown_desired(new, wording), "green")
    return ShownChange((line(*sides, why),))


def _both(change: FieldChange, wording: PlanWording) -> ShownChange:
    differs = difference(value_of(change.remote), change.file)
    sides: list[tuple[str, Part, Part]] = [
        (wording.desired_label, (shown_desired(change.file, wording), "green"), _why(reason(change, wording))),
        (wording.remote_label, (shown_remote(change.remote), "red"), ""),
    ]
    if differs is not None:
        sides.append(("diff", differs.summary, _why(f"from {wording.remote} to {wording.desired}")))
    widest = max(len(label) for label, _, _ in sides)
    return ShownChange(
        tuple(line((f"{label}: {' ' * (widest - len(label))}", "dim"), value, why) for label, value, why in sides),
        differs,
    )


def _why(text: str) -> tuple[str, str]:
    return f"  ({text})", "dim"


def _unshortened(value: JsonValue) -> str:
    match value:
        case None:
            return "(not set)"
        case bool():
            return "true" if value else "false"
        case str() if (address := parse_reference(value)) is not None:
            return resource_name(address)
        case str() if _SHA256.fullmatch(value):
            return f"sha256 {value[:_DIGEST_LENGTH]}…"
        case str():
            return _text(value)
        case list():
            return f"[{', '.join(map(_unshortened, value))}]"
        case dict():
            return masked(f"{{{', '.join(f'{one_line(key)}: {_unshortened(inner)}' for key, inner in value.items())}}}")
        case _:
            return repr(value)


def _indented_json(value: JsonValue) -> str:
    return json.dumps(_with_resource_names(value), indent=2, ensure_ascii=False)


def _with_resource_names(value: JsonValue) -> JsonValue:
    """Return the value with names in place of references."""
    match value:
        case str():
            address = parse_reference(value)
            return value if address is None else resource_name(address)
        case list():
            return [_with_resource_names(item) for item in value]
        case dict():
            return {key: _with_resource_names(inner) for key, inner in value.items()}
        case _:
            return value


def _text(text: str) -> str:
    """Return a text on one line. Of several lines only the size is shown, because they could hold a secret."""
    lines = text.splitlines()
    return _one_line_text(text) if len(lines) < 2 else f"{len(lines)} lines, {len(text):,} characters"


@lru_cache(maxsize=256)
def _one_line_text(text: str) -> str:
    """Return a masked text; cached, because thousands of personas share a few avatars, voices and options."""
    shown = masked(text)
    ambiguous = shown.strip() != shown or not shown or (shown.startswith("(") and shown.endswith(")"))
    if not ambiguous:
        return shortened(one_line(shown), _MAX_CELLS)
    quoted = shortened(printable(shown).replace("\n", "\\n"), _MAX_CELLS)
    return f'"{quoted}"'


def _is_wide(value: JsonValue) -> bool:
    return len(_unshortened(value)) > _MAX_CELLS


def _is_long(text: str) -> bool:
    return len(text) > _MAX_CELLS or len(text.splitlines()) > 1
