"""The check that makes a diff after a pull empty: a new text is read again before it is written.

A text that does not mean what was taken from the platform is never written.
"""

from pathlib import Path
from typing import Final

from personactl.command_hint import command_hint
from personactl.errors import UsageError
from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address
from personactl.sync.pull.field_values import NewValues
from personactl.sync.pull.merge import ResourceMerge
from personactl.sync.values.desired import Desired
from personactl.sync.values.field_paths import fingerprint
from personactl.sync.values.three_way import ABSENT

_EMPTY: Final[tuple[JsonValue, ...]] = (None, "", [], False)


def refuse_other_meaning(merge: ResourceMerge, after: Desired | None, path: Path, profile: str) -> None:
    """Raises `UsageError` if the new text of the file does not have the new values, or changes another field.

    A tool that a persona defines in place leaves the file when the persona no longer uses it, unless changes of the
    file would be lost.

    merge: the resource, and what its file is to take over.
    after: the resource as the new text means it; None if the text no longer defines it.
    path: the file.
    profile: the name of the target, for the hint.
    """
    decision, before = merge.decision, merge.before
    if after is None:
        if decision is not None and "name" in decision.new_values:
            raise _not_expressible(before.address, "name", path)
        if merge.has_own_changes:
            push = command_hint("push", "--on-conflict", "ours", profile=profile)
            raise UsageError(
                f"the platform's persona no longer uses the {before.address}, and the file has changes of it",
                where=str(path),
                hint=f"remove the tool from the file, or keep it: {push}",
            )
        return
    if decision is None:
        return
    refuse_missing_values(after, decision.new_values, path)
    for at in {*before.fingerprints, *after.fingerprints} - decision.new_values.keys():
        if before.fingerprints.get(at) != after.fingerprints.get(at):
            raise _not_expressible(before.address, at, path)


def refuse_missing_values(after: Desired, new_values: NewValues, path: Path) -> None:
    """Raises `UsageError` if `after`, the meaning of the new text of the file at `path`, lacks one of `new_values`."""
    for at, value in new_values.items():
        written = after.fingerprints.get(at)
        if value is not ABSENT and written != fingerprint(at, value):
            raise _not_expressible(after.address, at, path)
        if value is ABSENT and written is not None and written not in (fingerprint(at, empty) for empty in _EMPTY):
            raise _not_expressible(after.address, at, path)


def _not_expressible(address: Address, at: str, path: Path) -> UsageError:
    return UsageError(
        f"the file of the {address} cannot express what the platform holds in {at}",
        where=str(path),
        hint="write the value into the file by hand; nothing in the file was changed",
    )
