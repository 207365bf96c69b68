"""Every problem that reading a YAML file can give: its code, which never changes meaning, and one line about it."""

from types import MappingProxyType
from typing import Final

READING_CODES: Final = MappingProxyType(
    {
        "Y001": "the file cannot be read",
        "Y002": "the file is too large",
        "Y003": "the file is not UTF-8 text",
        "Y004": "a character that YAML does not allow",
        "Y005": "the text is not valid YAML",
        "Y006": "the same key stands twice in one mapping",
        "Y007": "a key is not text",
        "Y008": "a tag that is not supported, or does not fit its value",
        "Y009": "more than one document in a file",
        "Y010": "an alias without its anchor",
        "Y011": "values are nested too deep",
        "Y012": "too many values, often unfolded by aliases",
        "Y013": "a number that JSON cannot carry",
    }
)
