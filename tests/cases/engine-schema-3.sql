BEGIN TRANSACTION;
CREATE TABLE contents (
	document_id VARCHAR(64) NOT NULL, 
	content BLOB NOT NULL, 
	PRIMARY KEY (document_id), 
	FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
);
INSERT INTO "contents" VALUES('00000000-0000-4000-8000-000000000011',X'23204F70656E696E6720686F7572730A');
INSERT INTO "contents" VALUES('00000000-0000-4000-8000-000000000013',X'');
INSERT INTO "contents" VALUES('00000000-0000-4000-8000-000000000015',X'612C620A');
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
	FOREIGN KEY(group_id) REFERENCES knowledge_groups (id) ON DELETE CASCADE
);
INSERT INTO "documents" VALUES(1,'00000000-0000-4000-8000-000000000011','00000000-0000-4000-8000-000000000009','faq.md','text/markdown',16,1000,200,NULL,'2026-11-02T10:00:00.000Z',NULL);
INSERT INTO "documents" VALUES(2,'00000000-0000-4000-8000-000000000013','00000000-0000-4000-8000-000000000009','empty.txt','text/plain',0,1000,200,'The file is empty','2026-11-02T10:00:00.000Z',NULL);
INSERT INTO "documents" VALUES(3,'00000000-0000-4000-8000-000000000015','00000000-0000-4000-8000-000000000009','price-list.csv','text/csv',4,1000,200,NULL,'2026-11-02T10:00:00.000Z','2026-11-03T10:00:00.000Z');
CREATE TABLE knowledge_groups (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(64) NOT NULL, 
	name TEXT NOT NULL, 
	description TEXT, 
	created_at VARCHAR(24) NOT NULL, 
	updated_at VARCHAR(24), 
	UNIQUE (id)
);
INSERT INTO "knowledge_groups" VALUES(1,'00000000-0000-4000-8000-000000000009','Store FAQ',NULL,'2026-11-02T10:00:00.000Z',NULL);
CREATE TABLE llms (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(64) NOT NULL, 
	fields JSON NOT NULL, 
	secret TEXT NOT NULL, 
	created_at VARCHAR(24) NOT NULL, 
	updated_at VARCHAR(24), 
	UNIQUE (id)
);
CREATE TABLE messages (
	session_id VARCHAR(64) NOT NULL, 
	position INTEGER NOT NULL, 
	role VARCHAR(8) NOT NULL, 
	message TEXT NOT NULL, 
	timestamp VARCHAR(24) NOT NULL, 
	speaking_duration_s FLOAT, 
	was_interrupted BOOLEAN NOT NULL, 
	PRIMARY KEY (session_id, position), 
	FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
);
CREATE TABLE meta (
	"key" VARCHAR(64) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('schema_version','3');
INSERT INTO "meta" VALUES('api_key','a2V5');
INSERT INTO "meta" VALUES('signing_secret','s');
INSERT INTO "meta" VALUES('api_key_id','00000000-0000-4000-8000-000000000002');
INSERT INTO "meta" VALUES('organization_id','00000000-0000-4000-8000-000000000003');
CREATE TABLE persona_fields (
	persona_id VARCHAR(64) NOT NULL, 
	fields JSON NOT NULL, 
	PRIMARY KEY (persona_id), 
	FOREIGN KEY(persona_id) REFERENCES personas (id) ON DELETE CASCADE
);
INSERT INTO "persona_fields" VALUES('00000000-0000-4000-8000-000000000007','{"name":"JÜRGEN","systemPrompt":"You are Jürgen."}');
CREATE TABLE persona_tools (
	persona_id VARCHAR(64) NOT NULL, 
	tool_id VARCHAR(64) NOT NULL, 
	position INTEGER NOT NULL, 
	PRIMARY KEY (persona_id, tool_id), 
	FOREIGN KEY(persona_id) REFERENCES personas (id) ON DELETE CASCADE, 
	FOREIGN KEY(tool_id) REFERENCES tools (id) ON DELETE CASCADE
);
INSERT INTO "persona_tools" VALUES('00000000-0000-4000-8000-000000000007','00000000-0000-4000-8000-000000000005',0);
CREATE TABLE personas (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(64) NOT NULL, 
	created_at VARCHAR(24) NOT NULL, 
	updated_at VARCHAR(24) NOT NULL, 
	summary JSON NOT NULL, 
	folded_name TEXT NOT NULL, 
	UNIQUE (id)
);
INSERT INTO "personas" VALUES(1,'00000000-0000-4000-8000-000000000007','2026-11-02T10:00:00.000Z','2026-11-02T10:00:00.000Z','{"name":"JÜRGEN"}','jürgen');
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
INSERT INTO "tools" VALUES(1,'a0b66cf6-5ebc-5c13-9f3c-ecb2e9522801','end_call','End the conversation when the user says goodbye or asks to stop.','{"name":"end_call","description":"End the conversation when the user says goodbye or asks to stop.","type":"SYSTEM","config":{"action":"end_call"}}','2026-04-20T10:00:00.000Z',NULL);
INSERT INTO "tools" VALUES(2,'2c82afc2-6400-52af-a109-eb0600b5569e','interrupt','Interrupt the persona''s own speech.','{"name":"interrupt","description":"Interrupt the persona''s own speech.","type":"SYSTEM","config":{"action":"interrupt"}}','2026-04-20T10:00:00.000Z',NULL);
INSERT INTO "tools" VALUES(3,'47cc73b2-9822-5c0d-b82f-181c20d2fc71','change_language','Change the language in which the user is understood (language_code, ISO 639-1).','{"name":"change_language","description":"Change the language in which the user is understood (language_code, ISO 639-1).","type":"SYSTEM","config":{"action":"change_language"}}','2026-04-20T10:00:00.000Z',NULL);
INSERT INTO "tools" VALUES(4,'bf93689f-2484-5b4d-abd0-1cf3aeb95d35','skip_turn','Let the user''s turn pass without an answer for a while (timeout_seconds, 30 unless told).','{"name":"skip_turn","description":"Let the user''s turn pass without an answer for a while (timeout_seconds, 30 unless told).","type":"SYSTEM","config":{"action":"skip_turn"}}','2026-04-20T10:00:00.000Z',NULL);
INSERT INTO "tools" VALUES(5,'00000000-0000-4000-8000-000000000005','open_calendar','Open the calendar in the client app.','{"name":"open_calendar","description":"Open the calendar in the client app.","type":"CLIENT","config":{}}','2026-11-02T10:00:00.000Z',NULL);
CREATE TABLE turns (
	session_id VARCHAR(64) NOT NULL, 
	turn_index INTEGER NOT NULL, 
	correlation_id VARCHAR(64) NOT NULL, 
	record JSON NOT NULL, 
	PRIMARY KEY (session_id, turn_index), 
	FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
);
CREATE INDEX personas_by_name ON personas (folded_name);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);
CREATE INDEX sessions_by_end ON sessions (end_time);
CREATE INDEX sessions_by_persona ON sessions (persona_id);
CREATE INDEX persona_tools_by_tool ON persona_tools (tool_id);
CREATE INDEX documents_by_group ON documents (group_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('tools',5);
INSERT INTO "sqlite_sequence" VALUES('personas',1);
INSERT INTO "sqlite_sequence" VALUES('knowledge_groups',1);
INSERT INTO "sqlite_sequence" VALUES('documents',3);
COMMIT;
