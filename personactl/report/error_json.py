"""An error in words, as lines and inside a JSON document, without the secrets that an address or a text may hold."""

from personactl.errors import PersonactlError
from personactl.json_value import JsonObject
from personactl.report.text.hidden_secrets import hidden_secrets


def error_json(error: PersonactlError) -> JsonObject:
    """Return the three lines of an error, and its code, which decides the exit status."""
    message, where, hint = error_lines(error)
    return {"code": error.code, "message": message, "where": where, "next": hint}


def error_lines(error: PersonactlError) -> tuple[str, str, str]:
    """Return what happened, where, and what to do next."""
    return hidden_secrets(error.message), hidden_secrets(error.where), hidden_secrets(error.hint)
