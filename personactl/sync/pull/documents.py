"""The documents of a knowledge group: what to download, where it goes, and what has changed on which side.

A document is identified by its name within its group. Only a download shows its content, so a document is not
downloaded if the date of its last change is the one that the lock remembers.
"""

import asyncio
import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from personactl.api.client import Client
from personactl.api.concurrent_requests import concurrently
from personactl.errors import PersonactlError, UsageError
from personactl.files.file_writes import write_atomic
from personactl.files.portable_names import name_problem, portable_form
from personactl.json_value import JsonObject
from personactl.persona.project_resource import Address, Resource, Upload, reference
from personactl.persona.read.knowledge_files import DOCUMENT_SUFFIXES, read_upload
from personactl.state.lock import LockEntry
from personactl.sync.kinds.kind import RESOURCE_KINDS
from personactl.sync.plan.options import Resolution
from personactl.sync.plan.remote_reads import list_remote
from personactl.sync.pull.future_project import FutureProject
from personactl.sync.pull.pull_result import Document, FilePull, PulledItem, PullStatus, TakenField
from personactl.sync.pull.remote_state import LocalProject
from personactl.sync.pull.write_area import may_write, names_in, refuse_outside_area
from personactl.sync.values.desired import CONTENT, desired, project_path
from personactl.sync.values.field_paths import fingerprint
from personactl.sync.values.observed import Row
from personactl.sync.values.three_way import ABSENT


class Fetched(Struct, frozen=True):
    """A document on the platform. `content` is the downloaded file, or None if the document has not changed."""

    row: Row
    content: Upload | None


class DocumentPulls(Struct, frozen=True):
    """The pull of a group's documents.

    items: one for each document.
    documents: the documents to write.
    entries: the new entries of the lock.
    named: the names to add to the list in the group's file.
    """

    items: tuple[PulledItem, ...] = ()
    documents: tuple[Document, ...] = ()
    entries: Mapping[Address, LockEntry] = field(default_factory=dict)
    named: tuple[str, ...] = ()

    def added_to(self, file: FilePull) -> FilePull:
        """`file`, the pull of the group's file, with the documents."""
        entries = {**file.entries, **self.entries}
        return replace(file, items=(*file.items, *self.items), documents=self.documents, entries=entries)


NO_DOCUMENTS: Final = DocumentPulls()


def with_documents(config: JsonObject, named: Sequence[str]) -> JsonObject:
    """`config`, the value of a group's file, with `named` added to its documents."""
    if not named:
        return config
    known = config.get("documents")
    return {**config, "documents": [*(known if isinstance(known, list) else []), *named]}


async def fetch_documents(
    client: Client, group_ids: Iterable[str], local: LocalProject, scratch: Path, *, refresh: bool, concurrency: int
) -> dict[str, list[Fetched]]:
    """The documents of each group, by the id of the group and sorted by name.

    Documents that the platform could not process are downloaded like any other. All documents of a group without a file
    are downloaded.

    client: the connection to the target.
    group_ids: the ids of the groups.
    local: the project.
    scratch: the folder for downloads.
    refresh: whether to download documents that have not changed.
    concurrency: the number of requests under way at once.
    """
    groups = {address.key for address in local.resources if address.kind == "knowledge"}
    dates = {
        one.remote_id: one.updated_at
        for address, one in local.locked.resources.items()
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
    await asyncio.to_thread(write_atomic, path, data, mode=0o600)
    return Upload(path, len(data), hashlib.sha256(data).hexdigest())


def document_pulls(
    future: FutureProject, group: Address, found: Sequence[Fetched], on_conflict: Resolution | None
) -> DocumentPulls:
    """The pull of the documents of `group` that were `found` on the platform."""
    merge = _GroupMerge(future, group, future.listed(group.key), on_conflict)
    pulls: list[DocumentPulls] = []
    names: dict[str, str] = {}
    for one in found:
        earlier = names.setdefault(portable_form(one.row.name), one.row.name)
        first = earlier is one.row.name
        try:
            pulls.append(merge.pull(one) if first else merge.failed(one, _same_name(one.row.name, earlier)))
        except UsageError as error:
            pulls.append(merge.refused(one, error))
    pulls += merge.gone({one.row.name for one in found})
    return DocumentPulls(
        tuple(item for pull in pulls for item in pull.items),
        tuple(document for pull in pulls for document in pull.documents),
        {address: entry for pull in pulls for address, entry in pull.entries.items()},
        tuple(name for pull in pulls for name in pull.named),
    )


class _GroupMerge(Struct, frozen=True):
    """The merge of one group's documents.

    future: the project as it will be.
    group: the group.
    listed: the documents that the group's file lists now.
    on_conflict: the side that wins a conflict.
    """

    future: FutureProject
    group: Address
    listed: Sequence[str]
    on_conflict: Resolution | None

    def pull(self, one: Fetched) -> DocumentPulls:
        """The pull of one document, whose name no other document of the group has."""
        name = one.row.name
        address = Address("document", f"{self.group.key}/{name}")
        resource = self.future.local.resources.get(address)
        entry = self.future.local.locked.resources.get(address)
        file = resource.upload if resource is not None else None
        path = self._path(name) if file is None else file.path
        problem = _new_name_problem(path) if file is None else None
        if problem is not None:
            return self.failed(one, problem)
        if file is None and path.is_file():  # the file exists, and the file of the group does not list it
            file = read_upload(path, str(path))
        item = PulledItem(address, project_path(path, self.future.local.root), name, PullStatus.unchanged)
        base = entry.fields.get(CONTENT) if entry is not None else None
        if one.content is None:
            unchanged = file is not None and fingerprint(CONTENT, file.sha256) == base
            return DocumentPulls((item if unchanged else _kept(item),))
        learned = self._entry(address, one, path, one.content)
        listed = () if resource is not None else self._named(path)
        if file is not None and file.sha256 == one.content.sha256:
            if learned == entry:
                return DocumentPulls((_learned(item) if listed else item,), named=listed)
            return DocumentPulls((_learned(item),), entries={address: learned}, named=listed)
        if self._is_ahead(file, base):
            if base == fingerprint(CONTENT, one.content.sha256):
                return DocumentPulls((_kept(item),))
            if self.on_conflict != "theirs":
                return DocumentPulls((_kept(item) if self.on_conflict == "ours" else _conflict(item),))
        refuse_outside_area(path, self.future.local, document=True)
        before = file.sha256 if file is not None else None
        taken = TakenField(CONTENT, ABSENT if before is None else before, one.content.sha256)
        status = PullStatus.created if before is None else PullStatus.updated
        return DocumentPulls(
            (replace(item, status=status, taken=(taken,)),),
            (Document(path, one.content.path, before),),
            {address: learned},
            listed,
        )

    def _is_ahead(self, file: Upload | None, base: str | None) -> bool:
        """Whether the project has changed the document since the last push. `base` is the fingerprint of what was
        pushed. A missing file was deleted on purpose, unless the project lacks the whole group."""
        if file is None:
            return base is not None and self.group in self.future.local.resources
        return base is None or fingerprint(CONTENT, file.sha256) != base

    def gone(self, names: Collection[str]) -> Iterator[DocumentPulls]:
        """The pull of documents that were pushed, have a file, and no longer exist on the platform."""
        for address, resource in self.future.local.resources.items():
            in_group = address.kind == "document" and address.key.startswith(f"{self.group.key}/")
            if in_group and resource.name not in names and address in self.future.local.locked.resources:
                assert resource.upload is not None
                name = project_path(resource.upload.path, self.future.local.root)
                yield DocumentPulls((PulledItem(address, name, resource.name, PullStatus.gone),))

    def _entry(self, address: Address, one: Fetched, path: Path, content: Upload) -> LockEntry:
        fields: JsonObject = {"knowledgeFolderId": reference(self.group), "filename": one.row.name}
        upload = Upload(path, content.size, content.sha256)
        resource = Resource(address, path, one.row.name, fields, {}, upload=upload)
        after = desired(resource, "", {}, self.future.ids)
        return LockEntry(one.row.id, after.fingerprints, {}, one.row.updated_at, {})

    def _folder(self) -> Path:
        return self.future.files["knowledge"][self.group.key].parent

    def _path(self, filename: str) -> Path:
        """The path of a new document: beside the other documents of the group, or in a folder with the group's key."""
        own = (
            one.upload.path.parent / filename
            for address, one in sorted(self.future.local.resources.items())
            if address.kind == "document" and address.key.startswith(f"{self.group.key}/") and one.upload is not None
        )
        usual = self._folder() / self.group.key / filename
        return next((path for path in own if may_write(path, self.future.local, document=True)), usual)

    def _named(self, path: Path) -> tuple[str, ...]:
        """The name to add to the group's list, unless a pattern in the list matches the file already."""
        name = PurePosixPath(os.path.relpath(path, self._folder()).replace(os.sep, "/"))
        for written in map(PurePosixPath, self.listed):
            if written.parent == name.parent and fnmatchcase(name.name, written.name):
                return ()
        return (str(name),)

    def failed(self, one: Fetched, message: str) -> DocumentPulls:
        error = UsageError(
            message, where=f"{self.group}, document {one.row.id}", hint="rename the document on the platform"
        )
        return self.refused(one, error)

    def refused(self, one: Fetched, error: PersonactlError) -> DocumentPulls:
        address = Address("document", f"{self.group.key}/{one.row.name}")
        folder = project_path(self._folder(), self.future.local.root)
        return DocumentPulls((PulledItem(address, folder, one.row.name, PullStatus.failed, error=error),))


def _same_name(name: str, other: str) -> str:
    if name == other:
        return f"two documents of this group are called {name}"
    return f"the documents {name!r} and {other!r} of this group are one file on some systems"


def _new_name_problem(path: Path) -> str | None:
    """Why a document cannot become a new file at `path`. Raises `StorageError`."""
    name = path.name
    problem = name_problem(name)
    if problem is not None:
        return f"the document's name cannot be the name of a file, because it {problem}: {name!r}"
    if path.suffix.lower() not in DOCUMENT_SUFFIXES:
        return f"{name!r} is not written, because the platform does not take documents of this kind"
    other = next(
        (one for one in names_in(path.parent) if one != name and portable_form(one) == portable_form(name)), None
    )
    return None if other is None else f"{name!r} and the file {other!r} in its folder are one file on some systems"


def _kept(item: PulledItem) -> PulledItem:
    return replace(item, status=PullStatus.kept, kept=(CONTENT,))


def _conflict(item: PulledItem) -> PulledItem:
    return replace(item, status=PullStatus.conflict, kept=(CONTENT,))


def _learned(item: PulledItem) -> PulledItem:
    return replace(item, status=PullStatus.learned)
