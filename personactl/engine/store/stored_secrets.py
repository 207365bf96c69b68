"""The API key, the secret that signs tokens, and the ids of one database, made on its first start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select

from personactl.engine.store.tables import meta


@dataclass(frozen=True, slots=True)
class StoredSecrets:
    """The secrets of one database.

    `api_key_id`, `organization_id`: the ids that a session shows; neither reveals anything about the key.
    """

    api_key: str = field(repr=False)
    signing_secret: str = field(repr=False)
    api_key_id: str
    organization_id: str


def ensure_secrets(connection: Connection, make: Mapping[str, Callable[[], str]]) -> StoredSecrets:
    """Read the secrets, and make the missing ones with `make` (by field name). Needs a write transaction."""
    found = {row.key: row.value for row in connection.execute(select(meta))}
    missing = {name: maker() for name, maker in make.items() if name not in found}
    if missing:
        connection.execute(insert(meta), [{"key": name, "value": value} for name, value in missing.items()])
    values = found | missing
    return StoredSecrets(
        api_key=values["api_key"],
        signing_secret=values["signing_secret"],
        api_key_id=values["api_key_id"],
        organization_id=values["organization_id"],
    )
