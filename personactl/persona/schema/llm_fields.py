"""Every key that a file of `llms/` may hold: a language model of one's own, reached at an address with a secret.

Source: the published contract's create. The secret itself never stands in a file: only where it is kept.
"""

import re
from typing import Final

from personactl.persona.schema.field_shapes import Choice, Field, ListOf, Table, Text

VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""The name of an environment variable."""

_WORD = Text(empty=False)
_URL = Text(
    pattern=re.compile(r"[hH][tT][tT][pP][sS]?://[^\s/?#@]+(?:[/?]\S*)?"), said="an address that begins with https://"
)


def _local(shape: Choice | ListOf | Table | Text) -> Field:
    return Field("local", shape)


LLM: Final = Table(
    {
        "displayName": _local(_WORD),
        "description": _local(Text()),
        "llmFormat": _local(Choice(("openai", "azure_openai", "groq_openai", "gemini", "advanced_voice", "none"))),
        "modelName": _local(_WORD),
        "urls": _local(ListOf(Table({"url": _local(_URL), "region": _local(_WORD)}, required=("url",)))),
        "secret": _local(
            Table(
                {
                    "env": _local(Text(pattern=VARIABLE, said="the name of an environment variable")),
                    "keyring": _local(_WORD),
                },
                one_of=("env", "keyring"),
            )
        ),
        "metadata": _local(Table({}, anything=True)),
        "reasoningEffort": _local(Choice(("default", "low", "medium", "high"))),
        "reasoningFormat": _local(Choice(("parsed", "raw", "hidden"))),
    },
    required=("displayName", "llmFormat", "modelName", "urls", "secret"),
)
"""A whole file of `llms/`."""
