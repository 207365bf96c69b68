"""The JSON Schema of `personactl.yaml`, made from the table that it is read by."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from personactl.json_value import JsonObject
from personactl.persona.schema.json_schema import document_schema
from personactl.state.project_fields import PROJECT

DESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "personas": "The folder that the persona files lie in; personas when left out.",
        "profile": "The profile that runs in this project use, unless the command or the environment names another.",
        "profiles": "The targets of this project, by name. A key never stands here.",
        "profiles.apiUrl": "Address of the platform; the hosted one when left out.",
        "profiles.keyEnv": "The environment variable that holds the key. Left out, the key comes from the keyring.",
        "push": "Limits for everybody who pushes this project.",
        "push.maxDelete": "How many resources a push with --prune deletes at most; 10 when left out.",
        "push.concurrency": "How many requests are under way at once; 16 when left out.",
        "lint": "Which rules apply, where, and how bad it is to break them. `personactl rule` lists them.",
        "lint.select": "The rules that apply, by code, by the beginning of codes or by name; also default, and all.",
        "lint.ignore": "The rules that do not apply.",
        "lint.perFile": "Rules that do not apply to some files, by a pattern as in .gitignore.",
        "lint.promptTokens": "A longer system prompt is a finding, counted in tokens, roughly; 8000 when left out.",
        "lint.greetingWords": "A longer greeting is a finding, counted in spoken words; 60 when left out.",
        "lint.severity": "How bad it is to break a rule: an error or a warning fails a run, an info does not.",
    }
)
"""By dotted path; what is the writer's own (a profile's name, a pattern, a rule) is left out of the path."""


def project_schema() -> JsonObject:
    """An empty file is a project too."""
    return {**document_schema("A project of personas", PROJECT, DESCRIPTIONS), "type": ["object", "null"]}
