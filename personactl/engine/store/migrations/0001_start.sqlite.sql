-- Format 1: personas, sessions with their messages and turns, session tokens.

CREATE TABLE meta (
  "key" VARCHAR(64) NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY ("key")
);

CREATE TABLE personas (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id VARCHAR(64) NOT NULL,
  fields JSON NOT NULL,
  created_at VARCHAR(24) NOT NULL,
  updated_at VARCHAR(24) NOT NULL,
  UNIQUE (id)
);

CREATE TABLE sessions (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id VARCHAR(64) NOT NULL,
  persona_id VARCHAR(64),
  client_label TEXT,
  start_time VARCHAR(24) NOT NULL,
  end_time VARCHAR(24),
  exit_status VARCHAR(32),
  client_metadata JSON NOT NULL,
  persona_config JSON NOT NULL,
  session_options JSON NOT NULL,
  api_key_id VARCHAR(64),
  engine_host TEXT,
  engine_protocol VARCHAR(8),
  last_seen VARCHAR(24) NOT NULL,
  created_at VARCHAR(24) NOT NULL,
  updated_at VARCHAR(24) NOT NULL,
  UNIQUE (id)
);

CREATE INDEX sessions_by_persona ON sessions (persona_id);
CREATE INDEX sessions_by_end ON sessions (end_time);

CREATE TABLE messages (
  session_id VARCHAR(64) NOT NULL,
  position INTEGER NOT NULL,
  role VARCHAR(8) NOT NULL,
  message TEXT NOT NULL,
  timestamp VARCHAR(24) NOT NULL,
  speaking_duration_s FLOAT,
  was_interrupted BOOLEAN NOT NULL,
  PRIMARY KEY (session_id, position),
  FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
);

CREATE TABLE turns (
  session_id VARCHAR(64) NOT NULL,
  turn_index INTEGER NOT NULL,
  correlation_id VARCHAR(64) NOT NULL,
  record JSON NOT NULL,
  PRIMARY KEY (session_id, turn_index),
  FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
);

CREATE TABLE tokens (
  jti VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  config JSON NOT NULL,
  session_options JSON NOT NULL,
  client_label TEXT,
  api_key_id VARCHAR(64) NOT NULL,
  created_at VARCHAR(24) NOT NULL,
  expires_at VARCHAR(24) NOT NULL,
  PRIMARY KEY (jti)
);

CREATE INDEX tokens_by_expiry ON tokens (expires_at);
