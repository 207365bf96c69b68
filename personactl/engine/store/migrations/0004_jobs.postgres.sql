-- Format 4: jobs, and the status of a document is stored. Until now it followed from the age of the document: half a
-- second after the upload it was READY or FAILED.

CREATE TABLE jobs (
  seq SERIAL NOT NULL,
  kind VARCHAR(32) NOT NULL,
  subject VARCHAR(64) NOT NULL,
  due_at VARCHAR(24) NOT NULL,
  attempts INTEGER NOT NULL,
  owner VARCHAR(64),
  leased_until VARCHAR(24),
  PRIMARY KEY (seq),
  UNIQUE (kind, subject)
);

CREATE INDEX jobs_by_due ON jobs (due_at);

ALTER TABLE documents ADD COLUMN status VARCHAR(16) NOT NULL DEFAULT 'PROCESSING';

UPDATE documents SET
  status = CASE WHEN failure IS NULL THEN 'READY' ELSE 'FAILED' END,
  updated_at = greatest(
    updated_at,
    to_char((created_at::timestamptz + interval '0.5 seconds') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  );
