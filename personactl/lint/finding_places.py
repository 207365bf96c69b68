"""Where a finding about a whole persona, or about several of its keys, is shown best."""

from personactl.document.node import MappingNode, Node, Place, Scalar, Span
from personactl.lint.finding import Fix, RuleFinding
from personactl.lint.persona_view import Located, PersonaView


def at_key(code: str, message: str, hint: str, located: Located, fix: Fix | None = None) -> RuleFinding:
    return RuleFinding(code, message, hint, located.path, located.key_span, fix)


def at_value(code: str, message: str, hint: str, located: Located, fix: Fix | None = None) -> RuleFinding:
    return RuleFinding(code, message, hint, located.path, located.span, fix)


def at_top(code: str, message: str, hint: str, persona: PersonaView) -> RuleFinding:
    """Return a finding at the first key of the file, because something that is missing has no place."""
    root = persona.document.root
    first = root.entries[0].key.span if isinstance(root, MappingNode) and root.entries else None
    return RuleFinding(code, message, hint, persona.document.path, first or Span(Place(1, 1), Place(1, 1)))


def layer_depth(persona: PersonaView, path: str) -> int:
    """Return the index of the uppermost layer that sets the dotted path, or -1 if none does.

    A layer overrides those below it on purpose, so a value that conflicts with a lower layer is not a contradiction.
    """
    if persona.located(path) is None:
        return -1
    steps = path.split(".")
    return max(number for number, layer in enumerate(persona.layers) if _sets(layer.node, steps))


def number(node: Node) -> float | None:
    """Return the number in a node, or None if the node is not a number. Booleans are not numbers."""
    match node:
        case Scalar(value=bool()):
            return None
        case Scalar(value=int() | float() as value):
            return value
        case _:
            return None


def _sets(node: MappingNode, steps: list[str]) -> bool:
    entry = node.get(steps[0])
    if entry is None or not steps[1:]:
        return entry is not None
    return isinstance(entry.value, MappingNode) and _sets(entry.value, steps[1:])
