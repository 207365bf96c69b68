"""Every problem that a persona file can have, by code, with one line about it. Codes never change their meaning.

Y0xx reading, from the document layer · S1xx the shape of the file · R2xx what it refers to.
"""

from types import MappingProxyType
from typing import Final

from personactl.document.document import READING_CODES

CODES: Final = MappingProxyType(
    {
        **READING_CODES,
        "S101": "a key that no persona has",
        "S102": "a key that the platform shows but does not take",
        "S103": "a key that is no longer used",
        "S104": "a value of the wrong type",
        "S105": "a number out of its range",
        "S106": "a value that is not one of those allowed",
        "S107": "an empty value where one is needed",
        "S108": "a key that is missing",
        "S109": "an id that is no id",
        "S110": "text of the wrong form or length",
        "S111": "two keys that exclude each other",
        "S112": "the file is not a persona",
        "S113": "voice options of different providers together",
        "S114": "a key that needs another",
        "R201": "a prompt file that cannot be read",
        "R202": "a file outside of the project",
        "R203": "a file in `extends` that cannot be used",
        "R204": "files that extend each other in a circle",
    }
)
