"""Names on the platform -> keys of new files: short, valid on every file system, and not taken yet."""

import itertools
import re
import unicodedata
from collections.abc import Collection
from typing import Final

from personactl.persona.project_resource import Kind

_LONGEST: Final = 60
_BETWEEN: Final[dict[Kind, str]] = {"tool": "_"}
_VARIABLE: Final = "ANAM_LLM_SECRET"
_RESERVED: Final = re.compile(r"personactl|con|prn|aux|nul|com[0-9]|lpt[0-9]")
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f/\\]")


def fresh_key(kind: Kind, name: str, taken: Collection[str]) -> str:
    """A key for a resource with that name: its letters and digits, in lower case unless it is a tool.

    The key is not in `taken`, whose keys are casefolded: some file systems do not distinguish upper and lower case.
    """
    between = _BETWEEN.get(kind, "-")
    text = unicodedata.normalize("NFC", name)
    words = re.findall(r"[^\W_]+", text if kind == "tool" else text.lower())
    key = between.join(words)[:_LONGEST].rstrip(between) or kind
    if _RESERVED.fullmatch(key.casefold()):
        key += between + kind
    numbered = (key if number == 1 else f"{key}{between}{number}" for number in itertools.count(1))
    return next(one for one in numbered if one.casefold() not in taken)


def usable_filename(name: str) -> bool:
    """Whether a document of that name can become a file that lies in its folder and is not hidden."""
    return bool(name) and not name.startswith(".") and not _UNSAFE.search(name) and len(name.encode()) <= 255


def fresh_variable(taken: Collection[str]) -> str:
    """The environment variable that a new file names for the secret of an LLM, and that no other file names.

    It is not made from a name on the platform, which could choose one of the user's variables that way.
    """
    numbered = (_VARIABLE if number == 1 else f"{_VARIABLE}_{number}" for number in itertools.count(1))
    return next(one for one in numbered if one not in taken)
