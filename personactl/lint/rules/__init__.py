"""The rules, one module per family: `reading` (Y), `schema` (S), `references` (R)."""
