"""Names on the platform -> keys of new files: short, valid on every file system, and not taken yet."""

import itertools
import re
import unicodedata
from collections.abc import Collection
from typing import Final

from personactl.files.portable_names import name_problem, portable_form
from personactl.persona.project_resource import Kind

_LONGEST: Final = 60
_BETWEEN: Final[dict[Kind, str]] = {"tool": "_"}
_VARIABLE: Final = "ANAM_LLM_SECRET"
_SETTINGS: Final = "personactl"
"""The file of this name has the settings of a project."""


def fresh_key(kind: Kind, name: str, taken: Collection[str]) -> str:
    """A key for a resource with that name: its letters and digits, in lower case unless it is a tool.

    The key is not in `taken`, whose keys are in `portable_form`.
    """
    between = _BETWEEN.get(kind, "-")
    text = unicodedata.normalize("NFC", name)
    words = re.findall(r"[^\W_]+", text if kind == "tool" else text.lower())
    key = between.join(words)[:_LONGEST].rstrip(between) or kind
    if not usable_key(key):
        key += between + kind
    numbered = (key if number == 1 else f"{key}{between}{number}" for number in itertools.count(1))
    return next(one for one in numbered if portable_form(one) not in taken)


def usable_key(key: str) -> bool:
    """Whether a file with that key can exist on every system, in its folder. The key of an inline tool has a dot."""
    return name_problem(f"{key}.yaml") is None and portable_form(key) != _SETTINGS and not key.startswith("_")


def fresh_variable(taken: Collection[str]) -> str:
    """The environment variable that a new file names for the secret of an LLM, and that no other file names.

    It is not made from a name on the platform, which could choose one of the user's variables that way.
    """
    numbered = (_VARIABLE if number == 1 else f"{_VARIABLE}_{number}" for number in itertools.count(1))
    return next(one for one in numbered if one not in taken)
