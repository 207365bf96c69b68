"""JSON as text. It controls no terminal and no log, and whatever is escaped for that is the same to a program."""

import json

from personactl.report.text.printable import json_escaped


def json_text(value: object, *, line: bool = False, ascii_only: bool = False) -> str:
    """Return a JSON document that ends with a newline.

    line: the document is one line.
    ascii_only: escape all that is not ASCII.
    """
    separators, indent = ((",", ":"), None) if line else (None, 2)
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=ascii_only)
    return f"{json_escaped(text)}\n"
