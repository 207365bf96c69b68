"""Ignore comments put to use: which hits they silence, and which of them silenced nothing.

A file that several personas share has its comments read once for each of them; one use is enough.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec

from personactl.document.node import Span
from personactl.lint.finding import Edit, Fix, RuleFinding
from personactl.lint.rule_selection import Selection
from personactl.lint.rule_settings import codes_of, likely
from personactl.lint.rules.ignore_comments import UNUSABLE_IGNORE, UNUSED_IGNORE
from personactl.lint.suppress.comments import EVERY_LINE, Ignore


class Silence(msgspec.Struct, frozen=True, array_like=True):
    """An ignore comment and whether it has silenced anything so far."""

    ignore: Ignore
    used: bool


_Names: TypeAlias = dict[str, list[Ignore]]
"""What is said in one stretch of lines: by the rule as it is named, the comments that name it."""
_Range: TypeAlias = tuple[int, int]


def silenced(hits: Iterable[RuleFinding], silences: Iterable[Silence]) -> tuple[list[RuleFinding], tuple[Silence, ...]]:
    """The hits that nobody silences, and `silences` with their use."""
    used = {silence.ignore: silence.used for silence in silences}
    if not used:
        return list(hits), ()
    found = list(hits)
    said = _said(used, found)
    heard: list[RuleFinding] = []
    for hit in found:
        around = said.get((hit.path, hit.span.start.line), ())
        speaking = [ignores for names in around for name, ignores in names.items() if hit.code in codes_of(name)]
        if not speaking:
            heard.append(hit)
        for ignores in speaking:
            used.update(dict.fromkeys(ignores, True))
            ignores.clear()  # once is enough, however many say the same
    return heard, tuple(Silence(ignore, use) for ignore, use in used.items())


def _said(ignores: Iterable[Ignore], hits: Iterable[RuleFinding]) -> dict[tuple[Path, int], list[_Names]]:
    """What comments say about the lines on which hits begin, without looking at every comment for every hit."""
    by_file: dict[Path, dict[_Range, _Names]] = {}
    for ignore in ignores:
        if ignore.rule is not None and codes_of(ignore.rule):
            for path, lines in (
                (ignore.path, (ignore.first, ignore.last)),
                *((path, EVERY_LINE) for path in ignore.also),
            ):
                by_file.setdefault(path, {}).setdefault(lines, {}).setdefault(ignore.rule, []).append(ignore)
    begun: dict[Path, set[int]] = {}
    for hit in hits:
        if hit.path in by_file:
            begun.setdefault(hit.path, set()).add(hit.span.start.line)
    return {(path, line): said for path, lines in begun.items() for line, said in _around(sorted(lines), by_file[path])}


def _around(lines: Sequence[int], ranges: Mapping[_Range, _Names]) -> Iterator[tuple[int, list[_Names]]]:
    """For each of the ascending `lines` what is said in the ranges around it, of which there are few: they nest."""
    waiting = sorted(ranges, reverse=True)
    around: list[_Range] = []
    for line in lines:
        while waiting and waiting[-1][0] <= line:
            around.append(waiting.pop())
        around = [one for one in around if one[1] >= line]
        yield line, [ranges[one] for one in around]


def joined(silences: Iterable[Silence]) -> tuple[Silence, ...]:
    """Each comment once, used if any of its readers has a use for it."""
    found: dict[tuple[Path, Span], Silence] = {}
    for silence in silences:
        key = silence.ignore.path, silence.ignore.span
        known = found.get(key)
        if known is None or silence.used:
            found[key] = silence
    return tuple(found.values())


def idle(silences: Iterable[Silence], selection: Selection) -> Iterator[tuple[RuleFinding, str]]:
    """A hit, with its source line, on each comment that cannot do anything, or had nothing to do.

    A rule that is not asked for may well have something to say there, so its comments are left alone.
    """
    for silence in silences:
        ignore = silence.ignore
        codes = codes_of(ignore.rule or "-")
        if not codes:
            yield _unusable(ignore), ignore.source
        elif not silence.used and codes <= selection.codes_in(ignore.path):
            message = f"{ignore.rule} finds nothing here, so this comment has no effect"
            cut = Fix((Edit(ignore.path, ignore.removal, ""),), safe=True, title=f"Remove ignore[{ignore.rule}]")
            yield RuleFinding(UNUSED_IGNORE.code, message, "Remove it.", ignore.path, ignore.span, cut), ignore.source


def _unusable(ignore: Ignore) -> RuleFinding:
    if ignore.rule is None:
        message, hint = (
            "this ignore comment does not name a rule",
            "Name the rule to ignore, as in personactl: ignore[P401].",
        )
    else:
        meant = likely(ignore.rule)
        message = f"there is no rule {ignore.rule!r}"
        hint = f"Did you mean {meant}?" if meant else "Run personactl rule to list all rules."
    return RuleFinding(UNUSABLE_IGNORE.code, message, hint, ignore.path, ignore.span)
