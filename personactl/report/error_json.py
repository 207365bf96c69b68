"""An error in words, as lines and inside a JSON document, without the secrets that an address or a text may hold."""

from personactl.errors import PersonactlError
from personactl.json_value import JsonObject
from personactl.lint.text.secret_search import masked
from personactl.secret import without_known_secrets


def error_json(error: PersonactlError) -> JsonObject:
    """Return the three lines of an error, and its code, which decides the exit status."""
    message, where, hint = error_lines(error)
    return {"code": error.code, "message": message, "where": where, "next": hint}


def error_lines(error: PersonactlError) -> tuple[str, str, str]:
    """Return what happened, where, and what to do next."""
    return hidden_secrets(error.message), hidden_secrets(error.where), hidden_secrets(error.hint)


def hidden_secrets(text: str) -> str:
    """Return a text without the keys and tokens of this run, and without whatever else looks like a secret."""
    return "\n".join(map(masked, without_known_secrets(text).split("\n")))
