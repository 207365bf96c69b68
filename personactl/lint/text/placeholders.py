"""Placeholders that the author did not replace, and template variables that nothing fills in.

Only texts without another use count: `[name]` may be a slot that the model fills in, `todo` is an everyday word, and
TODO is Spanish for everything. The platform has no templates (docs/platform.md#prompting). Code in backticks or fences
and LaTeX are not reported.
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.lint.text.markup import code
from personactl.lint.text.pattern import Pattern
from personactl.lint.text.text_range import TextRange, not_touching, without_overlaps

_OWN: Final = r"(?:name|company|business|brand|product|service|organi[sz]ation|agent|bot|assistant|persona|website|url)"
# Words that a text must contain for the pattern to match, and the pattern; its group is the placeholder.
_MARKS: Final = tuple(
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
        (("YOUR",), r"([\[<{]YOUR[ _-][A-Z0-9 _./-]{1,40}[\]>}])"),
        (
            ("Your", "your_", "your-"),
            rf"([\[<](?:Your[ _-]|your[_-])(?:[^\W_]{{1,30}}[ _-]){{0,2}}(?i:{_OWN}(?:[ _-]name|[ _-]here)?)[\]>])",
        ),
        (
            ("YOUR", "Your", "your_", "your-"),
            r"(\b(?:YOUR|[Yy]our)[_-](?:[^\W_]{1,30}[_-]){0,5}(?:(?i:api|id|key|token|secret|name|here))\b)",
        ),
        (("XX",), r"((?<=: )X{3,8}(?=[\s.,;]|$)|[\[<]X{3,8}[\]>]|(?<=[$€£])X{2,8}\b)"),
        (("00000000-",), r"(\b0{8}-0{4}-0{4}-0{4}-0{12}\b)"),
    )
)
_HINTS: Final = tuple(sorted(frozenset[str]().union(*(hints for hints, _ in _MARKS))))
# `[Company Name]` may be a slot in a dialogue. After "You work for" it is the persona's own company.
_OWNER: Final = Pattern(
    r"\[(?:(?i:your|the|our) )?(?i:company|business|brand|agent|bot|assistant|persona)(?:['’]s)?(?:[ _](?i:name))?\]"
)
_IDENTITY: Final = Pattern(
    r"(?:^|[.!?][ \t]+|[-*#>][ \t]+)(?:(?:Hello|Hi)[^.\n]{0,30}?)?"
    r"(?:You(?: are|['’]re)|[Yy]ou(?: work| speak)? (?:for|at)|[Rr]epresent(?:ing)?|[Oo]n behalf of|[Ww]elcome to)"
    r"[^.!?\n]{0,60}$"
)

_SLOT: Final = Pattern(
    r"\[(?:[A-Za-z' _-]{0,25}\b)?(?:[Nn]ame|NAME|[Cc]ompany|[Cc]ustomer|[Uu]ser|[Pp]roduct|[Cc]ity|[Dd]ate"
    r"|[Tt]ime|[Nn]umber|[Bb]usiness)\b[^\]\n]{0,25}\]"
    r"|<(?:[A-Za-z' _-]{0,25}[ _-])?(?:name|NAME|company|customer|user|product|city|date|time|number)>"
)


def placeholders(text: str) -> Iterator[TextRange]:
    """Yield the placeholders in a text for a model, in order."""
    found = [*_marks(text), *_owners(text)]
    if found:
        yield from without_overlaps(not_touching(found, code(text)))


def slots(text: str) -> Iterator[TextRange]:
    """Yield slots such as `[Customer Name]` in a text that is spoken unchanged, so that nothing fills them in."""
    for match in _SLOT.finditer(text):
        yield TextRange(match.start(), match.end(), match[0])


def _marks(text: str) -> Iterator[TextRange]:
    hints_here = [hint for hint in _HINTS if hint in text]
    for hints, pattern in _MARKS if hints_here else ():
        if not hints.isdisjoint(hints_here):
            for match in pattern.finditer(text):
                yield TextRange(match.start(1), match.end(1), match[1])


def _owners(text: str) -> Iterator[TextRange]:
    for match in _OWNER.finditer(text) if "[" in text else ():
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if _IDENTITY.search(line):
            yield TextRange(match.start(), match.end(), match[0])


_NAME: Final = r"[^\W\d][\w.\-\[\]'\"]*"
_TEMPLATE: Final = Pattern(
    rf"(?<![\w\\{{}}])\{{\{{\{{?[#/^&>~-]?\s*{_NAME}(?:\s*\|[^{{}}\n]{{1,60}}|\s+{_NAME}){{0,3}}\s*\}}?\}}\}}"
    rf"|\$\{{\s*{_NAME}(?:\([^()\n]{{0,40}}\))?\s*(?::?-[^{{}}\n]{{0,40}})?\}}"
    r"|\{%-?\s*(?:if|elif|else|endif|for|endfor|set|include|block|endblock|extends|macro|raw|endraw)\b[^%\n]{0,120}-?%\}"
    r"|<%[=-]?\s*[^\n%]{1,80}?-?%>"
    r"|%\([A-Za-z_]\w{0,40}\)[sdrf]\b"
)
_SINGLE: Final = Pattern(r"(?<![\w{$\\])\{[A-Za-z_][\w. -]{0,40}\}(?!\})")


def templates(text: str) -> Iterator[TextRange]:
    """Yield the template variables in a text for a model, in order."""
    if not ("{{" in text or "${" in text or "{%" in text or "<%" in text or "%(" in text):
        return
    found = (TextRange(match.start(), match.end(), match[0]) for match in _TEMPLATE.finditer(text))
    yield from without_overlaps(not_touching(found, code(text)))


def braces(text: str) -> Iterator[TextRange]:
    """Yield `{name}` in a text that is spoken unchanged. In a prompt it may be a slot that the model fills in."""
    if "{" in text:
        for match in _SINGLE.finditer(text):
            yield TextRange(match.start(), match.end(), match[0])
