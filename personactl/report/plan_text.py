"""A plan for people: one block per persona, a sign, its fields old → new, and who moved.

~ julia  personas/julia.yaml  update
    description    Front desk → Reception
    systemPrompt   +2 −1 lines (24 → 25)
    voiceGenerationOptions
      speed        0.95 → 1
  note: a new voiceId resets voiceGenerationOptions: sent together in one request

The signs: + create, ~ update or adopt, < only the platform moved, ! refused, = nothing to do.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from rich.cells import cell_len
from rich.text import Text

from personactl.report.plan_values import shown_change
from personactl.report.printable import one_line
from personactl.sync.plan import (
    Action,
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    FieldChange,
    Item,
    Missing,
    NameTaken,
    Plan,
    Replace,
    Unchanged,
    Update,
    Why,
)

_MOST_NAMED = 8
_WHY_STYLE = {Why.mine: "", Why.theirs: "blue", Why.conflict: "bold red", Why.left: "dim"}


def plan_text(plan: Plan) -> list[Text]:
    """Blocks in the plan's order, an empty line between two; what has nothing to say shares one last line."""
    lines: list[Text] = []
    for item in plan.items:
        if _is_quiet(item):
            continue
        if lines:
            lines.append(Text())
        lines.extend(_block(item))
    quiet = [item for item in plan.items if _is_quiet(item)]
    if quiet:
        lines += [Text()] if lines else []
        lines.extend(_quiet_lines(quiet))
    return lines


def plan_summary(plan: Plan) -> str:
    """One sentence: `2 to create, 1 in conflict, 3 in sync`."""
    counts: dict[str, int] = {}
    for item in plan.items:
        counts[_counted_as(item.action)] = counts.get(_counted_as(item.action), 0) + 1
    order = (
        "to create",
        "to update",
        "to adopt",
        "to replace",
        "to delete",
        "ahead on the platform",
        "in conflict",
        "refused",
        "in sync",
    )
    return ", ".join(f"{counts[name]} {name}" for name in order if name in counts) or "no personas"


def sign(action: Action) -> Text:
    """The one character that says what happens to a persona, in its colour."""
    match action:
        case Create():
            return Text("+", style="bold green")
        case Update() | Adopt() | Replace():
            return Text("~", style="bold yellow")
        case Delete():
            return Text("-", style="bold red")
        case Drift():
            return Text("<", style="bold blue")
        case Conflict() | NameTaken() | Missing():
            return Text("!", style="bold red")
        case Unchanged():
            return Text("=", style="dim")
        case _:
            assert_never(action)


def _is_quiet(item: Item) -> bool:
    return isinstance(item.action, Unchanged) and not (item.changes or item.notes)


def _quiet_lines(items: Sequence[Item]) -> Iterator[Text]:
    more = f" and {len(items) - _MOST_NAMED} more" if len(items) > _MOST_NAMED else ""
    yield Text(f"= {one_line(', '.join(item.key for item in items[:_MOST_NAMED]))}{more}", style="dim")
    trusted = list(dict.fromkeys(path for item in items for path in item.trusted))
    if trusted:
        yield _trusted(trusted)


def _block(item: Item) -> Iterator[Text]:
    head = Text.assemble(sign(item.action), " ", (one_line(item.key), "bold"), "  ", (one_line(item.path), "dim"))
    yield Text.assemble(head, "  ", _headline(item.action))
    yield from _fields(item)
    if item.trusted:
        yield _trusted(item.trusted)
    for note in item.notes:
        yield _aside("note", note)


def _headline(action: Action) -> str:
    match action:
        case Create() | Update() | Replace():
            return type(action).__name__.lower()
        case Adopt(remote_id) | Delete(remote_id):
            return f"{type(action).__name__.lower()} {one_line(remote_id)}"
        case Drift():
            return "changed on the platform, left alone"
        case Conflict():
            return "conflict: changed in the file and on the platform"
        case NameTaken(candidates):
            return f"the name is taken, not pushed from here: {', '.join(map(one_line, candidates))}"
        case Missing(remote_id):
            return f"deleted on the platform (it was {one_line(remote_id)})"
        case Unchanged():
            return "in sync"
        case _:
            assert_never(action)


def _fields(item: Item) -> Iterator[Text]:
    """Leaves of one option object stand together below its name."""
    labels = [_label(change) for change in item.changes]
    width = max(map(cell_len, labels), default=0)
    above = ""
    for change, label in zip(item.changes, labels, strict=True):
        parent, _, leaf = change.path.partition(".")
        if leaf and parent != above:
            yield Text(f"    {one_line(parent)}")
        above = parent
        padded = label + " " * (width - cell_len(label))
        for line in shown_change(change, new=isinstance(item.action, Create)):
            yield Text.assemble("    ", (padded, _WHY_STYLE[change.why]), "  ", line)
            padded = " " * width


def _label(change: FieldChange) -> str:
    parent, _, leaf = change.path.partition(".")
    return one_line(parent) if not leaf else f"  {one_line(leaf)}"


def _trusted(paths: Sequence[str]) -> Text:
    return _aside("the platform does not show these, taken as last pushed", ", ".join(paths))


def _aside(label: str, text: str) -> Text:
    return Text.assemble("  ", (f"{label}: ", "dim italic"), one_line(text))


def _counted_as(action: Action) -> str:
    match action:
        case Create():
            return "to create"
        case Update():
            return "to update"
        case Adopt():
            return "to adopt"
        case Replace():
            return "to replace"
        case Delete():
            return "to delete"
        case Drift():
            return "ahead on the platform"
        case Conflict():
            return "in conflict"
        case NameTaken() | Missing():
            return "refused"
        case Unchanged():
            return "in sync"
        case _:
            assert_never(action)
