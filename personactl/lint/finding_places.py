"""Where a hit about a whole persona, or about several of its keys at once, is best shown."""

from personactl.document.node import MappingNode, Node, Place, Scalar, Span
from personactl.lint.finding import Fix, RuleFinding
from personactl.lint.persona_view import Located, PersonaView


def at_key(code: str, message: str, hint: str, located: Located, fix: Fix | None = None) -> RuleFinding:
    return RuleFinding(code, message, hint, located.path, located.key_span, fix)


def at_value(code: str, message: str, hint: str, located: Located, fix: Fix | None = None) -> RuleFinding:
    return RuleFinding(code, message, hint, located.path, located.span, fix)


def at_top(code: str, message: str, hint: str, subject: PersonaView) -> RuleFinding:
    """At the file's first key: what is missing has no place of its own."""
    root = subject.document.root
    first = root.entries[0].key.span if isinstance(root, MappingNode) and root.entries else None
    return RuleFinding(code, message, hint, subject.document.path, first or Span(Place(1, 1), Place(1, 1)))


def depth(subject: PersonaView, path: str) -> int:
    """How far up the layer lies that has the last word on a dotted path; -1 where none sets it.

    A layer that says something means it knowingly against those below it, so that is no contradiction.
    """
    if subject.located(path) is None:
        return -1
    steps = path.split(".")
    return max(number for number, layer in enumerate(subject.layers) if _sets(layer.node, steps))


def number(node: Node) -> float | None:
    """The number that a node is; None for anything else, true and false included."""
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
