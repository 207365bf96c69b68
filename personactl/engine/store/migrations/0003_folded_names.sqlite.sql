-- Format 3: a search looks at the folded name, which has an index. The Python part of this step folds the names.

ALTER TABLE personas RENAME COLUMN name TO folded_name;
CREATE INDEX personas_by_name ON personas (folded_name);
