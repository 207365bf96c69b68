"""The language server: answers an editor over stdio from the linter and the field tables."""
