"""Written forms that a voice cannot speak well: addresses, dates in figures, long numbers; and dates in prompts."""

import re
from collections.abc import Iterator
from typing import Final

from personactl.lint.text.text_range import Ranges, TextRange, without_overlaps
from personactl.pattern import Pattern

_URL: Final = Pattern(
    r"\b(?:https?|ftp)://[^\s<>\"'）」]*[^\s<>\"'.,;:!?)\]）」。、]|\bwww\.[\w-]+(?:\.[\w-]+)+[^\s.,;:!?)]*", re.I
)
_EMAIL: Final = Pattern(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b")
_ISO_DATE: Final = Pattern(
    r"(?<![\d-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d-])"
)
_DIGITS: Final = Pattern(r"(?<![\w.,+])\+?\(?\d(?:[ ()./\u00a0\u202f-]{0,2}\d){6,40}(?![\w]|[.,]\d)")
_GROUPED: Final = Pattern(r"\d{1,3}(?:[ .\u00a0\u202f]\d{3})+")
_LONG: Final = 7


def urls(text: str) -> Iterator[TextRange]:
    return (TextRange(match.start(), match.end(), "a web address") for match in _URL.finditer(text))


def emails(text: str) -> Iterator[TextRange]:
    return (TextRange(match.start(), match.end(), "an e-mail address") for match in _EMAIL.finditer(text))


def iso_dates(text: str) -> Iterator[TextRange]:
    return (TextRange(match.start(), match.end(), match[0]) for match in _ISO_DATE.finditer(text))


def long_numbers(text: str) -> Iterator[TextRange]:
    """Yield numbers of seven digits or more, such as telephone numbers. Digits in groups of three may be a quantity."""
    found = [TextRange(match.start(), match.end(), "a long number") for match in _DIGITS.finditer(text)]
    if not found:
        return
    others = Ranges([*urls(text), *emails(text), *iso_dates(text)])
    for text_range in without_overlaps(found):
        number = text[text_range.start : text_range.end]
        digits = sum(char.isdigit() for char in number)
        if digits < _LONG or _GROUPED.fullmatch(number):
            continue
        if not others.reaches(text_range):
            yield text_range


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


def dates_of_today(text: str) -> Iterator[TextRange]:
    """Yield a date that the text calls today, in English. A line of an example dialogue (`Caller: Today is ...`) does
    not count.
    """
    if not any(hint in text for hint in ("Today", "urrent date", "It is ")):
        return
    for match in _TODAY.finditer(text):
        yield TextRange(match.start("day"), match.end("day"), match["day"])
