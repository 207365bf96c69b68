"""Every key that `personactl.yaml` may hold, with its shape: what is read, and what its JSON Schema is made of."""

import re
from typing import Final

from personactl.persona.schema.component_fields import VARIABLE
from personactl.persona.schema.field_shapes import Choice, Field, MapOf, Number, OneOrList, Shape, Table, Text
from personactl.state.profile_settings import ENV, LOCAL, PROFILE_NAME

_NAME = re.compile(f"(?!(?:{LOCAL}|{ENV})$){PROFILE_NAME.pattern}")
_INSIDE = re.compile(r"(?!/)(?!(?:.*/)?\.\.(?:/|$)).*\S.*")
_URL = re.compile(r"\s*[hH][tT][tT][pP][sS]?://[^/?#@]+(?:/[^?#]*)?")
_WORD = Text(allow_blank=False)
MOST_AT_ONCE: Final = 64
"""Requests under way at once, at most."""


def _local(shape: Shape) -> Field:
    return Field("local", shape)


PROFILE: Final = Table(
    {
        "apiUrl": _local(Text(pattern=_URL, description="an address such as https://api.anam.ai")),
        "keyEnv": _local(Text(pattern=VARIABLE, description="the name of an environment variable")),
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
