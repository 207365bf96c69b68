"""Names on the platform -> keys of new files: short, readable on every system, and not taken yet."""

import itertools
import re
import unicodedata
from collections.abc import Collection
from typing import Final

from personactl.persona.resource import Kind

_LONGEST: Final = 60
_BETWEEN: Final[dict[Kind, str]] = {"tool": "_"}
_RESERVED: Final = re.compile(r"personactl|con|prn|aux|nul|com[0-9]|lpt[0-9]")
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f/\\]")


def fresh_key(kind: Kind, name: str, taken: Collection[str]) -> str:
    """A key for what is called `name`: its letters and digits in lower case, those of a tool as they are.

    None of those `taken`, which are casefolded: some file systems can't tell two keys apart that differ in case alone.
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
    """Whether a document of that name may become a file: in its folder, and to be seen there."""
    return bool(name) and not name.startswith(".") and not _UNSAFE.search(name) and len(name.encode()) <= 255


def secret_variable(key: str) -> str:
    """The environment variable that a new file names for the secret of an LLM; no such name begins with a digit."""
    word = "".join(char if char.isascii() and char.isalnum() else "_" for char in key).upper()
    return f"{'LLM_' if word[:1].isdigit() else ''}{word}_SECRET"
