"""The state in which a push ended, in a form that can be compared between runs: the platform's tables and the lock.

Everything is listed and nothing is looked up by name, so that a duplicate resource shows. Ids differ from run to run,
so each id is written as the resource that it belongs to. A fingerprint that covers ids is compared with its expected
value instead.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from personactl.json_value import JsonValue
from personactl.persona.project_resource import Kind
from personactl.state.lock import LockBlock, LockEntry
from personactl.sync.values.field_paths import fingerprint

_NAMES = {
    "personas": "json_extract(summary, '$.name')",
    "tools": "name",
    "llms": "json_extract(fields, '$.displayName')",
    "knowledge_groups": "name",
    "documents": "filename",
}
"""The tables with ids, and the column that names a row."""
_BESIDE = ("persona_fields", "persona_tools", "contents")
_PASSED_OVER = frozenset({"seq", "id", "created_at", "updated_at"})
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class End:
    """Sorted lines, one for each row of the platform and each entry of the lock."""

    platform: tuple[str, ...]
    lock: tuple[str, ...]

    def differences(self, other: "End") -> Iterator[str]:
        """The lines that only one of the two has, each with its side. A line counts as often as it appears."""
        for mine, theirs in ((self.platform, other.platform), (self.lock, other.lock)):
            here, there = Counter(mine), Counter(theirs)
            for line in sorted(here.keys() | there.keys()):
                if here[line] != there[line]:
                    yield f"{here[line]} here, {there[line]} there: {line[:400]}"


def end_of(database: Path, block: LockBlock) -> End:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        platform = _Platform(connection)
        rows = [f"{table}: {platform.named(row)}" for table in (*_NAMES, *_BESIDE) for row in platform.rows(table)]
        return End(tuple(sorted(rows)), tuple(sorted(_lock_lines(block, platform))))


class _Platform:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.names = {
            remote_id: f"<{table} {name}>"
            for table, name_of in _NAMES.items()
            for remote_id, name in connection.execute(f"SELECT id, {name_of} FROM {table}")
        }
        self._dates = {
            remote_id: (created, updated or created)
            for table in _NAMES
            for remote_id, created, updated in connection.execute(f"SELECT id, created_at, updated_at FROM {table}")
        }

    def named(self, text: str) -> str:
        """The value with every id of this platform replaced by the resource that it belongs to."""
        return _UUID.sub(lambda found: self.names.get(found[0], found[0]), text)

    def rows(self, table: str) -> Iterator[str]:
        cursor = self._connection.execute(f"SELECT * FROM {table}")
        columns = [column for column, *_ in cursor.description]
        for row in cursor:
            shown = {name: _text(value) for name, value in zip(columns, row, strict=True) if name not in _PASSED_OVER}
            yield json.dumps(shown, sort_keys=True)

    def dated(self, kind: Kind, entry: LockEntry) -> str:
        """Whether the lock has the date of the last change. The date of a document changes by itself while it is
        processed."""
        created, updated = self._dates.get(entry.remote_id, ("", ""))
        right = entry.updated_at >= created if kind == "document" else entry.updated_at == updated
        return "without a date" if not entry.updated_at else "dated" if right else "of another date"

    def ids_of(self, remote_id: str, path: str) -> JsonValue:
        """The expected value of a leaf that holds ids."""
        match path:
            case "toolIds":
                query = "SELECT tool_id FROM persona_tools WHERE persona_id = ? ORDER BY position"
                return [found for (found,) in self._connection.execute(query, [remote_id])]
            case "knowledgeFolderId":
                return self._one("SELECT group_id FROM documents WHERE id = ?", remote_id)
            case "llmId":
                return self._one(
                    "SELECT json_extract(fields, '$.llmId') FROM persona_fields WHERE persona_id = ?", remote_id
                )
            case _:
                query = "SELECT json_extract(fields, '$.config.documentFolderIds') FROM tools WHERE id = ?"
                found: JsonValue = json.loads(str(self._one(query, remote_id)))
                return found

    def _one(self, query: str, remote_id: str) -> str:
        (found,) = self._connection.execute(query, [remote_id]).fetchone()
        return str(found)


_IDS = frozenset({"toolIds", "knowledgeFolderId", "llmId", "config.documentFolderIds"})


def _lock_lines(block: LockBlock, platform: _Platform) -> Iterator[str]:
    for address, entry in block.resources.items():
        prints = {path: _print(path, print, entry.remote_id, platform) for path, print in entry.fields.items()}
        date = platform.dated(address.kind, entry)
        shown = f"{platform.names.get(entry.remote_id, 'nothing')} {date} {json.dumps(prints, sort_keys=True)}"
        shown += f" {json.dumps(dict(entry.others or {}), sort_keys=True)}"
        yield f"{address}: {shown} {platform.named(json.dumps(dict(entry.resolved), sort_keys=True))}"
    yield from (f"{address}: pending" for address in block.pending)
    yield from (f"{address}: {len(ids)} left over" for address, ids in block.leftovers.items())


def _print(path: str, print: str, remote_id: str, platform: _Platform) -> str:
    if path not in _IDS:
        return print
    return "right" if print == fingerprint(path, platform.ids_of(remote_id, path)) else "wrong"


def _text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
