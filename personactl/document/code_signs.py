"""Recognises code of another language in a file that is not valid YAML, and says how to go on.

People paste configurations from JavaScript and Python. The parser then complains about a place further down, so this
looks for the first line that gives the code away. Texts in `|` blocks and quotes are not code.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from personactl.command_hint import command_hint
from personactl.document.libyaml import yaml

_BLOCK: Final = "Write the text below | and indent it"
_QUOTED: Final = re.compile(r"\"[^\"\\]*+(?:\\.[^\"\\]*+)*(?P<double>\")?|'[^']*+(?:''[^']*+)*(?P<single>')?")
"""A text in quotes; without their second one, all that follows."""
_LETTER: Final = re.compile(r"\S")
_SCRIPT: Final = re.compile(
    r"(?:(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:const|let|var|function|interface|enum)\s+[\w$]++.*[=({]"
    r"|export\s+default\b|export\s*\{|module\.exports\b|exports\.\w+\s*=|import\s.*\bfrom\s*['\"]|import\s+['\"]"
    r"|type\s+\w+\s*=|(?:await\s+)?[\w$.]+\(\s*(?:['\"{`].*)?$|return\b.*[{;]\s*$|[\w$.]+\s*=\s*[{\[`]"
    r"|\}\)?(?:\s*as const)?;)"
)
_PYTHON: Final = re.compile(
    r"(?:from\s+[\w.]+\s+import\b|import\s+[\w.]+(?:\s+as\s+\w+)?\s*$|(?:async\s+)?def\s+\w+\(|class\s+\w+.*:\s*$"
    r"|\w+(?:\s*:\s*+[\w\[\], ]++)?\s*=\s*(?:[\w.]+\(|\{|\[|[fr]?[\"'])|\w+=(?:[\"'\w\[{]).*,\s*$)"
)
_EXPRESSION: Final = re.compile(
    r"[\"'\w)]\s*\+\s*[\"'\w(]|\?\?|\|\||\bprocess\.env\b|\bimport\.meta\b|\bos\.(?:getenv|environ)\b|\s\?\s(?:(?!\s\?\s).)*\s:\s|=>|`"
)
_COMMENT: Final = re.compile(r"(?:^|[,{}\[\]'\"]\s*|\s)(//|/\*)")
_SURE_COMMENT: Final = re.compile(r"(?:^\s*|[,{}\[\]'\"]\s*)(//|/\*)")
_BACKTICK: Final = re.compile(r"(?:^|[:,+=?(\[{]|-\s)\s*(`)")
_THREE_QUOTES: Final = re.compile(r"(?:^|[:,+=(\[{])\s*[fr]?(\"\"\"(?!\")|'''(?=[^\s'\",]|\s*$))")
_COMMA: Final = re.compile(r"\s*[\w\"'-]+\s*:\s.*(,)\s*")
_LEFTOVER: Final = re.compile(r"\S(?:.*\S)?\s*(?:([,;])|\s(?://|/\*).*)")
_MARKUP: Final = re.compile(r"<(?:!doctype|html|head|body|script|template)\b", re.IGNORECASE)
_FENCE: Final = re.compile(r"```|~~~")


class CodeSign(msgspec.Struct, frozen=True):
    """The first sign of another language.

    message: what it is.
    hint: what to do.
    offset: where it is in the text.
    """

    message: str
    hint: str
    offset: int


def code_sign(text: str, error: int) -> CodeSign | None:
    """Return the first sign of code up to the line of the offset `error`, or None."""
    for line, start, depth in _code_lines(text, error):
        sign = _sign(line, depth, last=start <= error <= start + len(line))
        if sign is not None:
            message, hint, column = sign
            return CodeSign(message, hint, start + column)
    return None


def leftover_hint(value: object) -> str | None:
    """Return what to do about a value that ends with a comma or a comment of code, or None if it does not."""
    match = _LEFTOVER.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    if match[1] in {",", ";"}:
        return f"Remove the '{match[1]}' at the end of the line."
    return _or_convert("Write # for a comment")


def _or_convert(step: str) -> str:
    return f"{step}; '{command_hint('import', 'FILE', profile=None)}' converts code."


def _convert() -> str:
    return f"'{command_hint('import', 'FILE', profile=None)}' converts the code into a persona file."


def _sign(line: str, depth: int, *, last: bool) -> tuple[str, str, int] | None:
    """Return the message, the hint and the column of a sign.

    depth: how many brackets are open before the line.
    last: whether the parser stopped in this line.
    """
    plain, bare = _QUOTED.sub(_without_letters, line), line.lstrip()
    indent = len(line) - len(bare)
    if _FENCE.match(bare) and depth == 0:
        return "this line is Markdown, not YAML", f"Remove the lines with ``` around the YAML. {_convert()}", indent
    comment = (_COMMENT if last else _SURE_COMMENT).search(plain)
    if comment is not None:
        hint = _or_convert("Write # for a comment")
        return f"{comment[1]} does not begin a comment in YAML", hint, comment.start(1)
    for pattern, what in ((_BACKTICK, "backticks is JavaScript"), (_THREE_QUOTES, "three quotes is Python")):
        quotes = pattern.search(plain if pattern is _BACKTICK else line)
        if quotes is not None:
            return f"text in {what}, which YAML does not read", _or_convert(_BLOCK), quotes.start(1)
    language = _language(bare) if depth == 0 else ""
    if language:
        return f"this is {language}, not YAML", _convert(), indent
    expression = _EXPRESSION.search(plain) if last else None
    if expression is not None:
        return "this is an expression of code, which YAML does not evaluate", _convert(), expression.start()
    comma = _COMMA.fullmatch(plain) if depth == 0 else None
    if comma is not None:
        hint = _or_convert("Remove the commas, or put { and } around all keys")
        return "a ',' after a value belongs into { }", hint, comma.start(1)
    return None


def _language(line: str) -> str:
    if _MARKUP.match(line):
        return "HTML"
    if _SCRIPT.match(line):
        return "JavaScript"
    return "Python" if _PYTHON.match(line) else ""


def _is_closed(quoted: re.Match[str]) -> bool:
    return (quoted["double"] or quoted["single"]) is not None


def _without_letters(quoted: re.Match[str]) -> str:
    mark = quoted[0][0]
    return mark + "x" * (len(quoted[0]) - 2) + mark if _is_closed(quoted) else quoted[0]


def _code_lines(text: str, error: int) -> Iterator[tuple[str, int, int]]:
    """Yield the lines up to the error that can be code: each with its offset and the number of open brackets."""
    depth, offset = 0, 0
    for whole in _without_texts(text[: _end_of_line(text, error)]).splitlines(keepends=True):
        line = whole.rstrip("\r\n")
        start, offset = offset, offset + len(whole)
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        yield line, start, depth
        plain = _QUOTED.sub(lambda match: "" if _is_closed(match) else match[0], line)
        depth = max(0, depth + sum(plain.count(one) for one in "{[") - sum(plain.count(one) for one in "}]"))


def _without_texts(text: str) -> str:
    """Return the text with an x for each letter of the quoted texts and blocks that the parser could read."""
    parts: list[str] = []
    at = 0
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if isinstance(token, yaml.ScalarToken) and token.style in {"'", '"', "|", ">"}:
                start, end = token.start_mark.index + 1, token.end_mark.index - (token.style in {"'", '"'})
                if end > start:  # an empty text has only its quotes, of which Python's texts have three
                    parts += [text[at:start], _LETTER.sub("x", text[start:end])]
                    at = end
    except yaml.YAMLError:
        pass
    return "".join([*parts, text[at:]])


def _end_of_line(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return end if end >= 0 else len(text)
