"""A plan for people: one block per resource, a sign, its fields old → new, and who moved.

~ julia  personas/julia.yaml  update
    description    Front desk → Reception
    systemPrompt   +1 −1 words  (mine)
      14 │ You are [-Julia-]{+Juliane+}, the receptionist
    voiceGenerationOptions
      speed        0.95 → 1
  note: a new voiceId resets voiceGenerationOptions: sent together in one request

The signs: + create, ~ update or adopt, < only the platform moved, ! refused, - delete, = nothing to do.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from rich.cells import cell_len
from rich.text import Text

from personactl.persona.resource import Address
from personactl.report.plan.plan_names import names_in, told, with_names
from personactl.report.plan.plan_values import between_text, shown_change
from personactl.report.plan.resource_names import called, listed
from personactl.report.text.printable import one_line
from personactl.report.text.styled import joined, line
from personactl.report.text.word_diff_text import hanging
from personactl.sync.plan.plan import (
    Action,
    Adopt,
    Conflict,
    Create,
    Delete,
    Drift,
    Item,
    Missing,
    NameTaken,
    Plan,
    Replace,
    Unchanged,
    Update,
    Why,
)
from personactl.sync.plan.wording import PlanWording

_INDENT = 6
_WHY_STYLE = {Why.mine: "", Why.theirs: "blue", Why.conflict: "bold red", Why.left: "dim"}


def plan_text(plan: Plan, width: int | None = None) -> list[Text]:
    """Blocks in the plan's order, an empty line between two; what has nothing to say shares one last line. Folded to
    `width` cells; None leaves lines as long as they are."""
    lines: list[Text] = []
    names = names_in(plan)
    for item in plan.items:
        if _is_quiet(item):
            continue
        if lines:
            lines.append(Text())
        lines.extend(_block(item, names, plan.parties, width))
    quiet = [item for item in plan.items if _is_quiet(item)]
    if quiet:
        lines += [Text()] if lines else []
        lines.extend(_quiet_lines(quiet, plan.parties, width))
    return lines


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


def _quiet_lines(items: Sequence[Item], parties: PlanWording, width: int | None) -> Iterator[Text]:
    names = Text(listed([item.address for item in items]), style="dim")
    yield from hanging(Text("= ", style="dim"), names, Text("  "), width)
    trusted = list(dict.fromkeys(path for item in items for path in item.trusted))
    if trusted:
        yield from _trusted(trusted, parties, width)


def _block(item: Item, names: Mapping[str, Address], parties: PlanWording, width: int | None) -> Iterator[Text]:
    name = joined(joined(Text(), sign(item.action)), line(" ", (called(item.address), "bold"), "  "))
    rest = line((f"{one_line(item.path)}  ", "dim") if item.path else "", _headline(item, parties))
    yield from hanging(name, rest, Text("    "), width)
    yield from _fields(item, names, parties, width)
    if item.trusted:
        yield from _trusted(item.trusted, parties, width)
    for note in item.notes:
        yield from _aside("note", told(note, names), width)


def _headline(item: Item, parties: PlanWording) -> str:
    match item.action:
        case Create() | Update() | Replace() as action:
            return type(action).__name__.lower()
        case Adopt(remote_id) | Delete(remote_id) as action:
            return f"{type(action).__name__.lower()} {one_line(remote_id)}"
        case Drift() if not item.changes:
            return "left alone"
        case Drift():
            return f"changed on {parties.there}, left alone"
        case Conflict() as conflict:
            return _why_refused(item, conflict, parties)
        case NameTaken(candidates):
            return f"the name is taken, not pushed from here: {', '.join(map(one_line, candidates))}"
        case Missing(remote_id):
            return f"deleted on {parties.there} (it was {one_line(remote_id)})"
        case Unchanged():
            return "in sync"
        case _:
            assert_never(item.action)


def _why_refused(item: Item, conflict: Conflict, parties: PlanWording) -> str:
    if conflict.circle:
        return f"its name would pass on in a circle with {' and '.join(map(called, conflict.circle))}"
    if not item.path:
        return f"conflict: its file is gone, and it was changed on {parties.there}"
    return f"conflict: {parties.both}"


def _fields(item: Item, names: Mapping[str, Address], parties: PlanWording, width: int | None) -> Iterator[Text]:
    """Leaves of one option object stand together below its name."""
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
            with_names(change, names), parties.on(item.address, change.path), new=isinstance(item.action, Create)
        )
        lead = line("    ", (label + " " * (widest - cell_len(label)), _WHY_STYLE[change.why]), "  ")
        for content in shown.lines:
            yield from hanging(lead, content, beside, width)
            lead = beside
        yield from between_text(shown.between, _INDENT, width)


def _label(path: str) -> str:
    parent, _, leaf = path.partition(".")
    return one_line(parent) if not leaf else f"  {one_line(leaf)}"


def _trusted(paths: Sequence[str], parties: PlanWording, width: int | None) -> Iterator[Text]:
    return _aside(f"{parties.there} does not show these, taken as last pushed", ", ".join(paths), width)


def _aside(label: str, text: str, width: int | None) -> Iterator[Text]:
    return hanging(Text("  "), line((f"{label}: ", "dim italic"), one_line(text)), Text("    "), width)
