"""The keys of a persona's own mapping: known or not, taken by the platform or not, and whether their values fit."""

from collections.abc import Iterator

from personactl.document.document import Problem
from personactl.document.node import Entry, MappingNode, Scalar
from personactl.persona.schema.field_checks import field_problems, unknown_key
from personactl.persona.schema.fields import BY_NAME, FIELDS, READ_ONLY, RETIRED

NOT_IN_PROFILES = frozenset({"extends", "profiles"})


def key_problems(node: MappingNode, prefix: str = "") -> Iterator[Problem]:
    """Problems of every entry, those in `profiles` included; `prefix` is the path to a profile, ending in a dot."""
    for entry in node.entries:
        yield from _entry_problems(entry, prefix)
        if entry.name == "profiles" and isinstance(entry.value, MappingNode) and not prefix:
            for profile in entry.value.entries:
                if isinstance(profile.value, MappingNode):
                    yield from key_problems(profile.value, f"profiles.{profile.name}.")


def _entry_problems(entry: Entry, prefix: str) -> Iterator[Problem]:
    name, span = entry.name, entry.key.span
    if prefix and name in NOT_IN_PROFILES:
        yield Problem("S101", f"a profile has no key {name!r}", "Write it at the top of the file.", span)
    elif name in BY_NAME and isinstance(entry.value, MappingNode):
        yield Problem("S102", f"{prefix}{name} is what the platform shows, not what it takes", _by_id(entry), span)
    elif name in FIELDS:
        yield from field_problems(prefix + name, entry.value, FIELDS[name])
    elif name in READ_ONLY:
        yield Problem("S102", f"{prefix}{name} is shown by the platform and cannot be set", READ_ONLY[name], span)
    elif name in RETIRED:
        yield Problem("S103", f"{prefix}{name} is not used in a persona file", RETIRED[name], span)
    else:
        yield unknown_key(entry, prefix.rstrip(".") or "a persona", FIELDS)


def _by_id(entry: Entry) -> str:
    """The id may stand inside, as in a persona copied from an answer of the platform."""
    inner = entry.value.get("id") if isinstance(entry.value, MappingNode) else None
    match inner:
        case Entry(value=Scalar(value=str(identifier))):
            return f"Write {BY_NAME[entry.name]}: {identifier}."
        case _:
            return f"Write {BY_NAME[entry.name]} with its id."
