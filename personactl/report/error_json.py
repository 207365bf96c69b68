"""An error inside a JSON document."""

from personactl.errors import PersonactlError
from personactl.json_value import JsonObject


def error_json(error: PersonactlError) -> JsonObject:
    return {"code": error.code, "message": error.message, "where": error.where, "hint": error.hint}
