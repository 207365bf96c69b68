"""The tables. Portable SQL only: what one database alone can do stays in `database.py`.

Moments are stamps (see `clock`): text whose order is time order. `seq` orders rows by creation even where two
stamps are equal. JSON columns hold what travelled on the wire, so a new field needs no new column.
"""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

tables = MetaData()

meta = Table(
    "meta",
    tables,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

personas = Table(
    "personas",
    tables,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("fields", JSON, nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("updated_at", String(24), nullable=False),
    sqlite_autoincrement=True,
)

tokens = Table(
    "tokens",
    tables,
    Column("jti", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("config", JSON, nullable=False),
    Column("session_options", JSON, nullable=False),
    Column("client_label", Text),
    Column("api_key_id", String(64), nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("expires_at", String(24), nullable=False),
)
Index("tokens_by_expiry", tokens.c.expires_at)

sessions = Table(
    "sessions",
    tables,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("persona_id", String(64)),
    Column("client_label", Text),
    Column("start_time", String(24), nullable=False),
    Column("end_time", String(24)),
    Column("exit_status", String(32)),
    Column("client_metadata", JSON, nullable=False),
    Column("persona_config", JSON, nullable=False),
    Column("session_options", JSON, nullable=False),
    Column("api_key_id", String(64)),
    Column("engine_host", Text),
    Column("engine_protocol", String(8)),
    Column("last_seen", String(24), nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("updated_at", String(24), nullable=False),
    sqlite_autoincrement=True,
)
Index("sessions_by_persona", sessions.c.persona_id)
Index("sessions_by_end", sessions.c.end_time)

messages = Table(
    "messages",
    tables,
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("role", String(8), nullable=False),
    Column("message", Text, nullable=False),
    Column("timestamp", String(24), nullable=False),
    Column("speaking_duration_s", Float),
    Column("was_interrupted", Boolean, nullable=False),
)

turns = Table(
    "turns",
    tables,
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("turn_index", Integer, primary_key=True, autoincrement=False),
    Column("correlation_id", String(64), nullable=False),
    Column("record", JSON, nullable=False),
)
