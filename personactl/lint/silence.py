"""Ignore comments put to use: which hits they silence, and which of them silenced nothing.

A file that several personas share has its comments read once for each of them; one use is enough.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from personactl.document.node import Span
from personactl.lint.hit import Edit, Fix, Hit
from personactl.lint.ignores import Ignore
from personactl.lint.rules.ignoring import UNUSABLE_IGNORE, UNUSED_IGNORE
from personactl.lint.selection import Selection
from personactl.lint.settings import codes_of, likely


@dataclass(frozen=True, slots=True)
class Silence:
    """An ignore comment and whether it has silenced anything so far."""

    ignore: Ignore
    used: bool


def silenced(hits: Iterable[Hit], silences: Iterable[Silence]) -> tuple[list[Hit], tuple[Silence, ...]]:
    """The hits that nobody silences, and `silences` with their use."""
    asked = [(silence, codes_of(silence.ignore.rule or "-")) for silence in silences]
    used = {silence.ignore: silence.used for silence, _ in asked}
    heard: list[Hit] = []
    for hit in hits:
        speaking = [one.ignore for one, codes in asked if hit.code in codes and one.ignore.speaks_of(hit)]
        used.update(dict.fromkeys(speaking, True))
        if not speaking:
            heard.append(hit)
    return heard, tuple(Silence(ignore, use) for ignore, use in used.items())


def joined(silences: Iterable[Silence]) -> tuple[Silence, ...]:
    """Each comment once, used if any of its readers has a use for it."""
    found: dict[tuple[Path, Span], Silence] = {}
    for silence in silences:
        key = silence.ignore.path, silence.ignore.span
        known = found.get(key)
        if known is None or silence.used:
            found[key] = silence
    return tuple(found.values())


def idle(silences: Iterable[Silence], selection: Selection) -> Iterator[tuple[Hit, str]]:
    """A hit, with its source line, on each comment that cannot do anything, or had nothing to do.

    A rule that is not asked for may well have something to say there, so its comments are left alone.
    """
    for silence in silences:
        ignore = silence.ignore
        codes = codes_of(ignore.rule or "-")
        if not codes:
            yield _unusable(ignore), ignore.source
        elif not silence.used and codes <= selection.codes_in(ignore.path):
            message = f"{ignore.rule} finds nothing here that this comment could silence"
            cut = Fix((Edit(ignore.path, ignore.removal, ""),), safe=True, title=f"Remove ignore[{ignore.rule}]")
            yield Hit(UNUSED_IGNORE.code, message, "Remove it.", ignore.path, ignore.span, cut), ignore.source


def _unusable(ignore: Ignore) -> Hit:
    if ignore.rule is None:
        message, hint = "this comment names no rule", "Name the rules: personactl: ignore[P401]."
    else:
        meant = likely(ignore.rule)
        message = f"there is no rule {ignore.rule!r}"
        hint = f"Did you mean {meant}?" if meant else "personactl rule lists them all."
    return Hit(UNUSABLE_IGNORE.code, message, hint, ignore.path, ignore.span)
