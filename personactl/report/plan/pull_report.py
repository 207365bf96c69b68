"""A pull: one block per resource for people (sign, file, changed fields), JSON for programs.

~ julia  personas/julia.yaml  updated
    description    Front desk → Reception  (theirs)
    systemPrompt   +1 −1 words  (theirs)
      14 │ You are [-Julia-]{+Juliane+}, the receptionist
  local changes, not pushed yet: initialMessage

The signs: + new file, ~ changed file, > file with unpushed changes, ! refused, - deleted on the platform,
= nothing to do.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from rich.text import Text

from personactl.json_value import JsonObject, JsonValue
from personactl.report.error_json import error_json, error_lines
from personactl.report.plan.plan_json import change_json
from personactl.report.plan.plan_values import difference_lines, shown_change
from personactl.report.plan.resource_names import PlanNames, name_list, resource_name, with_names
from personactl.report.text.printable import one_line
from personactl.report.text.styled import hanging_indent
from personactl.sync.plan.field_change import FieldChange, Why
from personactl.sync.plan.wording import PUSH
from personactl.sync.pull.pull_result import Pull, PulledItem, PullStatus, TakenField
from personactl.sync.values.three_way import ABSENT, Known

_SIGNS: Final[Mapping[PullStatus, tuple[str, str]]] = {
    PullStatus.created: ("+", "bold green"),
    PullStatus.updated: ("~", "bold yellow"),
    PullStatus.learned: ("=", "dim"),
    PullStatus.unchanged: ("=", "dim"),
    PullStatus.kept: (">", "bold blue"),
    PullStatus.merged: ("~", "bold yellow"),
    PullStatus.marked: ("!", "bold red"),
    PullStatus.conflict: ("!", "bold red"),
    PullStatus.gone: ("-", "bold red"),
    PullStatus.failed: ("✗", "bold red"),
}
_HEADLINES: Final[Mapping[PullStatus, str]] = {
    PullStatus.created: "new file",
    PullStatus.updated: "updated",
    PullStatus.kept: "the file has changes that are not pushed; left unchanged",
    PullStatus.merged: "merged: the changes of both sides",
    PullStatus.marked: "merged, with conflict markers",
    PullStatus.conflict: "conflict: changed in the file and on the platform",
    PullStatus.gone: "missing: deleted on the platform; the file was kept",
    PullStatus.failed: "failed",
}
_COUNTED: Final[Mapping[PullStatus, str]] = {
    PullStatus.created: "new",
    PullStatus.updated: "updated",
    PullStatus.kept: "to update",
    PullStatus.merged: "merged",
    PullStatus.marked: "with conflict markers",
    PullStatus.conflict: "conflict",
    PullStatus.gone: "missing",
    PullStatus.failed: "failed",
    PullStatus.learned: "in sync",
    PullStatus.unchanged: "in sync",
}
_INDENT: Final = 6


def pull_text(pull: Pull, width: int | None = None) -> list[Text]:
    """Return a block per resource, folded to `width` cells unless None; resources without changes share one line."""
    lines: list[Text] = []
    brief = False
    for item in pull.items:
        if not _is_quiet(item):
            lines += [Text()] if lines and not (_is_brief(item) and brief) else []
            brief = _is_brief(item)
            lines.extend(_block(item, PlanNames(pull.names, pull.entry_names), width))
    quiet = [item.address for item in pull.items if _is_quiet(item)]
    if quiet:
        lines += [Text()] if lines else []
        lines.append(Text(f"= {name_list(quiet)}", style="dim"))
    unseen = dict.fromkeys(field for item in pull.items for field in item.unseen)
    if unseen:
        lines += [Text()] if lines else []
        label = "the platform does not return these fields; add them to the new files if they were set"
        lines.extend(_aside(label, ", ".join(unseen), width))
    return lines


def pull_summary(pull: Pull) -> str:
    """Return one sentence such as `2 new, 1 updated, 3 in sync`."""
    counts = Counter(_COUNTED[item.status] for item in pull.items)
    named = (f"{counts[name]} {name}" for name in dict.fromkeys(_COUNTED.values()) if counts[name])
    return ", ".join(named) or "nothing to pull"


def as_change(taken: TakenField) -> FieldChange:
    """Return a change that was written to a file, in the form that a diff shows."""
    value = None if taken.after is ABSENT else taken.after
    return FieldChange(taken.path, Why.theirs, taken.before, Known(value), ABSENT)


def _is_quiet(item: PulledItem) -> bool:
    return item.status in {PullStatus.unchanged, PullStatus.learned} and not item.notes


def _is_brief(item: PulledItem) -> bool:
    """Return whether the block is one line; no empty line separates such blocks."""
    return item.status is PullStatus.created and not item.notes


def _block(item: PulledItem, names: PlanNames, width: int | None) -> Iterator[Text]:
    sign, style = _SIGNS[item.status]
    name = Text.assemble((sign, style), " ", (resource_name(item.address), "bold"), "  ")
    rest = Text.assemble((f"{one_line(item.path)}  ", "dim"), _HEADLINES.get(item.status, "in sync"))
    yield from hanging_indent(name, rest, Text("    "), width)
    if item.status is not PullStatus.created:
        changes = (*map(as_change, item.taken), *item.conflicts)
        yield from _fields([with_names(change, names) for change in changes], width)
    if item.kept:
        yield from _aside("local changes, not pushed yet", ", ".join(item.kept), width)
    if item.error is not None:
        for label, text in zip(("why", "where", "next"), error_lines(item.error), strict=True):
            yield from _aside(label, text, width)
    for note in item.notes:
        yield from _aside("note", note, width)


def _fields(changes: list[FieldChange], width: int | None) -> Iterator[Text]:
    widest = max((len(change.path) for change in changes), default=0)
    for change in changes:
        shown = shown_change(change, PUSH, new=False)
        beside = Text(" " * (4 + widest + 2))
        first = Text.assemble("    ", one_line(change.path).ljust(widest), "  ")
        for line in shown.lines:
            yield from hanging_indent(first, line, beside, width)
            first = beside
        yield from difference_lines(shown.difference, _INDENT, width)


def _aside(label: str, text: str, width: int | None) -> Iterator[Text]:
    return hanging_indent(Text("  "), Text.assemble((f"{label}: ", "dim italic"), one_line(text)), Text("    "), width)


def pull_json(pull: Pull, *, written: bool) -> JsonObject:
    """Return `written` (false for a dry run), `counts` by outcome, and `items` by kind and key.

    `taken` are changes in the form that a diff has: `file` is the value before, `remote` the value now. Secrets are
    masked.
    """
    statuses = [item.status for item in pull.items]
    counts: JsonObject = {status.value: statuses.count(status) for status in PullStatus}
    items: list[JsonValue] = [_item_json(item) for item in pull.items]
    return {"written": written, "counts": counts, "items": items}


def _item_json(item: PulledItem) -> JsonObject:
    return {
        "kind": item.address.kind,
        "key": item.address.key,
        "path": item.path,
        "name": item.name,
        "outcome": item.status.value,
        "taken": [change_json(as_change(taken)) for taken in item.taken],
        "conflicts": [change_json(change) for change in item.conflicts],
        "kept": list(item.kept),
        "unverifiable": list(item.unseen),
        "notes": list(item.notes),
        "markers": list(item.markers),
        "error": None if item.error is None else error_json(item.error),
    }
