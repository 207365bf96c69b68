-- Format 3: a search looks at the folded name. The Python part of this step folds the names. There is no index: one of
-- PostgreSQL takes no long text and does not find the middle of a name.

ALTER TABLE personas RENAME COLUMN name TO folded_name;
