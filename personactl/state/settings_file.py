"""A settings file read with the place of every mistake: the checked way from its nodes to plain values."""

from personactl.document.document import Document
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, Span, kind
from personactl.document.suggestion import closest_name
from personactl.errors import UsageError
from personactl.state.project_settings import Word


def mapping(document: Document, node: Node, what: str, known: tuple[str, ...] | None) -> dict[str, Entry]:
    """The entries by name; `known` None means that any name will do."""
    if not isinstance(node, MappingNode):
        raise refused(document, node.span, f"{what} must hold 'key: value' lines, and this is {kind(node)}")
    for entry in node.entries:
        if known is not None and entry.name not in known:
            raise _unknown(document, entry, what, known)
    return {entry.name: entry for entry in node.entries}


def text(document: Document, entry: Entry | None) -> str | None:
    """The entry's text, which must not be empty; None where there is no entry."""
    return None if entry is None else _word(document, entry.value, f"'{entry.name}'").text


def word(document: Document, entry: Entry) -> Word:
    return _word(document, entry.value, f"'{entry.name}'")


def words(document: Document, entry: Entry) -> tuple[Word, ...]:
    """The texts of the list that the entry must be; a single text stands for a list of one."""
    if isinstance(entry.value, Scalar) and isinstance(entry.value.value, str):
        return (word(document, entry),)
    if not isinstance(entry.value, SequenceNode):
        message = f"'{entry.name}' must be a list of texts, and this is {kind(entry.value)}"
        raise refused(document, entry.value.span, message)
    return tuple(_word(document, item, f"every item of '{entry.name}'") for item in entry.value.items)


def whole_number(document: Document, entry: Entry | None, least: int = 1, most: int | None = None) -> int | None:
    """The entry's number, from `least` to `most`; None where there is no entry."""
    match entry.value if entry is not None else None:
        case None:
            return None
        case Scalar(value=int() as found) if _within(found, least, most):
            return found
        case node:
            assert entry is not None
            allowed = f"{least} or more" if most is None else f"{least} to {most}"
            raise refused(document, node.span, f"'{entry.name}' must be a whole number, {allowed}")


def _within(number: int, least: int, most: int | None) -> bool:
    return not isinstance(number, bool) and least <= number and (most is None or number <= most)


def refused(document: Document, span: Span, message: str) -> UsageError:
    hint = f"correct it, or leave it out; {document.path.name} is optional"
    return UsageError(message, where=place(document, span), hint=hint)


def place(document: Document, span: Span) -> str:
    return f"{document.path}:{span.start.line}:{span.start.column}"


def _word(document: Document, node: Node, what: str) -> Word:
    match node:
        case Scalar(value=str() as found) if found.strip():
            return Word(found, place(document, node.span))
        case _:
            raise refused(document, node.span, f"{what} must be text, and this is {kind(node)}")


def _unknown(document: Document, entry: Entry, what: str, known: tuple[str, ...]) -> UsageError:
    near = closest_name(entry.name, known)
    return UsageError(
        f"{what} has an unknown key {entry.name!r}",
        where=place(document, entry.key.span),
        hint=f"did you mean {near!r}?" if near else f"known keys: {', '.join(known)}",
    )
