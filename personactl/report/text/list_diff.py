"""The difference between two lists: one line per added or removed item, such as `+ tool open_calendar`."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec
from rich.text import Text

from personactl.json_value import JsonValue
from personactl.report.text.styled import hanging_indent


class ListDiff(msgspec.Struct, frozen=True):
    """The items that differ, as they are displayed.

    added: in the order of the new list.
    removed: in the order of the old list.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def summary(self) -> str:
        if not (self.added or self.removed):
            return "the same items in another order"
        return f"+{len(self.added)} −{len(self.removed)} item{'' if len(self.added) + len(self.removed) == 1 else 's'}"

    @property
    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the sign and the text of each item, removed items first."""
        yield from (("-", item) for item in self.removed)
        yield from (("+", item) for item in self.added)


def list_diff(old: Sequence[JsonValue], new: Sequence[JsonValue], shown: Callable[[JsonValue], str]) -> ListDiff:
    """Compare two lists that are not equal. Items are compared by value, and displayed as `shown` returns."""
    before, after = [*map(_identity, old)], [*map(_identity, new)]
    added, removed = Counter(after) - Counter(before), Counter(before) - Counter(after)
    return ListDiff(
        tuple(shown(item) for item in _select(new, after, added)),
        tuple(shown(item) for item in _select(old, before, removed)),
    )


def list_diff_lines(diff: ListDiff, indent: int, width: int | None) -> Iterator[Text]:
    """Yield one line per item, folded to `width` cells unless it is None."""
    styles = {"+": "green", "-": "red"}
    for sign, item in diff.lines:
        first = Text.assemble(" " * indent, (f"{sign} ", styles[sign]))
        yield from hanging_indent(first, Text(item, style=styles[sign]), Text(" " * (indent + 2)), width)


def _identity(item: JsonValue) -> str:
    return json.dumps(item, sort_keys=True)


def _select(items: Sequence[JsonValue], identities: Sequence[str], counts: "Counter[str]") -> Iterator[JsonValue]:
    left = counts.copy()
    for item, identity in zip(items, identities, strict=True):
        if left[identity] > 0:
            left[identity] -= 1
            yield item
