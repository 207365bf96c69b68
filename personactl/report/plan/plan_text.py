"""A plan for people: one block per resource with a sign, its fields old → new, and which side changed them.

~ julia  personas/julia.yaml  update
    description    Front desk → Reception
    systemPrompt   +1 −1 words  (ours)
      14 │ You are [-Julia-]{+Juliane+}, the receptionist
    voiceGenerationOptions
      speed        0.95 → 1
  note: a new voiceId resets voiceGenerationOptions: sent together in one request

The signs: + create, ~ update or adopt, < changed only on the platform, ! refused, - delete, = nothing to do. A table
shows only the counts per kind.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from rich.cells import cell_len
from rich.text import Text

from personactl.report.plan.masking import SECRETS_LABEL, split_secrets
from personactl.report.plan.plan_counts import PLURALS, counts_by_kind
from personactl.report.plan.plan_values import difference_lines, shown_change
from personactl.report.plan.resource_names import (
    PlanNames,
    name_list,
    names_in,
    note_with_names,
    other_name,
    resource_name,
    with_names,
)
from personactl.report.plan.secret_hosts_report import secret_lines
from personactl.report.text.printable import one_line
from personactl.report.text.styled import concatenated, hanging_indent, line
from personactl.sync.plan.field_change import Why
from personactl.sync.plan.item_state import State, state_of
from personactl.sync.plan.plan import (
    Action,
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    DriftRefused,
    Item,
    Missing,
    NameTaken,
    NotOurs,
    Plan,
    Replace,
    Unchanged,
    Update,
)
from personactl.sync.plan.wording import PlanWording

_INDENT = 6
_GAP = "  "
_WHY_STYLE = {
    Why.ours: "",
    Why.theirs: "blue",
    Why.overruled: "yellow",
    Why.merged: "yellow",
    Why.conflict: "bold red",
    Why.left: "dim",
}


def plan_text(plan: Plan, width: int | None = None) -> list[Text]:
    """Return a block per item in the order of the plan, separated by empty lines; folded to `width` cells unless None.

    Items without changes or notes share the last line.
    """
    lines: list[Text] = []
    names = names_in(plan)
    for item in plan.shown:
        if _is_quiet(item):
            continue
        if lines:
            lines.append(Text())
        lines.extend(_block(item, names, plan.wording, width))
    quiet = [item for item in plan.items if _is_quiet(item)]
    if quiet:
        lines += [Text()] if lines else []
        lines.extend(_quiet_lines(quiet, plan.wording, width))
    return lines


def plan_table(plan: Plan) -> list[Text]:
    """Return a header and one line per kind of resource; one sentence for an empty plan."""
    kinds = counts_by_kind(plan)
    if not kinds:
        return [Text("nothing to compare")]
    labels = list(next(iter(kinds.values())))
    first = max(len(PLURALS[kind]) for kind in kinds)
    header = _GAP.join([" " * first, *labels])
    rows = [
        _GAP.join([PLURALS[kind].ljust(first), *(str(found[label] or "-").rjust(len(label)) for label in labels)])
        for kind, found in kinds.items()
    ]
    return [Text(header, style="bold"), *map(Text, rows)]


def sign(action: Action) -> Text:
    """Return the character that shows what happens to a resource, in its colour."""
    match action:
        case Create():
            return Text("+", style="bold green")
        case Update() | Adopt() | Replace():
            return Text("~", style="bold yellow")
        case Delete():
            return Text("-", style="bold red")
        case Drift():
            return Text("<", style="bold blue")
        case Conflict() | NameTaken() | NotOurs() | Missing() | DriftRefused():
            return Text("!", style="bold red")
        case Unchanged():
            return Text("=", style="dim")
        case _:
            assert_never(action)


def _is_quiet(item: Item) -> bool:
    return isinstance(item.action, Unchanged) and not (item.changes or item.notes)


def _quiet_lines(items: Sequence[Item], wording: PlanWording, width: int | None) -> Iterator[Text]:
    names = Text(name_list([item.address for item in items]), style="dim")
    yield from hanging_indent(Text("= ", style="dim"), names, Text("  "), width)
    trusted = list(dict.fromkeys(path for item in items for path in item.trusted))
    if trusted:
        yield from _assumed_fields(trusted, wording, width)


def _block(item: Item, names: PlanNames, wording: PlanWording, width: int | None) -> Iterator[Text]:
    name = concatenated(concatenated(Text(), sign(item.action)), line(" ", (resource_name(item.address), "bold"), "  "))
    headline = f"{_headline(item, wording)}{_named(item, wording)}"
    rest = line((f"{one_line(item.path)}  ", "dim") if item.path else "", headline)
    yield from hanging_indent(name, rest, Text("    "), width)
    yield from _fields(item, names, wording, width)
    if item.trusted:
        yield from _assumed_fields(item.trusted, wording, width)
    for secret in secret_lines(item):
        yield from _labelled("secret", secret, width)
    for note in item.notes:
        yield from _labelled("note", note_with_names(note, names), width)


def _headline(item: Item, wording: PlanWording) -> str:
    match item.action:
        case Create() | Update() | Replace() as action:
            verb = type(action).__name__.lower() + _replaced(action)
            return f"{verb} ({State.diverged})" if state_of(item) is State.diverged else verb
        case Adopt(remote_id) | Delete(remote_id) as action:
            return f"{type(action).__name__.lower()} {one_line(remote_id)}"
        case Drift() if not item.changes:
            return f"{State.drift}: left alone"
        case Drift():
            return f"{State.drift}: changed on {wording.remote}, left alone"
        case DriftRefused():
            return f"{state_of(item)} refused: changed on {wording.remote} only"
        case Conflict() | NotOurs() as refused:
            return _why_refused(item, refused, wording)
        case NameTaken(candidates):
            return f"name taken by a resource that was not pushed from here: {', '.join(map(one_line, candidates))}"
        case Missing(remote_id):
            return f"{State.missing}: deleted on {wording.remote} (it was {one_line(remote_id)})"
        case Unchanged():
            return "in sync"
        case _:
            assert_never(item.action)


def _replaced(action: Create | Update | Replace) -> str:
    """Return the id of the resource that is deleted in the end."""
    return f" {one_line(action.remote_id)}" if isinstance(action, Replace) else ""


def _named(item: Item, wording: PlanWording) -> str:
    """Return the platform's name of the resource, if the plan has a different one."""
    return f" ({one_line(item.remote_name)!r} on {wording.remote})" if other_name(item) else ""


def _why_refused(item: Item, refused: Conflict | NotOurs, wording: PlanWording) -> str:
    if isinstance(refused, NotOurs):
        return f"{State.not_ours}: {one_line(refused.remote_id)} was not pushed from here"
    if refused.circle:
        return f"renaming forms a cycle with {' and '.join(map(resource_name, refused.circle))}"
    if not item.path:
        return f"conflict: its file was deleted, and it was changed on {wording.remote}"
    return f"conflict: {wording.conflict}"


def _fields(item: Item, names: PlanNames, wording: PlanWording, width: int | None) -> Iterator[Text]:
    """Yield the changed fields; those of one option object are grouped below its name."""
    labels = [_label(change.path) for change in item.changes]
    widest = max(map(cell_len, labels), default=0)
    beside = Text(" " * (4 + widest + 2))
    above = ""
    for change, label in zip(item.changes, labels, strict=True):
        parent, _, leaf = change.path.partition(".")
        if leaf and parent != above:
            yield Text(f"    {one_line(parent)}")
        above = parent
        shown = shown_change(
            with_names(change, names), wording.on(item.address, change.path), new=isinstance(item.action, Create)
        )
        lead = line("    ", (label + " " * (widest - cell_len(label)), _WHY_STYLE[change.why]), "  ")
        for content in shown.lines:
            yield from hanging_indent(lead, content, beside, width)
            lead = beside
        yield from difference_lines(shown.difference, _INDENT, width)


def _label(path: str) -> str:
    """Return the label of a field."""
    parent, _, leaf = path.partition(".")
    return one_line(parent) if not leaf else f"  {one_line(leaf)}"


def _assumed_fields(paths: Sequence[str], wording: PlanWording, width: int | None) -> Iterator[Text]:
    returned, secret = split_secrets(paths)
    if returned:
        label = f"not returned by {wording.remote}, assumed to be as last pushed"
        yield from _labelled(label, ", ".join(returned), width)
    if secret:
        yield from _labelled(SECRETS_LABEL, ", ".join(secret), width)


def _labelled(label: str, text: str, width: int | None) -> Iterator[Text]:
    return hanging_indent(Text("  "), line((f"{label}: ", "dim italic"), one_line(text)), Text("    "), width)
