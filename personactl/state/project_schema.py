"""Every key that `personactl.yaml` may hold, with its shape: for reading the file, and for its JSON Schema."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from personactl.json_value import JsonObject
from personactl.pattern import Pattern
from personactl.persona.schema.field_shapes import Choice, Field, MapOf, Number, OneOrList, Shape, Table, Text
from personactl.state.profile_settings import ENV, KEY_VARIABLE_NAME, LOCAL, PROFILE_NAME
from personactl.state.project_settings import ON_DRIFT

_NAME = Pattern(f"(?!(?:{LOCAL}|{ENV})$){PROFILE_NAME.source}")
_INSIDE = Pattern(r"(?!/)(?!(?:.*/)?\.\.(?:/|$)).*\S.*")
_URL = Pattern(r"\s*[hH][tT][tT][pP][sS]?://[^/?#@]+(?:/[^?#]*)?")
_WORD = Text(allow_blank=False)
MOST_AT_ONCE: Final = 64
"""Maximum number of concurrent requests."""


def _local(shape: Shape) -> Field:
    return Field("local", shape)


PROFILE: Final = Table(
    {
        "apiUrl": _local(Text(pattern=_URL, description="an address such as https://api.anam.ai")),
        "keyEnv": _local(
            Text(pattern=KEY_VARIABLE_NAME, description="a variable's name that begins with ANAM_ or PERSONACTL_")
        ),
    }
)
LINT: Final = Table(
    {
        "select": _local(OneOrList(_WORD)),
        "ignore": _local(OneOrList(_WORD)),
        "perFile": _local(MapOf(OneOrList(_WORD))),
        "severity": _local(MapOf(Choice(("error", "warning", "info")))),
        "promptTokens": _local(Number(1, integer=True)),
        "greetingWords": _local(Number(1, integer=True)),
    }
)
PUSH: Final = Table(
    {
        "maxDelete": _local(Number(0, integer=True)),
        "concurrency": _local(Number(1, MOST_AT_ONCE, integer=True)),
        "onDrift": _local(Choice(ON_DRIFT)),
    }
)
PROJECT: Final = Table(
    {
        "personas": _local(Text(pattern=_INSIDE, description="a folder inside the project")),
        "profile": _local(_WORD),
        "profiles": _local(MapOf(PROFILE, key=Text(pattern=_NAME, description="a profile's name"))),
        "push": _local(PUSH),
        "lint": _local(LINT),
    }
)

DESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "personas": "The folder that the persona files lie in; personas when left out.",
        "profile": "The profile that runs in this project use, unless the command or the environment names another.",
        "profiles": "The targets of this project, by name. Keys are never written here.",
        "profiles.apiUrl": "Address of the platform; the hosted one when left out. A key from the environment goes to "
        "another one only if the user trusts it (`personactl trust`).",
        "profiles.keyEnv": "The environment variable that holds the key: ANAM_... or PERSONACTL_.... Left out, the key "
        "comes from the keyring.",
        "push": "Limits for everybody who pushes this project.",
        "push.maxDelete": "How many resources a push with --prune deletes at most; 10 when left out.",
        "push.onDrift": "What a push does about changes that only the platform has: leave them (the default), ours "
        "overwrites them, or refuse sends nothing.",
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
"""Descriptions by dotted path, without the names that the author chooses (a profile, a pattern, a rule)."""


def project_schema() -> JsonObject:
    """Return the JSON Schema of `personactl.yaml`. An empty file is valid too."""
    from personactl.persona.schema.json_schema import document_schema  # only who asks for a schema waits for it

    return {**document_schema("A project of personas", PROJECT, DESCRIPTIONS), "type": ["object", "null"]}
