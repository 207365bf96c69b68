"""The rows of session tokens. The token itself contains only the `jti`, because it must not reveal the prompt."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from personactl.engine.store.tables import tokens
from personactl.engine.wire import JsonObject


@dataclass(frozen=True, slots=True)
class StoredToken:
    """One session token.

    `config`: the personaConfig, as it was sent, after validation.
    """

    jti: str
    kind: str
    config: JsonObject
    session_options: JsonObject
    client_label: str | None
    api_key_id: str
    created_at: str
    expires_at: str


def insert_token(connection: Connection, token: StoredToken) -> None:
    connection.execute(
        insert(tokens).values(
            jti=token.jti,
            kind=token.kind,
            config=token.config,
            session_options=token.session_options,
            client_label=token.client_label,
            api_key_id=token.api_key_id,
            created_at=token.created_at,
            expires_at=token.expires_at,
        )
    )


def find_token(connection: Connection, jti: str) -> StoredToken | None:
    row = connection.execute(select(tokens).where(tokens.c.jti == jti)).first()
    if row is None:
        return None
    return StoredToken(
        jti=row.jti,
        kind=row.kind,
        config=row.config,
        session_options=row.session_options,
        client_label=row.client_label,
        api_key_id=row.api_key_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def delete_expired(connection: Connection, now: str) -> None:
    """Delete the tokens that expired before `now`, a stamp."""
    connection.execute(delete(tokens).where(tokens.c.expires_at <= now))
