"""What a rolled-back resource points to, and a later run took away: found before anything is sent.

The platform would refuse its id. Once that later run is rolled back the resource exists again, and its new id is known.
"""

from collections.abc import Iterable, Iterator

from personactl.errors import ConflictError
from personactl.json_value import JsonValue
from personactl.persona.resource import Resource
from personactl.state.history import Run
from personactl.state.lock import LockBlock
from personactl.sync.rollback import Past


def refuse_lost_needs(wanted: Iterable[Resource], run: Run, past: Past, locked: LockBlock) -> None:
    """Raises `ConflictError` that names what is gone and the run that brings it back."""
    living = {entry.remote_id for entry in locked.resources.values()}
    for one in wanted:
        for lost in _texts(dict(one.fields)):
            address = past.gone.get(lost)
            if address is None or lost in living or past.taken_by[lost] == run.number:
                continue
            number = past.taken_by[lost]
            raise ConflictError(
                f"rollback refused, nothing was sent: {one.address} needs {address}, which run {number} took away",
                where=f"run {run.number}, {one.address}: {lost}",
                hint=f"'personactl rollback {number}' first, which brings it back",
            )


def _texts(value: JsonValue) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts(item)
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case _:
            pass
