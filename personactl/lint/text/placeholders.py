"""What an author meant to replace and did not. Only what has no other use: `[name]`, for one, may well be a slot that
the model fills in, `todo` is a word of people's lives, and TODO is Spanish for everything.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from personactl.lint.text.code import code
from personactl.lint.text.stretch import Stretch, apart, beside

_OWN: Final = r"(?:name|company|business|brand|product|service|organi[sz]ation|agent|bot|assistant|persona|website|url)"
_IDENTITY: Final = (
    r"(?:You(?: are|['’]re)|[Yy]ou(?: work| speak)? (?:for|at)|[Rr]epresent(?:ing)?|[Oo]n behalf of|[Ww]elcome to)"
)

_MARKS: Final = (
    # A note to oneself, at the start of a line or in brackets of its own.
    r"(?:^|(?<=[\[(<]))[ \t]*(?:[-*>#]+[ \t]+|//[ \t]*|<!--[ \t]*)?(?P<note>(?:TODO|FIXME)(?=[:(\])>]|[ "
    r"\t]+[-–—])[:]?)",
    r"(?P<fixme>\bFIXME\b)",
    r"(?P<open>\[(?:TBD|TBA|TBC|TODO|FIXME)\b[^\]\n]{0,60}\])",
    r"(?P<lorem>\b[Ll]orem ipsum\b)",
    r"(?P<insert>[\[<{(](?:INSERT|insert|Insert|FILL IN|Fill in|fill in|REPLACE|CHANGE ME|CHANGEME)(?:[ "
    r"_:-][^\]>})\n]{0,60})?[\]>})])",
    r"(?P<your>[\[<{]YOUR[ _-][A-Z0-9 _./-]{1,40}[\]>}])",
    rf"(?P<yours>[\[<](?:Your[ _-]|your[_-])(?:\w+[ _-]){{0,2}}(?i:{_OWN})(?:(?i:[ _-]name|[ _-]here))?[\]>])",
    r"(?P<key>\b(?:YOUR|your|Your)[_-](?:\w+[_-])*(?:API|api|ID|id|KEY|key|TOKEN|token|SECRET|secret|NAME|name"
    r"|HERE|here)\b)",
    rf"(?:^|[.!?][ \t]+|[-*#>][ \t]+)(?:Hello[^.\n]{{0,30}}|Hi[^.\n]{{0,30}})?{_IDENTITY}[^.!?\n\[]{{0,60}}"
    rf"(?P<self>\[(?:[Yy]our |[Tt]he |[Oo]ur )?(?:[Cc]ompany|[Bb]usiness|[Bb]rand|[Aa]gent|[Bb]ot|[Aa]ssistant"
    rf"|[Pp]ersona|COMPANY|BUSINESS|AGENT)(?:['’]s)?(?:[ _](?:[Nn]ame|NAME))?\])",
    r"(?P<xxx>(?<=: )X{3,8}(?=[\s.,;]|$)|[\[<]X{3,8}[\]>]|(?<=[$€£])X{2,8}\b)",
    r"(?P<zero>\b0{8}-0{4}-0{4}-0{4}-0{12}\b)",
)
_ANY: Final = tuple(re.compile(mark, re.MULTILINE) for mark in _MARKS)
# Each alternative above needs one of these, so a text without them is done at once.
_HINTS: Final = re.compile(r"TODO|FIXME|[\[<{(](?=[A-Za-z])|[Yy]our[_-]|YOUR[_-]|orem ipsum|XX|00000000-")

_SLOT: Final = re.compile(
    r"\[(?:[A-Za-z' _-]{0,25}\b)?(?:[Nn]ame|NAME|[Cc]ompany|[Cc]ustomer|[Uu]ser|[Pp]roduct|[Cc]ity|[Dd]ate"
    r"|[Tt]ime|[Nn]umber|[Bb]usiness)\b[^\]\n]{0,25}\]"
    r"|<(?:[A-Za-z' _-]{0,25}[ _-])?(?:name|NAME|company|customer|user|product|city|date|time|number)>"
)


def placeholders(text: str) -> Iterator[Stretch]:
    """In a text for a model, in its order."""
    if _HINTS.search(text) is None:
        return
    shown = code(text)
    yield from apart(beside(_found(text), shown))


def slots(text: str) -> Iterator[Stretch]:
    """Slots such as `[Customer Name]` in a text that is spoken as it stands, where nothing fills them in."""
    for match in _SLOT.finditer(text):
        yield Stretch(match.start(), match.end(), match[0])


def _found(text: str) -> Iterable[Stretch]:
    for pattern in _ANY:
        for match in pattern.finditer(text):
            group = match.lastgroup or ""
            yield Stretch(match.start(group), match.end(group), match[group])
