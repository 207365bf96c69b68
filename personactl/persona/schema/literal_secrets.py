"""Find secrets that are written into a file of `llms/`, where only the place of the secret belongs."""

import re
from typing import Final

from personactl.document.document import Document
from personactl.document.line_index import Lines
from personactl.document.node import MappingNode, Node, Scalar, SequenceNode
from personactl.persona.schema.secret_reference import VARIABLE

_REPEATED: Final = re.compile(r"(?P<before>\bsecret[\"']?[ \t]*:[ \t]+)(?P<value>[^\s{\[#*|>,}][^\r\n,}]*)")
"""Text after `secret:` on its line. If a mapping has the key twice, only the first value became a node."""


def literal_secrets(root: Node | None) -> tuple[Scalar, ...]:
    """Return the scalars under `secret`, also in profiles, that name neither a variable nor an entry of the keyring."""
    if not isinstance(root, MappingNode):
        return ()
    profiles = root.get("profiles")
    inner = profiles.value.entries if profiles is not None and isinstance(profiles.value, MappingNode) else ()
    mappings = [root, *(entry.value for entry in inner if isinstance(entry.value, MappingNode))]
    found = (entry.value for mapping in mappings if (entry := mapping.get("secret")) is not None)
    return tuple(scalar for node in found for scalar in _literal(node))


def without_secrets(document: Document) -> Lines:
    """Return the document's text with an asterisk for each character of a literal secret, safe to show."""
    text = document.lines.text
    for scalar in literal_secrets(document.root):
        start, end = document.lines.offset(scalar.span.start), document.lines.offset(scalar.span.end)
        hidden = "".join(char if char in "\r\n" else "*" for char in text[start:end])
        text = text[:start] + hidden + text[end:]
    text = _REPEATED.sub(lambda found: found["before"] + "*" * len(found["value"]), text)
    return document.lines if text == document.lines.text else Lines(text)


def _literal(node: Node) -> tuple[Scalar, ...]:
    match node:
        case Scalar(value=None):
            return ()
        case Scalar():
            return (node,)
        case SequenceNode(items=items):
            return tuple(scalar for item in items for scalar in _literal(item))
        case MappingNode(entries=entries):
            return tuple(scalar for entry in entries for scalar in _misplaced(entry.name, entry.value))


def _misplaced(name: str, node: Node) -> tuple[Scalar, ...]:
    """Return the scalars that may be secrets: all but a name under `keyring` and the name of a variable under `env`."""
    match node:
        case Scalar(value=str() as text) if name == "keyring" or (name == "env" and VARIABLE.fullmatch(text)):
            return ()
        case _:
            return _literal(node)
