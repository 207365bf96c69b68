"""The frozen steps from one version of the database schema to the next.

Step N upgrades version N - 1 to version N; step 1 begins with an empty database. A step consists of SQL files,
`NNNN_name.sqlite.sql` and `NNNN_name.postgres.sql`. If SQL alone is not enough, it also has a function in
`step_NNNN_name.py`, which runs after the SQL and imports none of the current tables. A released step never changes:
every change of the schema is a new step.

In an SQL file a statement ends with a semicolon at the end of a line, and a comment takes whole lines.
"""
