BEGIN TRANSACTION;
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
INSERT INTO "meta" VALUES('schema_version','1');
INSERT INTO "meta" VALUES('api_key','a2V5');
INSERT INTO "meta" VALUES('signing_secret','s');
INSERT INTO "meta" VALUES('api_key_id','k1');
INSERT INTO "meta" VALUES('organization_id','o1');
CREATE TABLE personas (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR(64) NOT NULL, 
	fields JSON NOT NULL, 
	created_at VARCHAR(24) NOT NULL, 
	updated_at VARCHAR(24) NOT NULL, 
	UNIQUE (id)
);
INSERT INTO "personas" VALUES(1,'00000000-0000-4000-8000-000000000001','{"name": "Cara", "description": "Front desk", "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18", "systemPrompt": "You are Cara.", "toolIds": ["t1"]}','2026-11-01T10:00:00.000Z','2026-11-02T10:00:00.000Z');
INSERT INTO "personas" VALUES(2,'00000000-0000-4000-8000-000000000002','{"name": "Leo", "languageCode": "de"}','2026-11-03T10:00:00.000Z','2026-11-03T10:00:00.000Z');
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
CREATE TABLE turns (
	session_id VARCHAR(64) NOT NULL, 
	turn_index INTEGER NOT NULL, 
	correlation_id VARCHAR(64) NOT NULL, 
	record JSON NOT NULL, 
	PRIMARY KEY (session_id, turn_index), 
	FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);
CREATE INDEX sessions_by_end ON sessions (end_time);
CREATE INDEX sessions_by_persona ON sessions (persona_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('personas',2);
COMMIT;
