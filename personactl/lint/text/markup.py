"""Markdown and HTML in spoken text, which a voice reads out or stumbles over, and code in Markdown.

`inline_marks` can be removed without a loss, and have a replacement. `block_marks` structure a page, and a person must
turn them into sentences. The spaces around a sign tell emphasis from arithmetic (`2 * 3`) and names (`order_id`).
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.lint.text.text_range import TextRange, not_touching
from personactl.pattern import Pattern

_EMPHASIS: Final = (
    r"(?<![\w*])(?P<stars>\*{1,3})(?=[^\s*])(?P<starred>[^\n]{0,300}?[^\s*])(?P=stars)(?![\w*])"
    r"|(?<![\w_])(?P<bars>_{1,3})(?=[^\s_])(?P<barred>[^\n]{0,300}?[^\s_])(?P=bars)(?![\w_])"
    r"|(?<![\w~])~~(?=\S)(?P<struck>[^\n~]{0,300}?\S)~~(?![\w~])"
)
_CODE: Final = r"(?<!`)(?P<ticks>`{1,2})(?!`)(?P<ticked>[^`\n]{1,300})(?P=ticks)(?!`)"
_LINK: Final = r"!?\[(?P<label>[^\[\]\n]{0,200})\]\([^()\s]{0,500}(?:\s\"[^\"\n]{0,200}\")?\)"
_TAGS: Final = (
    "b|i|u|s|em|strong|br|p|div|span|a|ul|ol|li|h[1-6]|img|code|pre|table|tr|td|th|font|small|sub|sup|hr|center"
)
_HTML: Final = rf"(?P<tag></?(?:{_TAGS})(?:\s[^<>\n]{{0,300}})?/?>)"
_ENTITY: Final = r"(?P<entity>&(?:amp|nbsp|quot|apos|lt|gt|mdash|ndash|hellip|#\d{2,5});)"
_HEADING: Final = r"(?P<heading>^[ \t]{0,3}#{1,6}[ \t]+(?=\S))"
_INLINE: Final = Pattern("|".join((_EMPHASIS, _CODE, _LINK, _HTML, _ENTITY, _HEADING)), re.MULTILINE | re.IGNORECASE)

_WHAT: Final = {
    "starred": "emphasis in asterisks", "barred": "emphasis in underscores", "struck": "struck-out text",
    "ticked": "code in backticks", "label": "a Markdown link", "tag": "an HTML tag", "entity": "an HTML entity",
    "heading": "a Markdown heading",
}  # fmt: skip

_FENCE: Final = Pattern(r"^[ \t]{0,3}(?:`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_ROW: Final = Pattern(r"^[ \t]*\|[^\n]*\|[ \t]*$", re.MULTILINE)
_BULLET: Final = Pattern(r"^[ \t]*(?:[-*+]|[•▪‣◦●])[ \t]+(?=\S)", re.MULTILINE)
_NUMBER: Final = Pattern(r"^[ \t]*\d{1,2}[.)][ \t]+(?=\S)", re.MULTILINE)
_RULE: Final = Pattern(r"^[ \t]{0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$", re.MULTILINE)
_HINTS: Final = Pattern(r"[*_~`\[<&#|•▪‣◦●]|^[ \t]*[-+\d]", re.MULTILINE)


def inline_marks(text: str) -> Iterator[TextRange]:
    """Yield each mark with its content; the replacement is the content without markup."""
    if _HINTS.search(text) is None:
        return
    for match in _INLINE.finditer(text):
        kind = next(name for name in _WHAT if match[name] is not None)
        yield TextRange(match.start(), match.end(), _WHAT[kind], _bare(match, kind, text))


def block_marks(text: str) -> Iterator[TextRange]:
    """Yield lists, tables, rulers and code blocks once each, at their first line. A single `-` may be a dash."""
    if _HINTS.search(text) is None:
        return
    for pattern, least, what in (
        (_FENCE, 1, "a code block"),
        (_ROW, 2, "a table"),
        (_BULLET, 2, "a bulleted list"),
        (_NUMBER, 2, "a numbered list"),
        (_RULE, 1, "a ruler"),
    ):
        found = list(pattern.finditer(text))
        if len(found) >= least:
            yield TextRange(found[0].start(), found[0].end(), what)


def _bare(match: re.Match[str], kind: str, text: str) -> str:
    if kind == "entity":
        import html  # such a table has two thousand names

        return html.unescape(match[0])
    if kind == "heading":
        return ""
    if kind == "tag":
        glued = (
            match.end() < len(text)
            and not text[match.end()].isspace()
            and not text[max(0, match.start() - 1) : match.start()].isspace()
        )
        return " " if glued and match[0].lower().startswith("<br") else ""
    return _INLINE.sub(
        lambda inner: _bare(inner, next(n for n in _WHAT if inner[n] is not None), match[kind]), match[kind]
    )


_FENCED_BLOCK: Final = Pattern(r"^(?P<mark>[ \t]{0,3}(`{3,}|~{3,})).*?(?:^[ \t]{0,3}\2|\Z)", re.MULTILINE | re.DOTALL)
_CODE_SPAN: Final = Pattern(r"(?<!`)(`{1,2})(?!`)[^\n]+?(?<!`)\1(?!`)")


def code(text: str) -> tuple[TextRange, ...]:
    """Return fenced blocks and code spans in order."""
    if "`" not in text and "~~~" not in text:
        return ()
    fences = tuple(TextRange(match.start(), match.end(), "a code block") for match in _FENCED_BLOCK.finditer(text))
    return (*fences, *_spans(text, fences))


def _spans(text: str, fences: tuple[TextRange, ...]) -> Iterator[TextRange]:
    spans = (TextRange(match.start(), match.end(), "code") for match in _CODE_SPAN.finditer(text))
    yield from not_touching(spans, fences)
