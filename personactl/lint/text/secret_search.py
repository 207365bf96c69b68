"""Finds secrets in a text: their places and kinds, never their content.

The text is first screened for long runs of the characters that secrets consist of, and only lines with such a run are
searched with patterns. Dummy values in examples and slots such as `${TOKEN}` are skipped.
"""

import base64
import binascii
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from personactl.lint.text.secret_shapes import (
    BASE64,
    LABELLED,
    NAMES,
    OWN_KEY,
    PASSWORD,
    QUERY_CREDENTIAL,
    SHAPES,
    SIGNS,
    USER,
)
from personactl.lint.text.text_range import TextRange, without_overlaps
from personactl.pattern import Pattern

_SECRETIVE: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.~%"
# A character of secrets becomes an x and any other a space, so that runs are found without a pattern, which on a
# long text would take as long as all the other rules.
_SCREEN: Final = bytes(ord("x") if code in _SECRETIVE else ord(" ") for code in range(256))
_LONG_RUN: Final = b"x" * 16
_SIGNS: Final = ("://", "-----BEGIN ")
_SHORTEST: Final = _SIGNS[0]
"""The only sign of a secret that is shorter than a long run: a password in an address."""
_DUMMY: Final = Pattern(
    r"x{4,}|\*{3,}|\.{3}|…|example|sample|your[-_]?|dummy|placeholder|redacted|changeme|replace|insert|<|\{|\$|test[-_]?key"
    r"|1234567890?abc|abcdef123|0123456789|deadbeef|(.)\1{7}",
    re.IGNORECASE,
)
_UUID: Final = Pattern(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MIXED: Final = Pattern(r"\d|[a-z][A-Z]|BEGIN ")
# A word with a year has two pieces; a generated value alternates between letters and digits many times.
_PIECES: Final = Pattern(r"[A-Za-z]+|\d+")
_FEWEST_PIECES: Final = 4
_LEAST_BITS: Final = 3.0


def secrets(text: str) -> Iterator[TextRange]:
    """Yield each secret in order; `label` is its kind and does not quote it."""
    for start, end in _suspicious_lines(text):
        yield from without_overlaps(_in_line(text[start:end], start))


def masked(line: str) -> str:
    """Return `line` with an asterisk for each character of a secret, so that it can be shown.

    That includes every credential in a web address, also one that does not look generated.
    """
    parts: list[str] = []
    done = 0
    for secret in secrets(line):
        parts += [line[done : secret.start], "*" * (secret.end - secret.start)]
        done = secret.end
    shown = "".join([*parts, line[done:]]) if parts else line
    return masked_addresses(shown) if "://" in shown else shown


def masked_addresses(text: str) -> str:
    """Return `text` without the credentials in web addresses."""
    for pattern in (PASSWORD, USER, QUERY_CREDENTIAL):
        text = pattern.sub(lambda found: found[1] + "*" * len(found[2]), text)
    return text


def _suspicious_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each line to search, in order and without duplicates."""
    if len(text) < len(_LONG_RUN) and _SHORTEST not in text:
        return
    places = [start for start, end in _long_runs(text) if _suspicious(text, start, end)]
    places += [at for sign in _SIGNS for at in _places(text, sign)]
    yield from _lines_around(text, sorted(places))


def _long_runs(text: str) -> Iterator[tuple[int, int]]:
    screened = text.encode("ascii", "replace").translate(_SCREEN)
    start = screened.find(_LONG_RUN)
    while start >= 0:
        end = screened.find(b" ", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = screened.find(_LONG_RUN, end)


def _places(text: str, sign: str) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + len(sign))


def _lines_around(text: str, places: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the lines with any of the ascending places, each once. No part of the text is searched twice."""
    returns, done = "\r" in text, 0
    for at in places:
        if at < done:
            continue
        start = max(text.rfind("\n", done, at) + 1, text.rfind("\r", done, at) + 1 if returns else 0, done)
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        found = text.find("\r", at, end) if returns else -1
        done = end if found < 0 else found
        yield start, done


def _suspicious(text: str, start: int, end: int) -> bool:
    """Return whether a run may be a secret: not letters of a single case, not an id, and not a key of the file."""
    run = text[start:end].strip("-=.")
    if run.isalpha() and text.startswith(":", end):
        return False
    return _MIXED.search(run) is not None and not _UUID.fullmatch(run)


def _in_line(line: str, offset: int) -> Iterator[TextRange]:
    for match in SHAPES.finditer(line) if any(sign in line for sign in SIGNS) else ():
        if not _DUMMY.search(match[0]) and _MIXED.search(match[0]):
            yield TextRange(offset + match.start(), offset + match.end(), NAMES[int((match.lastgroup or "k0")[1:])])
    for what, pattern in LABELLED:
        for match in pattern.finditer(line):
            if _is_credential(match[1], in_address="password in" in what):
                yield TextRange(offset + match.start(1), offset + match.end(1), what)
    for match in BASE64.finditer(line):
        if OWN_KEY.match(_decoded(match[0])):
            yield TextRange(offset + match.start(), offset + match.end(), "a key of the platform")


def _is_credential(value: str, *, in_address: bool) -> bool:
    if _DUMMY.search(value):
        return False
    if in_address:
        return value.lower() not in {"password", "pass", "secret", "pwd", "token"}
    return len(_PIECES.findall(value)) >= _FEWEST_PIECES and _bits(value) >= _LEAST_BITS


def _bits(value: str) -> float:
    """Return the entropy of a character of `value` in bits. Words have less than a key; a random hex key has over 3."""
    return -sum(n / len(value) * math.log2(n / len(value)) for n in Counter(value).values())


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(
            text.replace("-", "+").replace("_", "/").rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        )
    except (binascii.Error, ValueError):
        return b""
