"""Fields of which the long texts are read when somebody asks for them, and known by a fingerprint until then.

Most of a large project is unchanged most of the time: comparing it takes the fingerprints, and no prompt at all.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from personactl.errors import UsageError
from personactl.fingerprint import value_fingerprint
from personactl.json_value import JsonMapping, JsonValue

LONG: Final = 200
"""Characters of a text; a shorter one is not worth a fingerprint."""


class LazyFields(Mapping[str, JsonValue]):
    """`known` are the fields that are there, `prints` the fingerprints of those that `read` would give; in `order`.

    `place` is where the texts come from, for a complaint.
    """

    __slots__ = ("_read", "_texts", "known", "order", "place", "prints")

    def __init__(
        self,
        order: tuple[str, ...],
        known: JsonMapping,
        prints: Mapping[str, str],
        read: Callable[[], JsonMapping],
        place: str,
    ) -> None:
        self.place = place
        self.order = order
        self.known = known
        self.prints = prints
        self._read = read
        self._texts: JsonMapping | None = None

    def __getitem__(self, name: str) -> JsonValue:
        """Raises `UsageError` for a text that is another one by now, and what reading its file raises."""
        if name not in self.prints:
            return self.known[name]
        if self._texts is None:
            found = self._read()
            self._texts = {late: found.get(late) for late in self.prints}
        value = self._texts[name]
        if value_fingerprint(value) != self.prints[name]:
            hint = "run it again, when nobody is writing into the project's files"
            raise UsageError(f"{name} has changed while personactl was running", where=self.place, hint=hint)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.order)

    def __len__(self) -> int:
        return len(self.order)

    def over(self, order: tuple[str, ...], known: JsonMapping) -> "LazyFields":
        """The same late texts among other fields."""
        return LazyFields(order, known, self.prints, self._found, self.place)

    def _found(self) -> JsonMapping:
        return {name: self[name] for name in self.prints}


def known_fields(fields: JsonMapping) -> JsonMapping:
    """Those that can be looked at without reading anything."""
    return fields.known if isinstance(fields, LazyFields) else fields


def late_prints(fields: JsonMapping) -> Mapping[str, str]:
    return fields.prints if isinstance(fields, LazyFields) else {}
