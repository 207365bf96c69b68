"""Writes plain values as YAML, as a careful person would: block style, with quotes only where they are needed.

Quotes are needed if any YAML reader would misread the text: `no` and `12:30` are text for personactl, but YAML 1.1
reads them as other values.
"""

import json
import math
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from personactl.document.libyaml import yaml
from personactl.document.node import Style
from personactl.document.scalars import scalar_value
from personactl.json_value import JsonMapping, JsonValue

_LONGEST_KEY: Final = 1000
"""Longer keys are written after a question mark, because the parser looks for a colon in 1,024 characters only."""
_LONGEST_LINE: Final = 100

_FIRST: Final = frozenset("-?:,[]{}#&*!|>'\"%@`")
_FLOW_ONLY: Final = frozenset(",[]{}:")
_PRINTABLE: Final = r"\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_ONE_LINE: Final = re.compile(f"[{_PRINTABLE}]+")
_MORE_LINES: Final = re.compile(f"[\\n\\t{_PRINTABLE}]+")
_ESCAPED: Final = re.compile(f"[^{_PRINTABLE}]")
_READ_OTHERWISE: Final = yaml.SafeLoader.yaml_implicit_resolvers


class UnwritableError(ValueError):
    """YAML cannot represent the value: half of a surrogate pair, or a number that is not finite."""


class Source(msgspec.Struct, frozen=True):
    """The source of a value.

    inline: the part beside the key or the dash.
    lines: the indented lines below, without line ends.
    """

    inline: str
    lines: tuple[str, ...] = ()


class IndentStyle(msgspec.Struct, frozen=True):
    """How a file is indented.

    step: the columns by which mappings are indented.
    dash: the columns by which the dashes of a list in a mapping are indented.
    """

    step: int = 2
    dash: int = 2


DEFAULT_INDENT_STYLE: Final = IndentStyle()


def to_yaml(value: JsonMapping, indent_style: IndentStyle = DEFAULT_INDENT_STYLE) -> str:
    """Return a whole document. Raises `UnwritableError`."""
    lines = mapping_lines(value, 0, indent_style) if value else ["{}"]
    return "".join(f"{line}\n" for line in lines)


def block(
    value: JsonValue, column: int, indent_style: IndentStyle, *, item: bool = False, style: Style = "plain"
) -> Source:
    """Return the source of `value` in a block collection.

    column: the column of the collection, counted from 0.
    item: whether the value is an item of a list.
    style: the style for text.
    """
    match value:
        case dict() if value:
            if item:
                return _compact(mapping_lines(value, column + 2, indent_style))
            return Source("", tuple(mapping_lines(value, column + indent_style.step, indent_style)))
        case list() if value and not _brief(value):
            if item:
                return _compact(_item_lines(value, column + 2, indent_style))
            return Source("", tuple(_item_lines(value, column + indent_style.dash, indent_style)))
        case str() if style in {"literal", "folded"} or "\n" in value.rstrip("\n"):
            return _literal(value, column, indent_style.step) or Source(text_source(value, "double"))
        case str():
            return Source(text_source(value, style))
        case _:
            return Source(flow(value))


def flow(value: JsonValue) -> str:
    """Return `value` on one line, as it may be written in brackets."""
    match value:
        case dict():
            return "{" + ", ".join(f"{_flow_key(key)} {flow(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(flow(item) for item in value) + "]"
        case str():
            return text_source(value, "plain", in_flow=True)
        case float() if not math.isfinite(value):
            raise UnwritableError("a number that is not finite")
        case _:
            return json.dumps(value)


def entry_lines(key: str, value: JsonValue, column: int, indent_style: IndentStyle) -> list[str]:
    """Return the lines of one entry of a block mapping at `column`."""
    source = block(value, column, indent_style)
    indent = " " * column
    name = text_source(key, "plain", in_flow=True)
    lead = [f"{indent}{name}:"] if len(name) <= _LONGEST_KEY else [f"{indent}? {name}", f"{indent}:"]
    return [*lead[:-1], f"{lead[-1]} {source.inline}".rstrip(" "), *source.lines]


def item_lines(value: JsonValue, column: int, indent_style: IndentStyle) -> list[str]:
    """Return the lines of one item of a block list whose dashes are at `column`."""
    source = block(value, column, indent_style, item=True)
    return [f"{' ' * column}- {source.inline}".rstrip(" "), *source.lines]


def flow_entry(key: str, value: JsonValue) -> str:
    return f"{_flow_key(key)} {flow(value)}"


def mapping_lines(value: JsonMapping, column: int, indent_style: IndentStyle) -> list[str]:
    return [line for key, inner in value.items() for line in entry_lines(key, inner, column, indent_style)]


def text_source(text: str, style: Style, *, in_flow: bool = False) -> str:
    """Return `text` on one line in `style`, or in a style that can hold it."""
    if style == "plain" and _may_be_plain(text, in_flow=in_flow):
        return text
    if _ONE_LINE.fullmatch(text) and (style == "single" or (style == "plain" and _better_single(text))):
        return "'" + text.replace("'", "''") + "'"
    return _double(text)


def _item_lines(value: Sequence[JsonValue], column: int, indent_style: IndentStyle) -> list[str]:
    return [line for item in value for line in item_lines(item, column, indent_style)]


def _compact(lines: Sequence[str]) -> Source:
    """Return a collection that begins beside the dash of its list."""
    return Source(lines[0].lstrip(" "), tuple(lines[1:]))


def _brief(value: Sequence[JsonValue]) -> bool:
    """Return whether a list reads well on one line: it is short and its values are simple."""
    simple = all(not isinstance(item, dict | list) and (not isinstance(item, str) or item) for item in value)
    return simple and len(flow(list(value))) <= _LONGEST_LINE * 3 // 5


def _flow_key(key: str) -> str:
    name = text_source(key, "plain", in_flow=True)
    return f"{name}:" if len(name) <= _LONGEST_KEY else f"? {name} :"


def _literal(text: str, column: int, step: int) -> Source | None:
    """Return a literal block that is indented by `step` columns more than `column`; None if a block cannot show the
    text.
    """
    if not _MORE_LINES.fullmatch(text) or not text.strip(" \t\n"):
        return None
    indicator = str(step) if text[0] in " \n\t" else ""
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    chomping = "-" if ends == 0 else "" if ends == 1 else "+"
    lines = [*body.split("\n"), *([""] * (ends - 1))]
    indent = " " * (column + step)
    return Source(f"|{indicator}{chomping}", tuple(indent + line if line else "" for line in lines))


def _may_be_plain(text: str, *, in_flow: bool) -> bool:
    """Return whether every YAML reader reads the unquoted `text` as this text."""
    if not text or text[0] in _FIRST or text != text.strip() or not _ONE_LINE.fullmatch(text):
        return False
    if scalar_value(text, plain=True, tag=None) != text or text.startswith("..."):
        return False
    if ": " in text or " #" in text or text.endswith(":") or (in_flow and _FLOW_ONLY & set(text)):
        return False
    return not any(pattern.match(text) for _, pattern in _READ_OTHERWISE.get(text[0], ()))


def _better_single(text: str) -> bool:
    return "'" not in text and ('"' in text or "\\" in text)


def _double(text: str) -> str:
    return _ESCAPED.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xD800 <= code < 0xE000:
        raise UnwritableError("half of a surrogate pair")
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
