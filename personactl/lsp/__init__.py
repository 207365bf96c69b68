"""The language server: what editors ask over stdio, answered from the linter and the field tables."""
