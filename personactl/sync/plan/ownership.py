"""Whether a resource on the platform is the one that the lock says was pushed from here. Pure.

The lock comes with the repository, so an id in it proves nothing: somebody can put the id of another resource there.
The fingerprints beside the id do, as far as only somebody who knows a resource can write them. A write therefore goes
only to a resource that still holds a part of what was pushed, and an older version is deleted only if it holds all that
the lock says of it. Everything else belongs to somebody else, as a resource of the same name does.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from personactl.persona.project_resource import Kind
from personactl.state.lock import Leftover
from personactl.sync.plan.plan import Item, NotOurs
from personactl.sync.values.field_paths import fingerprint, fingerprints, is_unset
from personactl.sync.values.observed import Observed
from personactl.sync.values.old_version import OldVersion
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import Known

NOT_OURS: Final = "personactl.lock says that it was pushed from here, but it holds nothing of what was pushed"
LEFT_OVER: Final = (
    "personactl.lock calls {id} ({name}) an older version of it, but it does not hold what was pushed, so it stays"
)

_MARKS: Final[Mapping[Kind, Collection[str]]] = {
    "llm": ("displayName", "description", "modelName", "urls"),
    "knowledge": ("name", "description"),
    "document": ("filename", "fileSize"),
    "tool": ("name", "description", "config.url", "config.parameters"),
    "persona": ("name", "description", "systemPrompt", "initialMessage"),
}
"""The leaves that tell one resource from another: not those that many have alike, such as an avatar."""
_CORE: Final[Mapping[Kind, str]] = {
    "llm": "modelName",
    "document": "fileSize",
    "tool": "description",
    "persona": "systemPrompt",
}
"""The mark that only somebody who knows a resource knows. If it is not what was pushed, somebody has changed it since,
or the author of the lock only knows an id and a name: most of the rest has to be known then."""
_LASTING: Final = ("knowledgeFolderId", "fileSize")
"""What nobody can change: a document with another group or size is another document."""


class Ownership(Struct, frozen=True):
    """What is known of the owner of the resources of one kind.

    kind: the kind.
    trusted: the ids that this machine knows from its own history.
    """

    kind: Kind
    trusted: Collection[str] = ()

    def is_ours(self, held: Observed, pushed: Sequence[Mapping[str, str]], name: str) -> bool:
        """Return whether `held` is what was pushed, possibly with changes of others.

        pushed: leaf path -> fingerprint, of everything that may have been pushed.
        name: the name that the resource is to have; empty if it is to be deleted. A resource with another name must
            hold at least as much of what was pushed as of what was not.
        """
        if held.id in self.trusted:
            return True
        marks = dict(self._marks(held))
        known = _known(marks, pushed)
        everything = dict(self._leaves(held))
        if any(not _known({path: everything[path]}, pushed) for path in _LASTING if path in everything):
            return False
        core = _CORE.get(self.kind, "")
        if core in marks and _known({core: marks[core]}, pushed):
            return held.name == name or 2 * known >= len(marks)
        return (bool(known) or core not in marks) and 2 * _known(everything, pushed) >= max(1, len(everything))

    def is_all_ours(self, held: Observed, pushed: Mapping[str, str]) -> bool:
        """Return whether `held` has nothing but what was pushed: so is what an interrupted run created."""
        marks = dict(self._marks(held))
        return bool(marks) and all(pushed.get(path) == print for path, print in marks.items())

    def marks(self, held: Observed) -> int:
        """Return how many of the leaves that tell resources apart are set."""
        return len(dict(self._marks(held)))

    def _marks(self, held: Observed) -> Iterator[tuple[str, str]]:
        return ((path, print) for path, print in self._leaves(held) if path in _MARKS[self.kind])

    def _leaves(self, held: Observed) -> Iterator[tuple[str, str]]:
        """The leaves that somebody has set, with their fingerprints."""
        shape = SHAPES[self.kind]
        for path, value in held.values.items():
            if not is_unset(path, value, shape) and shape.defaults.get(path) != value:
                yield path, fingerprint(path, value)


def _known(held: Mapping[str, str], pushed: Sequence[Mapping[str, str]]) -> int:
    return sum(any(each.get(path) == print for each in pushed) for path, print in held.items())


def still_holds(held: Observed, fields: Mapping[str, str]) -> bool:
    """Return whether `held` has the values with the fingerprints `fields`, as far as a read returns them."""
    return all(
        not isinstance(side := held.side(path, print), Known) or fingerprint(path, side.value) == print
        for path, print in fields.items()
    )


def old_version(held: Observed) -> OldVersion:
    """Return the version that `held` is, to be deleted as it is now or not at all."""
    return OldVersion(held.id, held.name, fingerprints(held.values))


def old_versions(
    kind: Kind, leftovers: Sequence[Leftover], read: Mapping[str, Observed | None]
) -> tuple[tuple[OldVersion, ...], tuple[str, ...]]:
    """Return the older versions of a resource that can be deleted, and a note about each that is left alone.

    leftovers: those that the lock lists.
    read: what the platform holds, by id; an id that is missing there no longer exists.
    """
    versions, notes = [], []
    for one in leftovers:
        held = read.get(one.remote_id)
        if held is None:
            versions.append(OldVersion(one.remote_id))
        elif Ownership(kind).is_all_ours(held, one.fields) and still_holds(held, one.fields):
            versions.append(old_version(held))
        else:
            notes.append(LEFT_OVER.format(id=held.id, name=repr(held.name)))
    return tuple(versions), tuple(notes)


def as_not_ours(item: Item, held: Observed) -> Item:
    """Return the item that refuses to write to `held`."""
    return replace(item, action=NotOurs(held.id), notes=(*item.notes, NOT_OURS), leftovers=(), remote_name=held.name)
