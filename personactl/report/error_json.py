"""An error inside a JSON document."""

from personactl.errors import PersonactlError
from personactl.json_value import JsonObject


def error_json(error: PersonactlError) -> JsonObject:
    """Return the three lines of an error, and its code, which decides the exit status."""
    return {"code": error.code, "message": error.message, "where": error.where, "next": error.hint}
