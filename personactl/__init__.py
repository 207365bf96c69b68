"""Personas as code: lint, diff, push, talk to and watch AI personas."""

__version__ = "0.1.0"
