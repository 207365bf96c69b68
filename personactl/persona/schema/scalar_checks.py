"""Check text, flags and numbers against their shapes."""

import re
from collections.abc import Iterator

from personactl.document.document import Problem
from personactl.document.node import Node, Scalar, kind
from personactl.document.suggestion import closest_name
from personactl.pattern import Pattern
from personactl.persona.schema.field_shapes import LEGACY_LLM, UUID, Choice, Identifier, Number, Text

_WORDS_FOR_TRUE = frozenset({"yes", "on", "true", "y"})
_WORDS_FOR_FLAGS = _WORDS_FOR_TRUE | {"no", "off", "false", "n"}


def wrong_type(name: str, node: Node, expected: str, hint: str, replacement: str | None = None) -> Problem:
    """Return the problem of a value that is not `expected`, a noun with its article such as "a number"."""
    return Problem("S104", f"{name} must be {expected}, not {kind(node)}", hint, node.span, replacement)


def text_problems(name: str, node: Node, shape: Text | Choice | Identifier) -> Iterator[Problem]:
    if not (isinstance(node, Scalar) and isinstance(node.value, str)):
        expected = shape.description if isinstance(shape, Text) else "text"
        quoted_text = f'"{node.raw}"' if isinstance(node, Scalar) and isinstance(shape, Text) else None
        yield wrong_type(name, node, expected, _text_hint(name, node, shape), quoted_text)
        return
    text = node.value
    match shape:
        case Text():
            yield from form_problems(name, node, text, shape)
        case Choice(options=options) if text not in options:
            suggestion = closest_name(text, options)
            hint = f"Did you mean {suggestion}?" if suggestion else "Write one of these values."
            yield Problem("S106", f"{name} must be one of {', '.join(options)}", hint, node.span, suggestion)
        case Identifier(legacy=legacy):
            if not (UUID.fullmatch(text) or (legacy and LEGACY_LLM.fullmatch(text))):
                trimmed = text.strip() if UUID.fullmatch(text.strip()) else None
                yield Problem("S109", f"{name} is not a valid id", _id_hint(name, text), node.span, trimmed)
        case _:
            pass


def form_problems(name: str, node: Scalar, text: str, shape: Text) -> Iterator[Problem]:
    """Yield the problems of blank, long and malformed text."""
    if not shape.allow_blank and not text.strip():
        yield Problem("S110", f"{name} is empty", "Write some text, or remove the key.", node.span)
    elif shape.max_length is not None and len(text) > shape.max_length:
        message = f"{name} has {len(text):,} characters; the platform accepts at most {shape.max_length:,}"
        yield Problem("S110", message, f"Shorten it to {shape.max_length:,} characters.", node.span)
    elif shape.pattern is not None and not shape.pattern.fullmatch(text):
        yield Problem("S110", f"{name} must be {shape.description}", f"Write {shape.description}.", node.span)


def _text_hint(name: str, node: Node, shape: Text | Choice | Identifier) -> str:
    match shape:
        case Choice(options=options):
            return f"Write one of {', '.join(options)}."
        case Identifier():
            return _id_hint(name, "")
        case Text():
            return f'Put it in quotes: "{node.raw}".' if isinstance(node, Scalar) else "Write text."


def _id_hint(name: str, text: str) -> str:
    if text != text.strip() and UUID.fullmatch(text.strip()):
        return "Remove the white space around the id."
    by_name = name.removesuffix("Id")
    alternative = f", or use {by_name}: with a name instead" if by_name != name else ""
    return f"Write a UUID{alternative}."


def flag_problems(name: str, node: Node) -> Iterator[Problem]:
    if not (isinstance(node, Scalar) and isinstance(node.value, bool)):
        yield wrong_type(name, node, "true or false", _flag_hint(node), _flag(node))


def _flag(node: Node) -> str | None:
    word = str(node.value).casefold() if isinstance(node, Scalar) else ""
    return ("true" if word in _WORDS_FOR_TRUE else "false") if word in _WORDS_FOR_FLAGS else None


def _flag_hint(node: Node) -> str:
    return "Write true or false, without quotes." if _flag(node) else "Write true or false."


def number_problems(name: str, node: Node, shape: Number) -> Iterator[Problem]:
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        hint, digits = _number_hint(node, shape)
        yield wrong_type(name, node, "a number", hint, digits)
    elif shape.minimum is not None and value < shape.minimum:
        yield _out_of_range(name, node, shape, shape.minimum)
    elif shape.maximum is not None and value > shape.maximum:
        yield _out_of_range(name, node, shape, shape.maximum)
    elif shape.integer and value != int(value):
        yield Problem("S104", f"{name} must be a whole number", "Write a whole number.", node.span)


def _number_hint(node: Node, shape: Number) -> tuple[str, str | None]:
    """Return the hint for a value that is not a number, and the number that it means if that is certain.

    Text such as 0600 and 1_000 is a number for other readers of YAML, some of which read 0600 as octal.
    """
    text = node.value.strip() if isinstance(node, Scalar) and isinstance(node.value, str) else ""
    found = _ALMOST_A_NUMBER.fullmatch(text)
    if found is None:
        return f"Write {_range(shape)}.", None
    digits = found["whole"].translate(_WITHOUT_SEPARATORS).lstrip("0") or "0"
    number = found["sign"].replace("+", "") + digits + (found["fraction"] or "")
    if found["unit"]:
        return f"Write the number without a unit: {number}.", None
    quoted = isinstance(node, Scalar) and node.style != "plain"
    if number == text:
        return "Remove the quotes.", number
    if found["whole"].startswith("0"):
        return f"With a leading zero{' and quotes' if quoted else ''} it is text: write {number}.", number
    return f"Write {number}.", number


_ALMOST_A_NUMBER = Pattern(
    r"(?P<sign>[-+]?)(?P<whole>\d+(?:[_,' ]\d{3})*|\d+(?:_\d+)*)(?P<fraction>\.\d+)?"
    r"(?P<unit>\s?(?:s|secs?|seconds?|px|%))?",
    re.ASCII,
)
_WITHOUT_SEPARATORS = str.maketrans("", "", "_,' ")


def _out_of_range(name: str, node: Node, shape: Number, bound: float) -> Problem:
    described = _range(shape)
    return Problem("S105", f"{name} must be {described}", f"Write {described}.", node.span, f"{bound:g}")


def _range(shape: Number) -> str:
    noun = "a whole number" if shape.integer else "a number"
    match shape.minimum, shape.maximum:
        case None, None:
            return noun
        case minimum, None:
            return f"{noun} of {minimum:g} or more"
        case None, maximum:
            return f"{noun} of {maximum:g} or less"
        case minimum, maximum:
            return f"{noun} from {minimum:g} to {maximum:g}"
