"""The new texts of a project's files: what the platform holds, merged into each file or written to a new one.

Each text is read again before it is written (`round_trip`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from personactl.document.edit.emit import UnwritableError, to_yaml
from personactl.document.edit.yaml_edit import EntangledError
from personactl.document.parser import BYTE_ORDER_MARK
from personactl.errors import PersonactlError, UsageError
from personactl.files.regular_file import read_regular
from personactl.json_value import JsonObject
from personactl.persona.project_resource import KINDS, Address
from personactl.persona.read.layered_file import LayeredFile, read_layered_file
from personactl.persona.schema.field_shapes import Table
from personactl.persona.schema.fields import FIELDS
from personactl.persona.schema.file_kind import FileKind
from personactl.persona.schema.tool_fields import TOOL_TABLES
from personactl.state.lock import LockEntry
from personactl.sync.plan.text_merges import texts_to_save
from personactl.sync.pull.documents import NO_DOCUMENTS, DocumentPulls, with_documents
from personactl.sync.pull.field_values import NewValues, inline_with_taken_fields, with_taken_fields
from personactl.sync.pull.future_project import FutureProject
from personactl.sync.pull.layered_edits import edit_layers, in_order
from personactl.sync.pull.merge import ConflictPolicy, ResourceMerge, all_set_fields, decide, unmoved
from personactl.sync.pull.prompt_files import PlacedPrompt, place_in_new_file, place_prompt
from personactl.sync.pull.pull_result import FilePull, PulledItem, PullStatus, TakenField
from personactl.sync.pull.pulled_items import item_of, item_of_removed, with_markers
from personactl.sync.pull.remote_state import RemoteResource
from personactl.sync.pull.round_trip import refuse_missing_values, refuse_other_meaning
from personactl.sync.pull.write_area import refuse_outside_area
from personactl.sync.values.desired import Desired, project_path
from personactl.sync.values.observed import Observed
from personactl.sync.values.omitted_fields import omitted_fingerprints
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import ABSENT

_SECRET: Final = ("the platform does not show its secret: set in the file where the secret is kept",)


def existing_file(
    future: FutureProject,
    path: Path,
    kind: FileKind,
    found: Mapping[Address, RemoteResource],
    conflicts: ConflictPolicy,
    documents: DocumentPulls = NO_DOCUMENTS,
) -> FilePull:
    """The pull of a file that exists. If it cannot be written, every item that would change fails.

    future: the project as it will be.
    path: the file.
    kind: its kind.
    found: the resources that the file defines, as the platform has them: one, or a persona and its own tools.
    conflicts: what happens to conflicts.
    documents: the documents of the group, for a knowledge group.
    """
    merges = {address: _merge(future, remote, conflicts) for address, remote in found.items()}
    try:
        made = _made(future, path, kind, merges, documents.named)
        after = future.read(kind, path, made.texts) if made.texts else {}
        for written in made.texts:
            refuse_outside_area(written, future.local)
        if made.texts:
            for address, merge in merges.items():
                refuse_other_meaning(merge, after.get(address), path, future.local.profile)
        left = {address for address in merges if made.texts and address not in after}
    except (UnwritableError, UsageError) as error:
        return FilePull(tuple(item_of(merge, _failure(error, path)) for merge in merges.values()))
    future.add_texts(kind, made.texts)
    stay = {one: merge for one, merge in merges.items() if one not in left}
    entries = ((one, _entry(future, merge, after.get(one, merge.before))) for one, merge in stay.items())
    learned = {address: entry for address, entry in entries if entry is not None}
    items = tuple(
        item_of_removed(merge)
        if address in left
        else with_markers(_item(merge, made, learned=address in learned), made.texts, future.local.root)
        for address, merge in merges.items()
    )
    texts = _texts_of(found[address].observed for address in learned)
    return documents.added_to(
        FilePull(items, made.texts, _present_contents(made.texts), entries=learned, base_texts=texts)
    )


def new_file(
    future: FutureProject, kind: FileKind, remote: RemoteResource, documents: Callable[[Address], DocumentPulls]
) -> FilePull:
    """The pull of a resource that has no file yet, into a new file.

    future: the project as it will be; it includes the new file from now on.
    kind: the kind of the resource.
    remote: the resource.
    documents: returns the documents of a group.
    """
    observed = remote.observed
    assert observed is not None
    address = Address(kind, future.fresh_key(kind, observed.name, remote.remote_id))
    path = future.folder(kind) / f"{address.key}.yaml"
    name = project_path(path, future.local.root)
    new_values = all_set_fields(address, observed)
    future.add(address, remote.remote_id, path)
    try:
        own_documents = documents(address) if kind == "knowledge" else NO_DOCUMENTS
        made = _new_text(future, path, address, new_values, own_documents.named)
        for written in made.texts:
            refuse_outside_area(written, future.local)
        after = future.read(kind, path, made.texts)[address]
        refuse_missing_values(after, new_values, path)
    except (UnwritableError, UsageError) as error:
        future.remove(address)
        failed = PulledItem(address, name, observed.name, PullStatus.failed, error=_failure(error, path))
        return FilePull((failed,))
    future.add_texts(kind, made.texts)
    others = omitted_fingerprints(observed, after.fingerprints, (), SHAPES[kind])
    entry = LockEntry(remote.remote_id, after.fingerprints, after.resolved, observed.updated_at, others)
    taken = tuple(TakenField(at, ABSENT, value) for at, value in new_values.items())
    item = PulledItem(
        address,
        name,
        observed.name,
        PullStatus.created,
        taken,
        unseen=_unreadable_fields(address, observed),
        notes=_SECRET if kind == "llm" else (),
    )
    before = dict.fromkeys(made.texts)
    file = FilePull((item,), made.texts, before, entries={address: entry}, base_texts=_texts_of([observed]))
    return own_documents.added_to(file)


def _texts_of(all_observed: Iterable[Observed | None]) -> tuple[str, ...]:
    return tuple(text for one in all_observed if one is not None for text in texts_to_save(one.values))


def _merge(future: FutureProject, remote: RemoteResource, conflicts: ConflictPolicy) -> ResourceMerge:
    assert remote.resource is not None
    before = future.desired(remote.resource)
    if remote.gone:
        return ResourceMerge(remote, before, None)
    if remote.observed is None:
        assert remote.entry is not None
        return ResourceMerge(remote, before, unmoved(before, remote.entry))
    return ResourceMerge(remote, before, decide(before, future.local.locked, remote.observed, conflicts))


def _made(
    future: FutureProject, path: Path, kind: FileKind, merges: Mapping[Address, ResourceMerge], named: Sequence[str]
) -> PlacedPrompt:
    """The new texts of the file and of its prompt file. There are none if nothing changes."""
    to_take = {
        address: merge.decision.new_values
        for address, merge in merges.items()
        if merge.decision and merge.decision.new_values
    }
    if not (to_take or named):
        return PlacedPrompt({}, {})
    stack = read_layered_file(path, future.local.root, future.local.profile, kind)
    config = stack.config
    for address in sorted(to_take, key=lambda one: KINDS.index(one.kind)):
        if kind == "persona" and address.kind == "tool":
            config = _with_inline(config, merges[address].before.name, to_take[address], future)
        elif address.kind == kind:
            config = with_taken_fields(config, address.kind, to_take[address], future.names)
        else:
            raise UsageError(
                f"the {address} changed on the platform, and no file can express the change",
                where=project_path(path, future.local.root),
                hint="undo the change on the platform",
            )
    config = with_documents(config, named)
    made = place_prompt(stack, config, future.prompts) if kind == "persona" else PlacedPrompt(config, {})
    text = _text(future, stack, made.config, kind)
    own = {} if text is None else {path: text}
    return replace(made, texts={**made.texts, **own})


def _item(merge: ResourceMerge, made: PlacedPrompt, *, learned: bool) -> PulledItem:
    item = item_of(merge, learned=learned)
    moved = (made.note,) if made.note and merge.before.address.kind == "persona" else ()
    return replace(item, notes=(*item.notes, *moved))


def _with_inline(config: JsonObject, name: str, new_values: NewValues, future: FutureProject) -> JsonObject:
    tools = config.get("tools")
    made = [
        inline_with_taken_fields(item, new_values, future.names)
        if isinstance(item, dict) and item.get("name") == name
        else item
        for item in (tools if isinstance(tools, list) else [])
    ]
    return {**config, "tools": made}


def _text(future: FutureProject, stack: LayeredFile, config: JsonObject, kind: FileKind) -> str | None:
    """The new text of the file, or None if its text stays the same."""
    text = edit_layers(stack, config, future.local.profile, _order(kind))
    if any(layer.document.path == stack.path and layer.document.text == text for layer in stack.layers):
        return None
    marked = read_regular(stack.path).data.startswith(BYTE_ORDER_MARK.encode())
    return (BYTE_ORDER_MARK if marked else "") + text


def _new_text(
    future: FutureProject, path: Path, address: Address, new_values: NewValues, named: Sequence[str]
) -> PlacedPrompt:
    config = with_documents(with_taken_fields({}, address.kind, new_values, future.names), named)
    if address.kind == "tool":
        config = _without_unknown_settings(config)
    if address.kind == "llm":
        config["secret"] = {"env": future.fresh_variable()}
    made = place_in_new_file(config, path) if address.kind == "persona" else PlacedPrompt(config, {})
    text = to_yaml(in_order(made.config, [], _order(address.kind)))
    return PlacedPrompt(made.config, {**made.texts, path: text})


def _present_contents(texts: Mapping[Path, str]) -> dict[Path, bytes | None]:
    """The present content of each file, or None for a file that does not exist."""
    return {path: read_regular(path).data if path.is_file() else None for path in texts}


def _without_unknown_settings(config: JsonObject) -> JsonObject:
    """`config`, of a tool, without settings that its type does not have. The platform returns more than these."""
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


def _failure(error: UnwritableError | UsageError, path: Path) -> PersonactlError:
    if isinstance(error, UsageError):
        return error
    if isinstance(error, EntangledError):
        hint = "write the values out where it has aliases (*name), and repeat the command; nothing in it was changed"
        return UsageError(f"the file cannot be edited: {error}", where=str(path), hint=hint)
    hint = "change the value on the platform; nothing in the file was changed"
    return UsageError(f"YAML cannot hold the value on the platform: {error}", where=str(path), hint=hint)


def _entry(future: FutureProject, merge: ResourceMerge, after: Desired) -> LockEntry | None:
    """The new entry of the lock, or None if it does not change."""
    observed, decision = merge.remote.observed, merge.decision
    if observed is None or decision is None or decision.conflicts:
        return None
    record = {at: print for at, print in after.fingerprints.items() if at not in decision.kept}
    record |= {at: base for at, base in decision.kept.items() if base is not None}
    others = omitted_fingerprints(observed, record, (), SHAPES[merge.before.address.kind])
    entry = LockEntry(merge.remote.remote_id, record, after.resolved, observed.updated_at, others)
    same = entry == merge.remote.entry and merge.before.address not in future.local.locked.pending
    return None if same else entry


def _unreadable_fields(address: Address, observed: Observed) -> tuple[str, ...]:
    """The fields that a new file of a persona may lack, because the read did not return them."""
    if address.kind != "persona":
        return ()
    stored = (name for name, one in FIELDS.items() if one.scope in {"stored", "both"} and not one.update_only)
    return tuple(name for name in stored if name not in observed.returned)
