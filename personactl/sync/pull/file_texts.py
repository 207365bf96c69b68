"""Files with what the platform holds: the text of each as it will be, read again before anybody writes it.

That second reading is what makes a diff after a pull empty: a text that does not mean what was taken is never written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from personactl.document.edit.emit import UnwritableError, to_yaml
from personactl.document.parser import BYTE_ORDER_MARK
from personactl.errors import PersonactlError, UsageError
from personactl.json_value import JsonObject, JsonValue
from personactl.persona.read.layered_file import LayeredFile, read_layered_file
from personactl.persona.resource import KINDS, Address
from personactl.persona.schema.field_shapes import Table
from personactl.persona.schema.fields import FIELDS
from personactl.persona.schema.file_kind import FileKind
from personactl.persona.schema.tool_fields import TOOL_TABLES
from personactl.state.lock import LockEntry
from personactl.sync.plan.build import shown
from personactl.sync.plan.options import Resolution
from personactl.sync.pull.documents import NO_DOCUMENTS, DocumentPulls, with_documents
from personactl.sync.pull.field_values import Takes, taken_into, taken_into_inline
from personactl.sync.pull.future_project import FutureProject
from personactl.sync.pull.layered_edits import in_order, relayered
from personactl.sync.pull.merge import Decision, decide, everything, unmoved
from personactl.sync.pull.new_keys import secret_variable
from personactl.sync.pull.prompt_files import Placed, in_new_file, placed
from personactl.sync.pull.pull_result import FilePull, Pulled, PullStatus, Taken
from personactl.sync.pull.remote_state import Sighting
from personactl.sync.values.desired import Desired
from personactl.sync.values.field_paths import fingerprint
from personactl.sync.values.observed import Observed
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import ABSENT

_SECRET: Final = ("its secret is not shown by the platform: say in the file where it is kept",)
_EMPTY: Final[tuple[JsonValue, ...]] = (None, "", [], False)


@dataclass(frozen=True, slots=True)
class _Look:
    """One resource of a file: what it says now, and what to do about it. No decision means that it is gone."""

    sighting: Sighting
    before: Desired
    decision: Decision | None


def existing_file(
    ground: FutureProject,
    path: Path,
    kind: FileKind,
    found: Mapping[Address, Sighting],
    on_conflict: Resolution | None,
    documents: DocumentPulls = NO_DOCUMENTS,
) -> FilePull:
    """The file at `path` with all that is `found` of it on the platform; tools that a persona defines are in its file.

    `documents` are those of the group, if it is one.
    """
    looks = {address: _look(ground, sighting, on_conflict) for address, sighting in found.items()}
    try:
        made = _made(ground, path, kind, looks, documents.named)
        after = ground.read(kind, path, made.texts) if made.texts else {}
        for address, look in looks.items():
            _refuse_other_meaning(look, after.get(address), path, written=bool(made.texts))
        left = {address for address in looks if made.texts and address not in after}
    except (UnwritableError, UsageError) as error:
        return FilePull(tuple(_item(ground, look, _failure(error, path)) for look in looks.values()))
    ground.keep(kind, made.texts)
    stay = {one: look for one, look in looks.items() if one not in left}
    entries = ((one, _entry(ground, look, after.get(one, look.before))) for one, look in stay.items())
    learned = {address: entry for address, entry in entries if entry is not None}
    items = tuple(
        _left(look) if address in left else _item(ground, look, learned=address in learned)
        for address, look in looks.items()
    )
    return documents.beside(FilePull(items, made.texts, _before(made.texts), entries=learned))


def new_file(
    ground: FutureProject, kind: FileKind, sighting: Sighting, documents: Callable[[Address], DocumentPulls]
) -> FilePull:
    """A file for what the project does not have; `ground` knows it from then on. `documents` are those of a group."""
    observed = sighting.observed
    assert observed is not None
    address = Address(kind, ground.fresh_key(kind, observed.name, sighting.remote_id))
    path = ground.folder(kind) / f"{address.key}.yaml"
    name = shown(path, ground.here.root)
    takes = everything(address, observed)
    ground.add(address, sighting.remote_id, path)
    try:
        beside = documents(address) if kind == "knowledge" else NO_DOCUMENTS
        made = _new_text(ground, path, address, takes, beside.named)
        after = ground.read(kind, path, made.texts)[address]
        _refuse_missing(after, takes, path)
    except (UnwritableError, UsageError) as error:
        ground.remove(address)
        failed = Pulled(address, name, observed.name, PullStatus.failed, error=_failure(error, path))
        return FilePull((failed,))
    ground.keep(kind, made.texts)
    entry = LockEntry(sighting.remote_id, after.prints, after.resolved, observed.updated_at)
    taken = tuple(Taken(at, ABSENT, value) for at, value in takes.items())
    item = Pulled(
        address,
        name,
        observed.name,
        PullStatus.created,
        taken,
        unseen=_unseen(address, observed),
        notes=_SECRET if kind == "llm" else (),
    )
    return beside.beside(FilePull((item,), made.texts, dict.fromkeys(made.texts), entries={address: entry}))


def _look(ground: FutureProject, sighting: Sighting, on_conflict: Resolution | None) -> _Look:
    resource = sighting.resource
    assert resource is not None
    before = ground.desired(resource)
    if sighting.gone:
        return _Look(sighting, before, None)
    if sighting.observed is None:
        assert sighting.entry is not None
        return _Look(sighting, before, unmoved(before, sighting.entry))
    return _Look(sighting, before, decide(before, ground.here.locked, sighting.observed, on_conflict))


def _made(
    ground: FutureProject, path: Path, kind: FileKind, looks: Mapping[Address, _Look], named: Sequence[str]
) -> Placed:
    """The new text of the file, and of its prompt file; none where nothing is taken."""
    taking = {address: look.decision.takes for address, look in looks.items() if look.decision and look.decision.takes}
    if not (taking or named):
        return Placed({}, {})
    stack = read_layered_file(path, ground.here.root, ground.here.profile, kind)
    config = stack.config
    for address in sorted(taking, key=lambda one: KINDS.index(one.kind)):
        if kind == "persona" and address.kind == "tool":
            config = _with_inline(config, looks[address].before.name, taking[address], ground)
        elif address.kind == kind:
            config = taken_into(config, address.kind, taking[address], ground.names)
        else:
            raise UsageError(
                f"what the platform changed of the {address} follows from other files, and none can say it",
                where=shown(path, ground.here.root),
                hint="change it there, or push to make the platform what the files say",
            )
    config = with_documents(config, named)
    made = placed(stack, config, ground.prompts) if kind == "persona" else Placed(config, {})
    text = _text(ground, stack, made.config, kind)
    own = {} if text is None else {path: text}
    return Placed(made.config, {**made.texts, **own})


def _with_inline(config: JsonObject, name: str, takes: Takes, ground: FutureProject) -> JsonObject:
    tools = config.get("tools")
    made = [
        taken_into_inline(item, takes, ground.names) if isinstance(item, dict) and item.get("name") == name else item
        for item in (tools if isinstance(tools, list) else [])
    ]
    return {**config, "tools": made}


def _text(ground: FutureProject, stack: LayeredFile, config: JsonObject, kind: FileKind) -> str | None:
    """None where the file already says so."""
    text = relayered(stack, config, ground.here.profile, _order(kind))
    if any(layer.document.path == stack.path and layer.document.text == text for layer in stack.layers):
        return None
    marked = stack.path.read_bytes().startswith(BYTE_ORDER_MARK.encode())
    return (BYTE_ORDER_MARK if marked else "") + text


def _new_text(ground: FutureProject, path: Path, address: Address, takes: Takes, named: Sequence[str]) -> Placed:
    config = with_documents(taken_into({}, address.kind, takes, ground.names), named)
    if address.kind == "tool":
        config = _known_settings(config)
    if address.kind == "llm":
        config["secret"] = {"env": secret_variable(address.key)}
    made = in_new_file(config, path) if address.kind == "persona" else Placed(config, {})
    text = to_yaml(in_order(made.config, [], _order(address.kind)))
    return Placed(made.config, {**made.texts, path: text})


def _before(texts: Mapping[Path, str]) -> dict[Path, bytes | None]:
    """What lies there now, which is what was read a moment ago."""
    return {path: path.read_bytes() if path.is_file() else None for path in texts}


def _known_settings(config: JsonObject) -> JsonObject:
    """A tool without what its type does not take; the platform returns more than that."""
    table = TOOL_TABLES.get(str(config.get("type")))
    shape = table.fields["config"].shape if table is not None else None
    inner = config.get("config")
    if not isinstance(shape, Table) or not isinstance(inner, dict):
        return config
    return {**config, "config": {key: value for key, value in inner.items() if key in shape.fields}}


def _order(kind: str) -> tuple[str, ...]:
    if kind == "knowledge":
        return ("name", "description", "documents")
    return next(shape.order for one, shape in SHAPES.items() if one == kind)


def _refuse_other_meaning(look: _Look, after: Desired | None, path: Path, *, written: bool) -> None:
    """Raises `UsageError` where the new text does not say what was taken, or says something else that was not.

    A tool defined in place leaves the file when its persona loses it, unless changes of it would be lost.
    """
    if not written:
        return
    if after is None:
        if look.decision is not None and "name" in look.decision.takes:
            raise _unsayable(look.before.address, "name", path)
        if _own_changes(look):
            raise UsageError(
                f"the platform's persona has lost the {look.before.address}, and the file has changes of it",
                where=str(path),
                hint="take it out of the file by hand, or keep it with push --on-conflict ours",
            )
    if after is None or look.decision is None:
        return
    _refuse_missing(after, look.decision.takes, path)
    for at in {*look.before.prints, *after.prints} - look.decision.takes.keys():
        if look.before.prints.get(at) != after.prints.get(at):
            raise _unsayable(look.before.address, at, path)


def _refuse_missing(after: Desired, takes: Takes, path: Path) -> None:
    for at, value in takes.items():
        said = after.prints.get(at)
        if value is not ABSENT and said != fingerprint(at, value):
            raise _unsayable(after.address, at, path)
        if value is ABSENT and said is not None and said not in (fingerprint(at, empty) for empty in _EMPTY):
            raise _unsayable(after.address, at, path)


def _unsayable(address: Address, at: str, path: Path) -> UsageError:
    return UsageError(
        f"the file of the {address} can't say what the platform holds in {at}",
        where=str(path),
        hint="write it by hand; nothing of this file was changed",
    )


def _failure(error: UnwritableError | UsageError, path: Path) -> PersonactlError:
    if isinstance(error, UsageError):
        return error
    hint = "change it on the platform; nothing of this file was changed"
    return UsageError(f"YAML can't hold what the platform does: {error}", where=str(path), hint=hint)


def _entry(ground: FutureProject, look: _Look, after: Desired) -> LockEntry | None:
    """What the lock has to learn, if anything."""
    observed, decision = look.sighting.observed, look.decision
    if observed is None or decision is None or decision.conflicts:
        return None
    record = {at: print for at, print in after.prints.items() if at not in decision.kept}
    record |= {at: base for at, base in decision.kept.items() if base is not None}
    entry = LockEntry(look.sighting.remote_id, record, after.resolved, observed.updated_at)
    same = entry == look.sighting.entry and look.before.address not in ground.here.locked.pending
    return None if same else entry


def _item(ground: FutureProject, look: _Look, error: PersonactlError | None = None, *, learned: bool = False) -> Pulled:
    before, decision = look.before, look.decision
    if decision is None:
        return Pulled(before.address, before.path, before.name, PullStatus.gone)
    taken = tuple(Taken(at, before.leaves.get(at, ABSENT), value) for at, value in decision.takes.items())
    kept = tuple(sorted(decision.kept))
    if decision.conflicts:
        return Pulled(before.address, before.path, before.name, PullStatus.conflict, (), kept, decision.conflicts)
    if error is not None and (taken or learned):
        return Pulled(before.address, before.path, before.name, PullStatus.failed, (), kept, error=error)
    fate = (
        PullStatus.updated
        if taken
        else PullStatus.kept
        if kept
        else PullStatus.learned
        if learned
        else PullStatus.unchanged
    )
    return Pulled(before.address, before.path, before.name, fate, taken, kept)


def _own_changes(look: _Look) -> bool:
    """Whether the file says something of it that was never pushed."""
    if look.decision is not None:
        return bool(look.decision.kept or look.decision.conflicts)
    return look.sighting.entry is None or bool(unmoved(look.before, look.sighting.entry).kept)


def _left(look: _Look) -> Pulled:
    """A tool that its persona has lost. The lock keeps what it knows of it, so that a push can delete it."""
    there = "it was deleted there" if look.decision is None else "push --prune deletes it unless another file has it"
    note = f"the platform's persona does not use it any more, so it left the file; {there}"
    return Pulled(look.before.address, look.before.path, look.before.name, PullStatus.updated, notes=(note,))


def _unseen(address: Address, observed: Observed) -> tuple[str, ...]:
    """What a new file can't say because the platform does not."""
    if address.kind != "persona":
        return ()
    stored = (name for name, one in FIELDS.items() if one.scope in {"stored", "both"} and not one.update_only)
    return tuple(name for name in stored if name not in observed.returned)
