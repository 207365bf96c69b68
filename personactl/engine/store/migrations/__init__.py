"""The frozen steps from one format of the database to the next.

Step N turns format N - 1 into format N; step 1 begins with an empty database. A step is SQL, `NNNN_name.sqlite.sql` and
`NNNN_name.postgres.sql`, and where SQL alone cannot do it also a function in `step_NNNN_name.py`, which runs after the
SQL and imports none of today's tables. A released step never changes: what has to change is a new step.

In an SQL file a statement ends with a semicolon at the end of a line, and a comment has lines of its own.
"""
