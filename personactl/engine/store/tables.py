"""The current tables. The steps in `migrations` create them; a test compares the two.

Moments are stamps (see `clock`): text whose order is time order. `seq` orders rows by creation, also when two stamps
are equal. A JSON column holds an object as it was sent, so that a new field needs no new column. What a list shows or
searches of a persona has a table of its own, so that a list never reads a prompt.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

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
    Column("created_at", String(24), nullable=False),
    Column("updated_at", String(24), nullable=False),
    Column("summary", JSON, nullable=False),
    Column("folded_name", Text, nullable=False),
    sqlite_autoincrement=True,
)
# A search reads this index alone. Only on SQLite: PostgreSQL cannot index long text, nor find the middle of a name.
personas_by_name = Index("personas_by_name", personas.c.folded_name).ddl_if(dialect="sqlite")

persona_fields = Table(
    "persona_fields",
    tables,
    Column("persona_id", ForeignKey("personas.id", ondelete="CASCADE"), primary_key=True),
    Column("fields", JSON, nullable=False),
)

tools = Table(
    "tools",
    tables,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("description", Text, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("updated_at", String(24)),
    sqlite_autoincrement=True,
)

persona_tools = Table(
    "persona_tools",
    tables,
    Column("persona_id", ForeignKey("personas.id", ondelete="CASCADE"), primary_key=True),
    Column("tool_id", ForeignKey("tools.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False),
)
Index("persona_tools_by_tool", persona_tools.c.tool_id)

llms = Table(
    "llms",
    tables,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("fields", JSON, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created_at", String(24), nullable=False),
    Column("updated_at", String(24)),
    sqlite_autoincrement=True,
)

knowledge_groups = Table(
    "knowledge_groups",
    tables,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("created_at", String(24), nullable=False),
    Column("updated_at", String(24)),
    sqlite_autoincrement=True,
)

documents = Table(
    "documents",
    tables,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("group_id", ForeignKey("knowledge_groups.id", ondelete="CASCADE"), nullable=False),
    Column("filename", Text, nullable=False),
    Column("file_type", Text, nullable=False),
    Column("file_size", Integer, nullable=False),
    Column("chunk_size", Integer, nullable=False),
    Column("chunk_overlap", Integer, nullable=False),
    Column("failure", Text),
    Column("created_at", String(24), nullable=False),
    Column("updated_at", String(24)),
    Column("status", String(16), nullable=False, server_default="PROCESSING"),
    sqlite_autoincrement=True,
)
Index("documents_by_group", documents.c.group_id)

contents = Table(
    "contents",
    tables,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
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

jobs = Table(
    "jobs",
    tables,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("due_at", String(24), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", String(64)),
    Column("leased_until", String(24)),
    UniqueConstraint("kind", "subject"),
    sqlite_autoincrement=True,
)
Index("jobs_by_due", jobs.c.due_at)
