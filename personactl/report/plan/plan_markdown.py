"""A plan as Markdown, for a job's summary or a comment on a pull request: counts, a table, and the fields to unfold.

Words that changed are drawn with `<del>` and `<ins>` inside `<pre>`, where GitHub obeys nothing else. It drops a
summary of more than a megabyte whole, so a plan that would get there is cut, and says so.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from personactl.persona.resource import Address
from personactl.report.plan.plan_counts import plan_summary
from personactl.report.plan.plan_json import action_name
from personactl.report.plan.plan_names import names_in, told, with_names
from personactl.report.plan.plan_values import comparison, reason, shown_remote, shown_wanted, value_of
from personactl.report.plan.resource_names import called
from personactl.report.text.list_diff import Members
from personactl.report.text.markdown import code, escaped
from personactl.report.text.word_diff import Line, Piece, State
from personactl.report.text.word_diff_text import shown_pieces
from personactl.sync.plan.plan import Conflict, Create, FieldChange, Item, NameTaken, Plan, Unchanged, Why
from personactl.sync.plan.wording import PlanWording

_SIGNS: Final = {
    "create": "➕",
    "update": "✏️",
    "adopt": "🤝",
    "replace": "♻️",
    "delete": "🗑️",
    "unchanged": "✅",
    "drift": "⬅️",
    "conflict": "⛔",
    "name-taken": "⛔",
    "missing": "⛔",
}
_TAGS: Final[dict[State, tuple[str, str]]] = {
    "same": ("", ""),
    "gone": ("<del>", "</del>"),
    "come": ("<ins>", "</ins>"),
}
_STATES: Final[dict[str, State]] = {"-": "gone", "+": "come"}
_MOST_BYTES: Final = 900_000


def plan_markdown(plan: Plan, about: str = "", *, most_bytes: int = _MOST_BYTES) -> str:
    """Always a heading, `about` in front of its counts; a table and details where something differs."""
    sign = "✅" if plan.in_sync else "⛔" if plan.refusing else "📝"
    heading = f"### {sign} {f'{escaped(about)}: ' if about else ''}{plan_summary(plan)}\n"
    items = [item for item in plan.items if item.changes or item.notes or not isinstance(item.action, Unchanged)]
    if not items:
        return heading
    room = most_bytes - len(heading.encode())
    rows, left_out = _within(map(_row, items), room // 2)
    names = names_in(plan)
    blocks = (_details(item, names, plan.wording) for item in items)
    details, undetailed = _within(filter(None, blocks), room // 2)
    ending = f"\n… and {left_out} more; the other formats show all of them.\n" if left_out else ""
    if undetailed:
        ending += f"\n… without the fields of {undetailed} more; the other formats show all of them.\n"
    table = f"\n| | resource | file | what differs |\n|---|---|---|---|\n{''.join(rows)}"
    return f"{heading}{table}{''.join(details)}{ending}"


def _within(blocks: Iterable[str], room: int) -> tuple[list[str], int]:
    """As many of the first blocks as have room, in bytes, and how many are left out."""
    found = list(blocks)
    kept: list[str] = []
    for block in found:
        room -= len(block.encode())
        if room < 0:
            break
        kept.append(block)
    return kept, len(found) - len(kept)


def _row(item: Item) -> str:
    name = action_name(item.action)
    fields = ", ".join(code(change.path) for change in item.changes) if not isinstance(item.action, Create) else ""
    if isinstance(item.action, NameTaken):
        fields = f"taken by {', '.join(map(code, item.action.candidates))}"
    if isinstance(item.action, Conflict) and item.action.circle:
        fields = (
            f"names would pass on in a circle with {', '.join(code(called(other)) for other in item.action.circle)}"
        )
    path = code(item.path) if item.path else ""
    return f"| {_SIGNS[name]} {name} | {code(called(item.address))} | {path} | {fields} |\n"


def _details(item: Item, names: Mapping[str, Address], wording: PlanWording) -> str:
    """Nothing where the table says it all."""
    if not (item.changes or item.notes or item.trusted):
        return ""
    summary = f"{_SIGNS[action_name(item.action)]} {escape(called(item.address)).replace('@', '&#64;')}"
    lines = [f"\n<details><summary>{summary}</summary>\n"]
    changes = [with_names(change, names) for change in item.changes]
    if changes:
        lines.append("\n| field | before | after | who moved |\n|---|---|---|---|\n")
        lines += (_field(change, wording.on(item.address, change.path)) for change in changes)
    lines += (block for change in changes if (block := _between(change)))
    lines += (f"\n*note*: {escaped(told(note, names))}\n" for note in item.notes)
    if item.trusted:
        fields = ", ".join(code(path, in_table=False) for path in item.trusted)
        lines.append(f"\nNot shown by {escaped(wording.remote)}, taken as last pushed: {fields}\n")
    return "".join([*lines, "\n</details>\n"])


def _field(change: FieldChange, wording: PlanWording) -> str:
    before, after = _sides(change, wording)
    return f"| {code(change.path)} | {code(before)} | {code(after)} | {escaped(reason(change, wording))} |\n"


def _sides(change: FieldChange, wording: PlanWording) -> tuple[str, str]:
    before = shown_remote(change.remote)
    match change.why:
        case Why.ours:
            return before, shown_wanted(change.sent, wording)
        case Why.theirs:
            return shown_wanted(change.file, wording), before
        case Why.conflict:
            return f"{wording.remote_label}: {before}", f"{wording.desired_label}: {shown_wanted(change.file, wording)}"
        case Why.left:
            return before, "(left as it is)"


def _between(change: FieldChange) -> str:
    """What changed from one list or long value to the other, below the table."""
    remote = value_of(change.remote)
    found = comparison(change.file, remote) if change.why is Why.theirs else comparison(remote, change.file)
    if isinstance(found, Members):
        shown = "".join(f"{_tagged(Piece(_STATES[sign], f'{sign} {item}'))}\n" for sign, item in found.lines)
    else:
        shown = "     ⋯\n".join(map(_place, found.places)) if found is not None else ""
    if found is None or not shown:
        return ""
    return f"\n{code(change.path, in_table=False)}: {found.summary}\n\n<pre>\n{shown}</pre>\n"


def _place(lines: Iterable[Line]) -> str:
    return "".join(f"{line.number or '':>4} │ {''.join(map(_tagged, shown_pieces(line)))}\n" for line in lines)


def _tagged(piece: Piece) -> str:
    opening, closing = _TAGS[piece.state]
    return f"{opening}{escape(piece.text)}{closing}"
