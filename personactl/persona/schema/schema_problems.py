"""Every problem that a persona file can have, by code. A code never changes its meaning.

Y0xx  reading YAML, from the document layer
S1xx  the shape of the file
R2xx  the files that it refers to
"""

from types import MappingProxyType
from typing import Final

from personactl.document.document import READING_CODES

CODES: Final = MappingProxyType(
    {
        **READING_CODES,
        "S101": "an unknown key",
        "S102": "a key that the platform returns but does not accept",
        "S103": "a key that is no longer used",
        "S104": "a value of the wrong type",
        "S105": "a number outside the allowed range",
        "S106": "a value that is not in the list of allowed values",
        "S107": "an empty value for a required key",
        "S108": "a missing key",
        "S109": "a malformed id",
        "S110": "text of the wrong form or length",
        "S111": "two keys that cannot be used together",
        "S112": "a file that is not a persona",
        "S113": "voice options of different providers",
        "S114": "a key that needs another",
        "R201": "a prompt file that cannot be read",
        "R202": "a file outside the project",
        "R203": "a file in `extends` that cannot be used",
        "R204": "files that extend each other in a cycle",
        "R209": "a private file, such as a key, named by a file of the project",
    }
)
