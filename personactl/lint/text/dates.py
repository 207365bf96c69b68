"""A day that a prompt takes for today: from tomorrow on it is wrong."""

import re
from collections.abc import Iterator
from typing import Final

from personactl.lint.text.pattern import Pattern
from personactl.lint.text.stretch import Stretch

_MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY: Final = (
    rf"(?:\w+day,? )?(?:the )?(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_TODAY: Final = Pattern(
    rf"(?:^[ \t>*#-]*|[.!?] +)(?:Today(?:['’]s date)? is|Today['’]s date[:=]|(?:The )?[Cc]urrent date(?: is"
    rf"|[:=])|It is (?:now|currently)) *(?P<day>{_DAY})",
    re.MULTILINE,
)


def dates_of_today(text: str) -> Iterator[Stretch]:
    """English only; a line of an example dialogue (`Caller: Today is ...`) does not begin this way."""
    if not any(hint in text for hint in ("Today", "urrent date", "It is ")):
        return
    for match in _TODAY.finditer(text):
        yield Stretch(match.start("day"), match.end("day"), match["day"])
