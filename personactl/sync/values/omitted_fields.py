"""The fields that the platform holds and that neither the file nor the last push has: which are somebody's change?

A platform may fill in such fields on its own, so a push remembers what they held when it ended, as `LockEntry.others`.
Another value is drift: somebody has set the field since then. A value that a platform returns for a field that nobody
has set never counts.
"""

from collections.abc import Collection, Mapping

from personactl.json_value import JsonValue
from personactl.sync.values.field_paths import field_of, fingerprint, is_unset
from personactl.sync.values.observed import Observed
from personactl.sync.values.shapes import Shape


def omitted_leaves(remote: Observed, known: Collection[str], shape: Shape) -> dict[str, JsonValue]:
    """Field path -> value, for the leaves that hold something and are not `known`, and that a file could set."""
    return {
        path: value
        for path, value in remote.values.items()
        if path not in known
        and field_of(path) in shape.order
        and field_of(path) not in shape.silent
        and not is_default(path, value, shape)
    }


def is_default(path: str, value: JsonValue, shape: Shape) -> bool:
    """Whether the platform returns `value` for a field that nobody has set. A switch is false then."""
    switch = value is False and path in shape.order
    return value is None or switch or is_unset(path, value, shape)


def drifted_leaves(
    held: Mapping[str, JsonValue], others: Mapping[str, str] | None, *, trusted: bool, moved: bool, shape: Shape
) -> tuple[str, ...]:
    """The paths of `held`, the omitted leaves of a resource, that somebody has set since the last push.

    others: what the lock remembers of such leaves, as path -> fingerprint; None if it remembers nothing. Values that
        the platform may have filled in do not count then.
    trusted: whether all values count as known if the lock remembers nothing.
    moved: whether the resource has changed since the last push. A push does not see the fields of `shape.list_only`, so
        only this shows a change of them.
    """
    if others is None:
        doubtful = (path for path in held if path not in shape.derived and held[path] != shape.defaults.get(path))
        return () if trusted or not moved else tuple(doubtful)
    seen = (path for path in held if moved or field_of(path) not in shape.list_only)
    return tuple(path for path in seen if others.get(path) != fingerprint(path, held[path]))


def omitted_fingerprints(
    remote: Observed, record: Collection[str], drift: Collection[str], shape: Shape
) -> dict[str, str]:
    """Field path -> fingerprint, for the leaves of `remote` that are neither in `record` nor `drift`."""
    held = omitted_leaves(remote, {*record, *drift}, shape)
    return {path: fingerprint(path, held[path]) for path in sorted(held)}
