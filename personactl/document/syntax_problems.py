"""Explains the errors of the YAML parser: what is wrong, at the place where a person would look, and what to do.

The parser names the grammar rule that failed; readers need the usual cause. Errors that are not listed here keep the
words of the parser.
"""

import re

import msgspec

from personactl.document.document import Problem
from personactl.document.libyaml import yaml
from personactl.document.line_index import Lines
from personactl.document.node import Span
from personactl.pattern import Pattern


class _Advice(msgspec.Struct, frozen=True):
    """How one error of the parser is reported.

    message: the message; `{opened}` is replaced by the line on which the unfinished value begins.
    hint: the hint.
    at_opening: whether the place is the start of the unfinished value, and not where the parser stopped.
    code: the code of the problem.
    """

    message: str
    hint: str
    at_opening: bool = False
    code: str = "Y005"


_UNCLOSED_QUOTE = _Advice(
    "this quote is never closed", "Close it; inside '...' a quote is written ''.", at_opening=True
)
_CONFLICT_MARKER = Pattern(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_FINISH_MERGE = "Keep what is right of both sides, and remove the lines with <<<<<<<, ======= and >>>>>>>."
_INDENTED = "Check the indentation of this line, and quote text that contains ': ' or quotes."

_ADVICE = {
    "mapping values are not allowed in this context": _Advice(
        "a ':' is not allowed here",
        'Quote text that contains a colon, as in key: "one: two", or correct the indentation.',
    ),
    "found a tab character that violates indentation": _Advice("a tab is used for indentation", "Indent with spaces."),
    "found a tab character where an indentation space is expected": _Advice(
        "a tab is used for indentation", "Indent with spaces."
    ),
    "did not find expected comment or line break": _Advice(
        "there is text after the | or > of a block", "Move the text to the next line and indent it."
    ),
    "found unexpected end of stream": _UNCLOSED_QUOTE,
    "found unexpected document indicator": _UNCLOSED_QUOTE,
    "found unknown escape character": _Advice(
        "this escape does not exist in YAML", r"Double the backslash (\\), or use single quotes."
    ),
    "did not find expected hexdecimal number": _Advice(
        "this escape does not exist in YAML", r"Double the backslash (\\), or use single quotes."
    ),
    "could not find expected ':'": _Advice(
        "this line is neither 'key: value' nor a continuation of the text above", _INDENTED, at_opening=True
    ),
    "did not find expected key": _Advice("this line does not belong to the mapping above it", _INDENTED),
    "did not find expected '-' indicator": _Advice("this line does not belong to the list above it", _INDENTED),
    "did not find expected <document start>": _Advice("there is text after the end of the document", _INDENTED),
    "did not find expected ',' or ']'": _Advice(
        "a ',' or ']' is missing in the list that begins on line {opened}",
        "Write a ',' after the value before this place, or close the list with ']'.",
    ),
    "did not find expected ',' or '}'": _Advice(
        "a ',' or '}' is missing in the mapping that begins on line {opened}",
        "Write a ',' after the value before this place, or close the mapping with '}'.",
    ),
    "did not find expected node content": _Advice(
        "a value is missing here", "Write the value, or '' for an empty text."
    ),
    "block sequence entries are not allowed in this context": _Advice(
        "a '- ' is not allowed here", "Begin the list on the line below its key."
    ),
    "block mapping values are not allowed in this context": _Advice("a ':' is not allowed here", _INDENTED),
    "found undefined tag handle": _Advice(
        "this tag is not supported", "Remove the tag; quote the value if it is text.", code="Y008"
    ),
    "found incompatible YAML document": _Advice("this YAML version is not supported", "Remove the %YAML line."),
}


def syntax_problem(error: yaml.YAMLError, lines: Lines) -> Problem:
    """Return the problem for an error that the parser raised."""
    marker = _CONFLICT_MARKER.search(lines.text)
    if marker is not None:
        span = lines.span(marker.start(), marker.start() + len(marker[0].rstrip()))
        return Problem("Y005", "this is a conflict marker of an unfinished merge", _FINISH_MERGE, span)
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem(
            "Y005", f"not valid YAML: {' '.join(str(error).split())}", "Correct the YAML text.", lines.span(0, 0)
        )
    words = error.problem or error.context or "the text cannot be parsed"
    offset = _offset(error)
    opened = error.context_mark.index if error.context_mark is not None else offset
    from personactl.document.code_signs import code_sign  # its patterns take long to compile

    sign = code_sign(lines.text, max(offset, opened))
    if sign is not None:
        return Problem("Y005", sign.message, sign.hint, _one_character(lines, sign.offset))
    if words == "found character that cannot start any token":
        return _forbidden_start(lines, offset)
    if words == "did not find expected alphabetic or numeric character":  # the name of an anchor or alias
        return _forbidden_start(lines, opened)
    if words == "did not find expected key" and _after_quote(lines, offset):
        message = "there is text after the closing quote"
        hint = "Inside '...' write a quote as '', or use double quotes."
        return Problem("Y005", message, hint, _one_character(lines, offset))
    advice = _ADVICE.get(words, _Advice(f"not valid YAML: {words}", "Correct the text here or on the line above."))
    message = advice.message.replace("{opened}", str(lines.place(opened).line))
    return Problem(advice.code, message, advice.hint, _one_character(lines, opened if advice.at_opening else offset))


def _offset(error: yaml.MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.index if mark is not None else 0


def _after_quote(lines: Lines, offset: int) -> bool:
    return lines.text[:offset].rstrip(" ").endswith(("'", '"'))


def _one_character(lines: Lines, offset: int) -> Span:
    at_line_end = offset >= len(lines.text) or lines.text[offset] in "\r\n"
    return lines.span(offset, offset if at_line_end else offset + 1)


def _forbidden_start(lines: Lines, offset: int) -> Problem:
    character = lines.text[offset : offset + 1]
    if character == "\t":
        return Problem("Y005", "a tab is used for indentation", "Indent with spaces.", _one_character(lines, offset))
    message = f"a value cannot begin with {character}"
    return Problem("Y005", message, "Quote the value.", _one_character(lines, offset))
