"""A plan as Markdown, for a job summary or a comment on a pull request: counts, a table, and fields in folded sections.

Changed words are marked with `<del>` and `<ins>` inside `<pre>`, the only markup that GitHub renders there. GitHub
discards a summary of more than one megabyte, so a longer plan is cut, with a note.
"""

from collections.abc import Iterable
from html import escape
from typing import Final

from personactl.report.plan.masking import SECRETS_LABEL, split_secrets
from personactl.report.plan.plan_counts import plan_summary
from personactl.report.plan.plan_json import action_name
from personactl.report.plan.plan_values import difference, reason, shown_desired, shown_remote, value_of
from personactl.report.plan.resource_names import (
    PlanNames,
    names_in,
    note_with_names,
    other_name,
    resource_name,
    with_names,
)
from personactl.report.plan.secret_hosts_report import secret_lines
from personactl.report.text.list_diff import ListDiff
from personactl.report.text.markdown import code, escaped
from personactl.report.text.word_diff import Line, Piece, State
from personactl.report.text.word_diff_text import visible_pieces
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.plan.plan import Conflict, Create, Delete, Item, NameTaken, Plan, Replace, Unchanged
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
    "not-ours": "⛔",
    "missing": "⛔",
    "drift-refused": "⛔",
}
_TAGS: Final[dict[State, tuple[str, str]]] = {
    "same": ("", ""),
    "removed": ("<del>", "</del>"),
    "added": ("<ins>", "</ins>"),
}
_STATES: Final[dict[str, State]] = {"-": "removed", "+": "added"}
_MAX_BYTES: Final = 900_000


def plan_markdown(plan: Plan, about: str = "", *, max_bytes: int = _MAX_BYTES) -> str:
    """Return a heading, and a table with details if there is a difference.

    about: a text before the counts of the heading, such as the name of the target.
    max_bytes: the maximum size.
    """
    sign = "✅" if plan.in_sync else "⛔" if plan.refusing else "📝"
    heading = f"### {sign} {f'{escaped(about)}: ' if about else ''}{plan_summary(plan)}\n"
    items = [item for item in plan.shown if item.changes or item.notes or not isinstance(item.action, Unchanged)]
    if not items:
        return heading
    available = max_bytes - len(heading.encode())
    rows, left_out = _within(map(_row, items), available // 2)
    names = names_in(plan)
    blocks = (_details(item, names, plan.wording) for item in items)
    details, undetailed = _within(filter(None, blocks), available // 2)
    ending = f"\n… and {left_out} more; the other formats show all of them.\n" if left_out else ""
    if undetailed:
        ending += f"\n… without the fields of {undetailed} more; the other formats show them.\n"
    table = f"\n| | resource | file | differences |\n|---|---|---|---|\n{''.join(rows)}"
    return f"{heading}{table}{''.join(details)}{ending}"


def _within(blocks: Iterable[str], max_bytes: int) -> tuple[list[str], int]:
    """Return the first blocks that fit into `max_bytes`, and the number of blocks left out."""
    found = list(blocks)
    included: list[str] = []
    for block in found:
        max_bytes -= len(block.encode())
        if max_bytes < 0:
            break
        included.append(block)
    return included, len(found) - len(included)


def _row(item: Item) -> str:
    name = action_name(item.action)
    fields = ", ".join(code(change.path) for change in item.changes) if not isinstance(item.action, Create) else ""
    if isinstance(item.action, NameTaken):
        fields = f"taken by {', '.join(map(code, item.action.candidates))}"
    if isinstance(item.action, Conflict) and item.action.circle:
        fields = f"renaming forms a cycle with {', '.join(code(resource_name(other)) for other in item.action.circle)}"
    deleted = code(item.action.remote_id) if isinstance(item.action, Delete | Replace) else ""
    named = f"{code(item.remote_name)} on the platform" if other_name(item) else ""
    differences = ", ".join(filter(None, (deleted, named, fields)))
    path = code(item.path) if item.path else ""
    return f"| {_SIGNS[name]} {name} | {code(resource_name(item.address))} | {path} | {differences} |\n"


def _details(item: Item, names: PlanNames, wording: PlanWording) -> str:
    """Return a folded section, or nothing if the table already shows everything."""
    if not (item.changes or item.notes or item.trusted):
        return ""
    summary = f"{_SIGNS[action_name(item.action)]} {escape(resource_name(item.address)).replace('@', '&#64;')}"
    lines = [f"\n<details><summary>{summary}</summary>\n"]
    changes = [with_names(change, names) for change in item.changes]
    if changes:
        lines.append("\n| field | before | after | changed by |\n|---|---|---|---|\n")
        lines += (_field(change, wording.on(item.address, change.path)) for change in changes)
    lines += (block for change in changes if (block := _difference(change)))
    lines += (f"\n*secret*: {escaped(secret)}\n" for secret in secret_lines(item))
    lines += (f"\n*note*: {escaped(note_with_names(note, names))}\n" for note in item.notes)
    returned, secret = split_secrets(item.trusted)
    if returned:
        label = f"Not returned by {escaped(wording.remote)}, assumed to be as last pushed"
        lines.append(f"\n{label}: {', '.join(code(path, in_table=False) for path in returned)}\n")
    if secret:
        label = SECRETS_LABEL[0].upper() + SECRETS_LABEL[1:]
        lines.append(f"\n{label}: {', '.join(code(path, in_table=False) for path in secret)}\n")
    return "".join([*lines, "\n</details>\n"])


def _field(change: FieldChange, wording: PlanWording) -> str:
    before, after = _sides(change, wording)
    return f"| {code(change.path)} | {code(before)} | {code(after)} | {escaped(reason(change, wording))} |\n"


def _sides(change: FieldChange, wording: PlanWording) -> tuple[str, str]:
    before = shown_remote(change.remote)
    match change.why:
        case Why.ours | Why.overruled | Why.merged:
            return before, shown_desired(change.sent, wording)
        case Why.theirs:
            return shown_desired(change.file, wording), before
        case Why.conflict:
            return (
                f"{wording.remote_label}: {before}",
                f"{wording.desired_label}: {shown_desired(change.file, wording)}",
            )
        case Why.left:
            return before, "(left unchanged)"


def _difference(change: FieldChange) -> str:
    """Return the difference between two lists or long values, to be shown below the table."""
    remote = value_of(change.remote)
    desired = change.sent if change.why is Why.merged else change.file
    found = difference(change.file, remote) if change.why is Why.theirs else difference(remote, desired)
    if isinstance(found, ListDiff):
        shown = "".join(f"{_tagged(Piece(_STATES[sign], f'{sign} {item}'))}\n" for sign, item in found.lines)
    else:
        shown = "     ⋯\n".join(map(_hunk, found.hunks)) if found is not None else ""
    if found is None or not shown:
        return ""
    return f"\n{code(change.path, in_table=False)}: {found.summary}\n\n<pre>\n{shown}</pre>\n"


def _hunk(lines: Iterable[Line]) -> str:
    return "".join(f"{line.number or '':>4} │ {''.join(map(_tagged, visible_pieces(line)))}\n" for line in lines)


def _tagged(piece: Piece) -> str:
    opening, closing = _TAGS[piece.state]
    return f"{opening}{escape(piece.text)}{closing}"
