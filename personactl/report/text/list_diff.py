"""Lists as what came into them and what left: one line for each item, `+ tool open_calendar`, `- an id`.

What an item of a list says elsewhere is not repeated, and only its place may have changed.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from personactl.json_value import JsonValue
from personactl.report.text.word_diff_text import hanging


@dataclass(frozen=True, slots=True)
class Members:
    """Items as they are shown, in the order of the list that they are in."""

    came: tuple[str, ...]
    went: tuple[str, ...]

    @property
    def summary(self) -> str:
        if not (self.came or self.went):
            return "the same items in another order"
        return f"+{len(self.came)} −{len(self.went)} item{'' if len(self.came) + len(self.went) == 1 else 's'}"

    @property
    def lines(self) -> Iterator[tuple[str, str]]:
        """The sign and the item; what went stands first, as everywhere."""
        yield from (("-", item) for item in self.went)
        yield from (("+", item) for item in self.came)


def members(old: Sequence[JsonValue], new: Sequence[JsonValue], shown: Callable[[JsonValue], str]) -> Members:
    """Between two lists that differ. Items are told apart by what they are, however alike they are shown."""
    before, after = [*map(_identity, old)], [*map(_identity, new)]
    came, went = Counter(after) - Counter(before), Counter(before) - Counter(after)
    return Members(
        tuple(shown(item) for item in _taken(new, after, came)),
        tuple(shown(item) for item in _taken(old, before, went)),
    )


def members_text(found: Members, indent: int, width: int | None) -> Iterator[Text]:
    """One line an item, folded to `width` cells, if there is one."""
    styles = {"+": "green", "-": "red"}
    for sign, item in found.lines:
        first = Text.assemble(" " * indent, (f"{sign} ", styles[sign]))
        yield from hanging(first, Text(item, style=styles[sign]), Text(" " * (indent + 2)), width)


def _identity(item: JsonValue) -> str:
    return json.dumps(item, sort_keys=True)


def _taken(items: Sequence[JsonValue], identities: Sequence[str], wanted: "Counter[str]") -> Iterator[JsonValue]:
    left = wanted.copy()
    for item, identity in zip(items, identities, strict=True):
        if left[identity] > 0:
            left[identity] -= 1
            yield item
