-- Format 2: tools, LLMs and knowledge; the fields of a persona have a table of their own, so that a list never reads a
-- prompt. The Python part of this step copies the personas from personas_1.

CREATE TABLE personas_1 AS SELECT seq, id, fields, created_at, updated_at FROM personas;
DROP TABLE personas;

CREATE TABLE personas (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id VARCHAR(64) NOT NULL,
  created_at VARCHAR(24) NOT NULL,
  updated_at VARCHAR(24) NOT NULL,
  summary JSON NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (id)
);

CREATE TABLE persona_fields (
  persona_id VARCHAR(64) NOT NULL,
  fields JSON NOT NULL,
  PRIMARY KEY (persona_id),
  FOREIGN KEY (persona_id) REFERENCES personas (id) ON DELETE CASCADE
);

CREATE TABLE tools (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id VARCHAR(64) NOT NULL,
  name VARCHAR(64) NOT NULL,
  description TEXT NOT NULL,
  fields JSON NOT NULL,
  created_at VARCHAR(24) NOT NULL,
  updated_at VARCHAR(24),
  UNIQUE (id),
  UNIQUE (name)
);

CREATE TABLE persona_tools (
  persona_id VARCHAR(64) NOT NULL,
  tool_id VARCHAR(64) NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (persona_id, tool_id),
  FOREIGN KEY (persona_id) REFERENCES personas (id) ON DELETE CASCADE,
  FOREIGN KEY (tool_id) REFERENCES tools (id) ON DELETE CASCADE
);

CREATE INDEX persona_tools_by_tool ON persona_tools (tool_id);

CREATE TABLE llms (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id VARCHAR(64) NOT NULL,
  fields JSON NOT NULL,
  secret TEXT NOT NULL,
  created_at VARCHAR(24) NOT NULL,
  updated_at VARCHAR(24),
  UNIQUE (id)
);

CREATE TABLE knowledge_groups (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id VARCHAR(64) NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  created_at VARCHAR(24) NOT NULL,
  updated_at VARCHAR(24),
  UNIQUE (id)
);

CREATE TABLE documents (
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id VARCHAR(64) NOT NULL,
  group_id VARCHAR(64) NOT NULL,
  filename TEXT NOT NULL,
  file_type TEXT NOT NULL,
  file_size INTEGER NOT NULL,
  chunk_size INTEGER NOT NULL,
  chunk_overlap INTEGER NOT NULL,
  failure TEXT,
  created_at VARCHAR(24) NOT NULL,
  updated_at VARCHAR(24),
  UNIQUE (id),
  FOREIGN KEY (group_id) REFERENCES knowledge_groups (id) ON DELETE CASCADE
);

CREATE INDEX documents_by_group ON documents (group_id);

CREATE TABLE contents (
  document_id VARCHAR(64) NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (document_id),
  FOREIGN KEY (document_id) REFERENCES documents (id) ON DELETE CASCADE
);
