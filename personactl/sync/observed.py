"""A stored persona as a read showed it, leaf by leaf: which fields it returned, and what they held.

The platform reads differently from how it writes (facts, A1): nested where a write takes an id, and silent about
fields that it does store. Silence is kept as silence here; only a field that was returned empty counts as unset.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from personactl.json_value import JsonValue
from personactl.persona.remote import RemotePersona, RemoteSummary, returned_fields, written_fields
from personactl.sync.leaves import leaves, top
from personactl.sync.three_way import Known, Remote, Unverifiable

_OPAQUE = frozenset({"widgetConfig"})


@dataclass(frozen=True, slots=True)
class Observed:
    """`values` are the leaves that hold something, by path; `returned` are the write fields that the read answers
    for, empty or not. `updated_at` is the platform's own text."""

    id: str
    name: str
    updated_at: str
    values: Mapping[str, JsonValue]
    returned: frozenset[str]

    def side(self, path: str) -> Remote:
        """The remote's side of one leaf.

        A leaf that is not in an object that was returned is unset, but for `widgetConfig`: the contract leaves open
        what a read of that shows.
        """
        if path in self.values:
            return Known(self.values[path])
        field = top(path)
        if field not in self.returned or field in _OPAQUE:
            return Unverifiable()
        return Known(None)

    def leaves_of(self, field: str) -> Mapping[str, JsonValue]:
        """What the read showed of one field, by leaf path."""
        return {path: value for path, value in self.values.items() if top(path) == field}


def observe(remote: RemotePersona, summary: RemoteSummary | None = None) -> Observed:
    """What a read of one persona shows, and its row of the list, which alone tells the language.

    The row only counts while it is as old as the read: in between somebody may have changed the persona.
    """
    values = leaves(written_fields(remote))
    returned = returned_fields(remote)
    if summary is not None and summary.updated_at == remote.updated_at and "languageCode" not in returned:
        language = summary.language_code
        if language is not None:
            returned |= {"languageCode"}
            values |= {} if language == "inherit" else {"languageCode": language}
    return Observed(remote.id, remote.name or "", remote.updated_at or "", values, returned)
