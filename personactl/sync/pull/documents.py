"""The documents of a group, and the files that hold them: what to fetch, where it goes, and what differs on both sides.

A document is known by its name in its group. What it holds is told by a download alone, so those whose date did not
move are not looked at.
"""

import asyncio
import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Final

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.errors import PersonactlError, UsageError
from personactl.json_value import JsonObject
from personactl.persona.read.knowledge_files import read_upload
from personactl.persona.resource import Address, Resource, Upload, reference
from personactl.state.lock import LockEntry
from personactl.sync.kinds.kinds_table import RESOURCE_KINDS
from personactl.sync.plan.build import shown
from personactl.sync.plan.options import Resolution
from personactl.sync.plan.remote_reads import list_remote
from personactl.sync.pull.future_project import FutureProject
from personactl.sync.pull.new_keys import usable_filename
from personactl.sync.pull.pull_result import Document, FilePull, Pulled, PullStatus, Taken
from personactl.sync.pull.remote_state import LocalProject
from personactl.sync.values.desired import CONTENT, desired
from personactl.sync.values.field_paths import fingerprint
from personactl.sync.values.observed import Row
from personactl.sync.values.three_way import ABSENT


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document of the platform; `content` is where its download lies, None where nothing moved."""

    row: Row
    content: Upload | None


@dataclass(frozen=True, slots=True)
class DocumentPulls:
    """What becomes of a group's documents. `named` are to be added to the list in its file."""

    items: tuple[Pulled, ...] = ()
    documents: tuple[Document, ...] = ()
    entries: Mapping[Address, LockEntry] = field(default_factory=dict)
    named: tuple[str, ...] = ()

    def beside(self, file: FilePull) -> FilePull:
        """`file`, of the group, and its documents."""
        entries = {**file.entries, **self.entries}
        return replace(file, items=(*file.items, *self.items), documents=self.documents, entries=entries)


NO_DOCUMENTS: Final = DocumentPulls()


def with_documents(config: JsonObject, named: Sequence[str]) -> JsonObject:
    """The value of a group's file with `named` on its list."""
    if not named:
        return config
    known = config.get("documents")
    return {**config, "documents": [*(known if isinstance(known, list) else []), *named]}


async def fetch_documents(
    client: Client, group_ids: Iterable[str], here: LocalProject, scratch: Path, *, refresh: bool, concurrency: int
) -> dict[str, list[Fetched]]:
    """By the id of the group, sorted by name. Downloads go into the folder `scratch`. What the platform could not
    process is fetched like everything else, and so is all of a group that has no file."""
    groups = {address.key for address in here.resources if address.kind == "knowledge"}
    dates = {
        one.remote_id: one.updated_at
        for address, one in here.locked.resources.items()
        if address.kind == "document" and address.key.partition("/")[0] in groups
    }
    found: dict[str, list[Fetched]] = {}
    for group_id in group_ids:
        rows = (await list_remote(client, "document", [group_id])).values()

        async def fetch(row: Row) -> Fetched:
            if not refresh and row.updated_at and dates.get(row.id) == row.updated_at:
                return Fetched(row, None)
            return Fetched(row, await _download(client, row.id, scratch))

        fetched = await concurrently(rows, fetch, limit=concurrency)
        found[group_id] = sorted(fetched, key=lambda one: (one.row.name, one.row.created_at, one.row.id))
    return found


async def _download(client: Client, document_id: str, scratch: Path) -> Upload:
    content = RESOURCE_KINDS["document"].content
    assert content is not None
    data = await content(client, document_id)
    path = scratch / hashlib.sha256(document_id.encode()).hexdigest()
    await asyncio.to_thread(path.write_bytes, data)
    return Upload(path, len(data), hashlib.sha256(data).hexdigest())


def document_pulls(
    ground: FutureProject, group: Address, found: Sequence[Fetched], on_conflict: Resolution | None
) -> DocumentPulls:
    """The documents of `group` that were `found`."""
    bench = _Bench(ground, group, ground.listed(group.key), on_conflict)
    pulls: list[DocumentPulls] = []
    names: set[str] = set()
    for one in found:
        pulls.append(bench.pull(one, again=one.row.name in names))
        names.add(one.row.name)
    pulls += bench.gone(names)
    return DocumentPulls(
        tuple(item for pull in pulls for item in pull.items),
        tuple(document for pull in pulls for document in pull.documents),
        {address: entry for pull in pulls for address, entry in pull.entries.items()},
        tuple(name for pull in pulls for name in pull.named),
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    ground: FutureProject
    group: Address
    written: Sequence[str]
    on_conflict: Resolution | None

    def pull(self, one: Fetched, *, again: bool) -> DocumentPulls:
        address = Address("document", f"{self.group.key}/{one.row.name}")
        if again or not usable_filename(one.row.name):
            return DocumentPulls((self._failed(address, one, again=again),))
        resource = self.ground.here.resources.get(address)
        entry = self.ground.here.locked.resources.get(address)
        here = resource.upload if resource is not None else None
        path = self._path(one.row.name) if here is None else here.path
        if here is None and path.is_file():  # there, and not listed in the file of the group
            here = read_upload(path, str(path))
        name = shown(path, self.ground.here.root)
        base = entry.fields.get(CONTENT) if entry is not None else None
        if one.content is None:
            stays = here is not None and fingerprint(CONTENT, here.sha256) == base
            fate = PullStatus.unchanged if stays else PullStatus.kept
            return DocumentPulls((Pulled(address, name, one.row.name, fate, kept=() if stays else (CONTENT,)),))
        learned = self._entry(address, one, path, one.content)
        listed = () if resource is not None else self._named(path)
        if here is not None and here.sha256 == one.content.sha256:
            known = learned == entry
            fate = PullStatus.unchanged if known and not listed else PullStatus.learned
            entries = {} if known else {address: learned}
            return DocumentPulls((Pulled(address, name, one.row.name, fate),), (), entries, listed)
        if here is None:
            mine = base is not None and self.group in self.ground.here.resources  # deleted here, and not all of it
        else:
            mine = base is None or fingerprint(CONTENT, here.sha256) != base
        if mine and base is not None and base == fingerprint(CONTENT, one.content.sha256):
            return DocumentPulls((Pulled(address, name, one.row.name, PullStatus.kept, kept=(CONTENT,)),))
        if mine and self.on_conflict != "theirs":
            fate = PullStatus.conflict if self.on_conflict is None else PullStatus.kept
            return DocumentPulls((Pulled(address, name, one.row.name, fate, kept=(CONTENT,)),))
        taken = Taken(CONTENT, here.sha256 if here is not None else ABSENT, one.content.sha256)
        item = Pulled(address, name, one.row.name, PullStatus.created if here is None else PullStatus.updated, (taken,))
        document = Document(path, one.content.path, here.sha256 if here is not None else None)
        return DocumentPulls((item,), (document,), {address: learned}, listed)

    def gone(self, names: Collection[str]) -> Iterator[DocumentPulls]:
        """Documents that were pushed, have a file, and are not on the platform any more."""
        for address, resource in self.ground.here.resources.items():
            mine = address.kind == "document" and address.key.startswith(f"{self.group.key}/")
            if mine and resource.name not in names and address in self.ground.here.locked.resources:
                assert resource.upload is not None
                name = shown(resource.upload.path, self.ground.here.root)
                yield DocumentPulls((Pulled(address, name, resource.name, PullStatus.gone),))

    def _entry(self, address: Address, one: Fetched, path: Path, content: Upload) -> LockEntry:
        fields: JsonObject = {"knowledgeFolderId": reference(self.group), "filename": one.row.name}
        upload = Upload(path, content.size, content.sha256)
        resource = Resource(address, path, one.row.name, fields, {}, upload=upload)
        wanted = desired(resource, "", {}, self.ground.ids)
        return LockEntry(one.row.id, wanted.prints, {}, one.row.updated_at)

    def _folder(self) -> Path:
        return self.ground.files["knowledge"][self.group.key].parent

    def _path(self, filename: str) -> Path:
        """Beside the documents that the group has, else in a folder of its own."""
        own = (
            one.upload.path.parent
            for address, one in sorted(self.ground.here.resources.items())
            if address.kind == "document" and address.key.startswith(f"{self.group.key}/") and one.upload is not None
        )
        return next(own, self._folder() / self.group.key) / filename

    def _named(self, path: Path) -> tuple[str, ...]:
        """What to add to the list, unless a pattern on it means the file already."""
        name = PurePosixPath(os.path.relpath(path, self._folder()).replace(os.sep, "/"))
        for written in map(PurePosixPath, self.written):
            if written.parent == name.parent and fnmatchcase(name.name, written.name):
                return ()
        return (str(name),)

    def _failed(self, address: Address, one: Fetched, *, again: bool) -> Pulled:
        message = (
            f"two documents of this group are called {one.row.name}"
            if again
            else f"a document's name can't be that of a file: {one.row.name!r}"
        )
        error: PersonactlError = UsageError(
            message, where=f"{self.group}, document {one.row.id}", hint="rename it on the platform"
        )
        return Pulled(
            address, shown(self._folder(), self.ground.here.root), one.row.name, PullStatus.failed, error=error
        )
