"""Placeholders that the author did not replace, such as `[Company Name]`, `<YOUR_KEY>` and TODO.

Only marks without another use count: `[name]` may be a slot that the model fills in, `[STYLE]` alone on its line is a
heading, `todo` is an everyday word, and TODO is Spanish for everything. A mark that the text forbids, explains or shows
as code is no placeholder either.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from personactl.lint.text.language import sentence_around
from personactl.lint.text.mark_words import (
    AFTER_MENTION,
    BEFORE_MENTION,
    FILL_IN,
    FIRM,
    HERE,
    HONORIFIC,
    IS_NAMED,
    LISTENER,
    MENTIONS,
    NAME,
    OWN,
    VENUE,
    YOURS,
)
from personactl.lint.text.markup import code
from personactl.lint.text.text_range import TextRange, not_touching, without_overlaps
from personactl.pattern import Pattern

_OWN: Final = r"(?:name|company|business|brand|product|service|organi[sz]ation|agent|bot|assistant|persona|website|url)"
# Words that a text must contain for the pattern to match, and the pattern; its group is the placeholder.
_NOTES: Final = tuple(
    (frozenset(hints), Pattern(pattern, re.MULTILINE))
    for hints, pattern in (
        # A note of the author, at the start of a line or in brackets.
        (
            ("TODO", "FIXME"),
            r"(?:^|(?<=[\[(<])|(?<=[.!?] ))[ \t]*(?:[-*>#]+[ \t]+|//[ \t]*|<!--[ \t]*)?"
            r"((?:TODO|FIXME)(?=[:(\])>]|[ \t]+[-–—]):?)",
        ),
        (("FIXME",), r"(\bFIXME\b)"),
        (("TODO", "FIXME", "[TB"), r"(\[(?:TBD|TBA|TBC|TODO|FIXME)\b[^\]\n]{0,60}\])"),
        (("orem ipsum",), r"(\b[Ll]orem ipsum\b)"),
        (
            ("INSERT", "nsert", "FILL IN", "ill in", "REPLACE", "CHANGE"),
            r"([\[<{(](?:INSERT|[Ii]nsert|FILL IN|[Ff]ill in|REPLACE|CHANGE ?ME)(?:[ _:-][^\]>})\n]{0,60})?[\]>})])",
        ),
        (
            ("INSERT", "nsert", "HERE"),
            r"(\b(?:INSERT|ENTER|ADD|PUT)[ _](?:[A-Z]{2,20}[ _]){1,5}HERE\b"
            rf"|\bInsert (?:your |the )?{_OWN}(?:'s)?(?: name)? here\b"
            r"|\b(?:YOUR[ _])?(?:COMPANY|BUSINESS|BRAND|PRODUCT|AGENT)(?:[ _]NAME)?[ _](?:GOES[ _])?HERE\b)",
        ),
        (("YOUR",), r"([\[<{]YOUR[ _-][A-Z0-9 _./-]{1,40}[\]>}])"),
        (
            ("YOUR", "Your", "your_", "your-"),
            r"(\b(?:YOUR|[Yy]our)[_-](?:[^\W_]{1,30}[_-]){0,5}(?:(?i:api|id|key|token|secret|name|here))\b)",
        ),
        (
            ("[your", "<your", "{your"),
            rf"([\[<{{]your[_-](?:[^\W_]{{1,30}}[_-]){{0,2}}{_OWN}(?:[_-]name|[_-]here)?[\]>}}])",
        ),
        (
            ("[your ", "<your ", "{your "),
            r"([\[<{]your (?:own )?(?:company|business|brand|product|service|organi[sz]ation|website|shop|store)"
            r"(?:['’]s)?(?: name| url)?(?: here)?[\]>}])",
        ),
        (("XX",), r"((?<=: )X{3,8}(?=[\s.,;]|$)|[\[<]X{3,8}[\]>]|(?<=[$€£])X{2,8}\b)"),
        (("00000000-",), r"(\b0{8}-0{4}-0{4}-0{4}-0{12}\b)"),
        (("[object ",), r"(\[object [A-Z]\w+\])"),
    )
)
_HINTS: Final = tuple(sorted(frozenset[str]().union(*(hints for hints, _ in _NOTES))))
# The sign that a mark begins with, and the pattern; its group is the content.
_MARKS: Final = tuple(
    (sign, Pattern(pattern))
    for sign, pattern in (
        ("[", r"(?<![A-Za-z0-9_\]])\[(?P<square>[^\[\](){}<>\n]{2,60})\](?![(\[]|:[ \t]*(?:https?:|[</]))"),
        *((left, rf"{left}(?P<wide>[^{right}\n]{{2,40}}){right}") for left, right in ("【】", "［］", "〈〉", "《》")),
        ("<<", r"<<(?P<merge>[A-Z][A-Z0-9_ -]{1,40}|[A-Z][^\W\d_]+(?:[ _-][A-Z][^\W\d_]+){0,4})>>"),
        ("<", r"(?<!<)<(?P<angle>[^\W\d_][^<>/=\"\n]{1,50})>"),
        (
            "{",
            r"(?<![\w{$%#])\{(?P<brace>[A-Z0-9_ -]{3,50}|[^\W\d_][^{}\"':\n]{1,40} [^{}\"':\n]{1,40})\}(?!\})",
        ),
        ("%", r"%(?P<percent>[A-Z][A-Z0-9_]{2,40})%"),
        ("__", r"\b__(?P<bars>[A-Z][A-Z0-9_]{2,40}?)__\b"),
    )
)
_BETWEEN: Final = Pattern(r"['’]s\b|[\s_/\-–'’]+")
# After "You work for", a product or a service is the company's own too.
_OFFERED: Final = Pattern(rf"(?:the |our |your )?(?:(?:product|service)s?(?: name)?|{VENUE})")
_CONTACT: Final = Pattern(
    r"(?:phone |telephone |contact |mobile |fax )?number|(?:tele)?phone|(?:street |postal |e ?mail |web )?address"
    r"|e ?mail|website(?: url)?|url|(?:opening |business |office )?hours|location"
)
_PLACE: Final = Pattern(
    r"(?:your |our |the )?(?:city|town|region|neighbou?rhood|district|country|state|industry|location)"
)
_PRODUCT: Final = Pattern(r"(?:your |our |the )?(?:product|service)s?(?: names?)?|prices?|menu|polic(?:y|ies)")
_LABEL: Final = Pattern(r"[ \t]*(?:[-*+•][ \t]+|\d+[.)][ \t]+)?[*_]*[^\W\d_][\w /&-]{1,30}[*_]*:[*_]*[ \t]*$")
_LIST_LINE: Final = Pattern(r"[ \t]*(?:(?:[-*+•]|\d+[.)])[ \t]|[*_]*[^\W\d_][\w /&-]{1,30}[*_]*:[*_]*[ \t]*\S)")
_OURS: Final = Pattern(
    r"(?!.*\b(?:collect|ask|confirm|record|capture|gather|summar|customer|caller|user|patient|guest|visitor|client|repeat"
    r"|verify|note|log|fill|get|need|provide)\w*\b)"
    rf".*\b(?:our|about us|contact (?:us|info\w*|details?)|how to (?:reach|find|contact) us|(?:{FIRM}|{VENUE}|office)"
    r"(?:['’]s)? (?:info\w*|details?|facts|data|profile|contacts?|background)"
    r"|(?:facts )?about the (?:company|business))\b",
    re.IGNORECASE,
)
"""The title of a list of facts about the company."""
_REACH_US: Final = Pattern(
    r"\b(?:(?:call|reach|contact|visit|e-?mail|find|text) us|our (?:phone|number|address|e-?mail|website"
    r"|hours)[\w ]{0,12})"
    r" (?:at|on|under|via|by|is|are)[: ]*$",
    re.IGNORECASE,
)
_REPRESENTS: Final = Pattern(
    r"(?:^|[.!?][ \t]+|[-*#>][ \t]+)(?:(?:Hello|Hi)[^.\n]{0,30}?)?"
    r"(?:You(?: are|['’]re)|[Yy]ou(?: work| speak)? (?:for|at)|[Rr]epresent(?:ing)?|[Oo]n behalf of|[Ww]elcome to)"
    r"[^.!?\n]{0,60}$"
)


def placeholders(text: str) -> Iterator[TextRange]:
    """Yield the placeholders in a text for a model, in order."""
    found = [*_notes(text), *_marks(text)]
    if found:
        real = not_touching(without_overlaps(found), code(text))
        mentioned: dict[str, bool] = {}
        yield from (one for one in real if not _is_mentioned(text, one, mentioned))


def _notes(text: str) -> Iterator[TextRange]:
    hints_here = [hint for hint in _HINTS if hint in text]
    for hints, pattern in _NOTES if hints_here else ():
        if not hints.isdisjoint(hints_here):
            for match in pattern.finditer(text):
                yield TextRange(match.start(1), match.end(1), match[1])


def _marks(text: str) -> Iterator[TextRange]:
    page = _Page(text)
    for match, inner in _all_marks(text):
        if _is_placeholder(page, match, inner):
            yield TextRange(match.start(), match.end(), match[0])


def _all_marks(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each mark with its content."""
    for sign, pattern in _MARKS:
        if sign in text:
            for match in pattern.finditer(text):
                yield match, match[match.lastgroup or 0]


class _Page:
    """A text, with what is asked about it for each mark."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def stripped(self) -> str:
        return self.text.strip()

    @cached_property
    def has_lines(self) -> bool:
        return "\n" in self.stripped

    def closes(self, tag: str) -> bool:
        """Return whether a closing tag begins with `tag`."""
        at = bisect_left(self._closed, tag)
        return at < len(self._closed) and self._closed[at].startswith(tag)

    def begins_line(self, at: int) -> bool:
        """Return whether nothing but the marks of a heading is before `at` on its line."""
        start = self._lines[bisect_right(self._lines, at) - 1]
        return at - start <= _LONGEST_MARGIN and not self.text[start:at].strip(" \t#*")

    @cached_property
    def _closed(self) -> list[str]:
        parts = self.text.split("</")[1:]
        return sorted(part[:_LONGEST_MARK] for part in parts)

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]


def _is_placeholder(page: _Page, match: re.Match[str], inner: str) -> bool:
    """Return whether a mark stands for something that its author knows."""
    words = " ".join(_BETWEEN.sub(" ", inner).split()).casefold()
    if match.lastgroup == "angle" and page.closes(inner.split()[0]):  # a pair of tags
        return False
    if FILL_IN.fullmatch(words) or HERE.fullmatch(words):
        return match.lastgroup != "angle" or inner[0].isupper()
    if inner[0].islower() or LISTENER.search(words) or _is_heading(page, match, inner):
        return False
    if OWN.fullmatch(words) or YOURS.fullmatch(words):
        return True
    text = page.text
    before = text[max(0, match.start() - 80) : match.start()].rpartition("\n")[2]
    if NAME.fullmatch(words):
        if IS_NAMED.search(before.casefold()) or page.stripped == match[0]:
            return True
        return inner.upper() == inner and HONORIFIC.match(text, match.end()) is None
    if match.lastgroup == "merge" and any(one.fullmatch(words) for one in (_CONTACT, _PLACE, _PRODUCT)):
        return True
    if _CONTACT.fullmatch(words) and (_REACH_US.search(before) is not None or _is_fact(text, match)):
        return True
    if _PRODUCT.fullmatch(words) and _is_fact(text, match):
        return True
    represents = _OFFERED.fullmatch(words) or _PLACE.fullmatch(words)
    return represents is not None and _REPRESENTS.search(before) is not None


def _is_fact(text: str, match: re.Match[str]) -> bool:
    """Return whether a mark is the value of a label in a list of facts about the company, such as `Phone: [Number]`."""
    start = text.rfind("\n", 0, match.start()) + 1
    if _LABEL.match(text[start : match.start()]) is None:
        return False
    for line in reversed(text[max(0, start - 600) : start].splitlines()):
        if line.strip() and _LIST_LINE.match(line) is None:
            return _OURS.match(line) is not None
    return False


def _is_heading(page: _Page, match: re.Match[str], inner: str) -> bool:
    """Return whether a mark begins its line as a heading, or names what follows on the line."""
    if not page.begins_line(match.start()):
        return False
    end = page.text.find("\n", match.end())
    after = page.text[match.end() : len(page.text) if end < 0 else end]
    if match.lastgroup == "wide" or after.startswith((":", "：", "**:")):
        return bool(after.strip(" \t:：*#")) or page.has_lines
    return not after.strip(" \t:*#") and page.has_lines and inner.upper() == inner


def _is_mentioned(text: str, mark: TextRange, known: dict[str, bool]) -> bool:
    """Return whether the text explains or forbids a mark of this spelling.

    known: the answers so far, by spelling.
    """
    if mark.label[0].isalnum():  # plain words, which only their own sentence can mention
        before, _ = sentence_around(text, mark.start, mark.end)
        return BEFORE_MENTION.search(before.casefold()) is not None
    if mark.label not in known and len(known) < _MOST_SPELLINGS:
        known[mark.label] = _is_mentioned_anywhere(text, mark.label)
    return known[mark.label] if mark.label in known else _mentions(text, mark.start, mark.end)


def _is_mentioned_anywhere(text: str, label: str) -> bool:
    at = text.find(label)
    while at >= 0:
        if _mentions(text, at, at + len(label)):
            return True
        at = text.find(label, at + 1)
    return False


_LONGEST_MARK: Final = 64
_LONGEST_MARGIN: Final = 200
"""More signs than this before a mark are not the margin of a heading."""
_MOST_SPELLINGS: Final = 200
"""How many spellings of marks are looked for in the whole text; a mark of another one counts where it is."""
_LINE_END: Final = Pattern(r"\n")
_OTHER_MARKS: Final = Pattern(r"(?:[(\[<{【][^)\]>}】]{1,60}[)\]>}】]['\"”»]?(?:,|、| \w{1,4}(?= ))? ?['\"“«]?)+$")
_MORE_MARKS: Final = Pattern(r"^(?:['\"”»]?(?:,|、| \w{1,4}(?= ))? ?['\"“«]?[(\[<{【][^)\]>}】]{1,60}[)\]>}】])+")
"""Marks before and after a mark in the same enumeration."""


def _mentions(text: str, start: int, end: int) -> bool:
    before, after = (words.casefold() for words in sentence_around(text, start, end))
    if MENTIONS.search(f"{before} {after}") or BEFORE_MENTION.search(_OTHER_MARKS.sub("", before)):
        return True
    return AFTER_MENTION.match(_MORE_MARKS.sub("", after)) is not None


_SLOT: Final = Pattern(
    r"\[(?:[A-Za-z' _-]{0,25}\b)?(?:[Nn]ame|NAME|[Cc]ompany|[Cc]ustomer|[Uu]ser|[Pp]roduct|[Cc]ity|[Dd]ate"
    r"|[Tt]ime|[Nn]umber|[Bb]usiness)\b[^\]\n]{0,25}\]"
    r"|<(?:[A-Za-z' _-]{0,25}[ _-])?(?:name|NAME|company|customer|user|product|city|date|time|number)>"
)


def slots(text: str) -> Iterator[TextRange]:
    """Yield slots such as `[Customer Name]` in a text that is spoken unchanged, so that nothing fills them in."""
    found = [TextRange(match.start(), match.end(), match[0]) for match in _SLOT.finditer(text)]
    for match, inner in _all_marks(text):
        words = " ".join(_BETWEEN.sub(" ", inner).split()).casefold()
        if NAME.fullmatch(words) or LISTENER.search(words) or OWN.fullmatch(words) or YOURS.fullmatch(words):
            found.append(TextRange(match.start(), match.end(), match[0]))
    yield from without_overlaps(found)
