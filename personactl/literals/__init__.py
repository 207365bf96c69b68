"""Reads object literals of other languages as values with places. Nothing of a source is ever executed."""
