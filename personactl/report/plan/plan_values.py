"""The values of a change: short ones quoted whole on a line, lists told by their items, and long ones by the words that
changed in them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias, assert_never

from rich.text import Text

from personactl.json_value import JsonValue
from personactl.lint.text.secret_search import masked
from personactl.persona.resource import parse_reference
from personactl.report.plan.resource_names import called
from personactl.report.text.columns import shortened
from personactl.report.text.list_diff import Members, members, members_text
from personactl.report.text.printable import one_line, printable
from personactl.report.text.styled import Part, line
from personactl.report.text.word_diff_text import Comparison, compared, comparison_text
from personactl.sync.plan.plan import FieldChange, Why
from personactl.sync.plan.wording import PlanWording
from personactl.sync.values.three_way import ABSENT, Absent, AsBase, Known, Remote, Unverifiable

_LONGEST = 60
_SHA256: Final = re.compile("[0-9a-f]{64}")
_DIGITS: Final = 12

Between: TypeAlias = Comparison | Members


@dataclass(frozen=True, slots=True)
class Shown:
    """`lines` stand beside the field's name: one for a change with one side, up to three for a conflict. Where two
    lists or two long values meet, `between` is what changed from one to the other."""

    lines: tuple[Text, ...]
    between: Between | None = None


def shown_change(change: FieldChange, wording: PlanWording, *, new: bool) -> Shown:
    """`new`: the resource does not exist yet."""
    match change.why:
        case Why.ours if new:
            return _new(change.file, wording)
        case Why.ours:
            return _moved(change.remote, change.sent, reason(change, wording), wording)
        case Why.theirs:
            return _moved(_known(change.file), value_of(change.remote), reason(change, wording), wording)
        case Why.conflict:
            return _both(change, wording)
        case Why.left:
            return Shown((line(shown_remote(change.remote), _why(reason(change, wording))),))
        case _:
            assert_never(change.why)


def reason(change: FieldChange, wording: PlanWording) -> str:
    """Who moved, in a few words."""
    match change.why:
        case Why.ours:
            mine = wording.changed_ours if change.file is not ABSENT else f"{wording.changed_ours}: {wording.removed}"
            return f"{mine}, unverifiable" if isinstance(change.remote, Unverifiable) else mine
        case Why.left:
            return f"left as it is: {wording.removed}, and it can't be cleared"
        case Why.theirs:
            return wording.changed_theirs
        case Why.conflict:
            return "conflict"
        case _:
            assert_never(change.why)


def comparison(old: JsonValue | Absent, new: JsonValue | Absent) -> Between | None:
    """The items that came and went, between lists; the words that changed, between other values that are too long to
    stand side by side."""
    if (old is None or isinstance(old, list)) and isinstance(new, list) and (old or _is_wide(new)):
        return members(old or (), new, _plain)
    if isinstance(old, str) and isinstance(new, str):
        digests = _SHA256.fullmatch(old) and _SHA256.fullmatch(new)
        return compared(old, new) if not digests and (_is_long(old) or _is_long(new)) else None
    if not isinstance(old, list | dict) or not isinstance(new, list | dict):
        return None
    return compared(_laid_out(old), _laid_out(new)) if _is_wide(old) or _is_wide(new) else None


def between_text(between: Between | None, indent: int, width: int | None) -> Iterator[Text]:
    """The lines below a field: nothing where its values stand beside its name. Folded to `width` cells."""
    match between:
        case None:
            return
        case Comparison():
            yield from comparison_text(between, indent, width)
        case Members():
            yield from members_text(between, indent, width)
        case _:
            assert_never(between)


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


def shown_wanted(value: JsonValue | Absent, wording: PlanWording) -> str:
    return f"({one_line(wording.absent)})" if value is ABSENT else shown_value(value)


def shown_value(value: JsonValue) -> str:
    """A value on one line, secrets masked. Text stands without quotes unless it could be taken for something else."""
    shown = _plain(value)
    return shortened(shown, _LONGEST) if isinstance(value, list | dict) else shown


def _new(value: JsonValue | Absent, wording: PlanWording) -> Shown:
    if isinstance(value, list) and _is_wide(value):
        return Shown((Text(f"{len(value)} item{'s' if len(value) != 1 else ''}"),), comparison([], value))
    return Shown((Text(shown_wanted(value, wording)),))


def _moved(old: Remote, new: JsonValue | Absent, why: str, wording: PlanWording) -> Shown:
    between = comparison(value_of(old), new)
    if between is not None:
        return Shown((line(between.summary, _why(why)),), between)
    sides = (shown_remote(old), "red"), " → ", (shown_wanted(new, wording), "green")
    return Shown((line(*sides, _why(why)),))


def _both(change: FieldChange, wording: PlanWording) -> Shown:
    between = comparison(value_of(change.remote), change.file)
    sides: list[tuple[str, Part, Part]] = [
        (wording.desired_label, (shown_wanted(change.file, wording), "green"), _why(reason(change, wording))),
        (wording.remote_label, (shown_remote(change.remote), "red"), ""),
    ]
    if between is not None:
        sides.append(("between", between.summary, _why(f"from {wording.remote} to {wording.desired}")))
    widest = max(len(label) for label, _, _ in sides)
    return Shown(
        tuple(line((f"{label}: {' ' * (widest - len(label))}", "dim"), told, why) for label, told, why in sides),
        between,
    )


def _why(text: str) -> tuple[str, str]:
    return f"  ({text})", "dim"


def _known(file: JsonValue | Absent) -> Remote:
    return Known(None) if file is ABSENT else Known(file)


def _plain(value: JsonValue) -> str:
    match value:
        case None:
            return "(not set)"
        case bool():
            return "true" if value else "false"
        case str() if (address := parse_reference(value)) is not None:
            return called(address)
        case str() if _SHA256.fullmatch(value):
            return f"sha256 {value[:_DIGITS]}…"
        case str():
            return _text(value)
        case list():
            return f"[{', '.join(map(_plain, value))}]"
        case dict():
            return masked(f"{{{', '.join(f'{one_line(key)}: {_plain(inner)}' for key, inner in value.items())}}}")
        case _:
            return repr(value)


def _laid_out(value: JsonValue) -> str:
    return json.dumps(_readable(value), indent=2, ensure_ascii=False)


def _readable(value: JsonValue) -> JsonValue:
    """The same with the names of what references stand for."""
    match value:
        case str():
            address = parse_reference(value)
            return value if address is None else called(address)
        case list():
            return [_readable(item) for item in value]
        case dict():
            return {key: _readable(inner) for key, inner in value.items()}
        case _:
            return value


def _text(text: str) -> str:
    """Of several lines nothing is said that could be a secret."""
    lines = text.splitlines()
    return _one_line_text(text) if len(lines) < 2 else f"{len(lines)} lines, {len(text):,} characters"


@lru_cache(maxsize=256)
def _one_line_text(text: str) -> str:
    """Thousands of personas share a few avatars, voices and options."""
    shown = masked(text)
    ambiguous = shown.strip() != shown or not shown or (shown.startswith("(") and shown.endswith(")"))
    if not ambiguous:
        return shortened(one_line(shown), _LONGEST)
    quoted = shortened(printable(shown).replace("\n", "\\n"), _LONGEST)
    return f'"{quoted}"'


def _is_wide(value: JsonValue) -> bool:
    return len(_plain(value)) > _LONGEST


def _is_long(text: str) -> bool:
    return len(text) > _LONGEST or len(text.splitlines()) > 1
