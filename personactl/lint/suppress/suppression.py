"""Applies ignore comments: which findings they suppress, and which comments suppress nothing.

If several personas share a file, its comments are read once for each of them; one use is enough.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from personactl.document.line_index import SourcePart
from personactl.document.node import Span
from personactl.lint.finding import Edit, Fix, RuleFinding
from personactl.lint.rule_selection import Selection
from personactl.lint.rule_settings import closest_rule, codes_of
from personactl.lint.rules.ineffective_ignores import IGNORED_SECRET, UNUSABLE_IGNORE, UNUSED_IGNORE
from personactl.lint.suppress.comments import EVERY_LINE, Ignore


class IgnoreUse(msgspec.Struct, frozen=True, array_like=True):
    """An ignore comment and whether it has suppressed a finding so far."""

    ignore: Ignore
    used: bool


_X801: Final = "X801"
_MOST_SUGGESTIONS: Final = 100
"""Comments for which a similar rule is looked for, which takes a millisecond each."""

_Names: TypeAlias = dict[str, list[Ignore]]
"""The comments of one range of lines, by the rule that they name."""
_Range: TypeAlias = tuple[int, int]


def apply_ignores(
    findings: Iterable[RuleFinding], ignore_uses: Iterable[IgnoreUse]
) -> tuple[list[RuleFinding], tuple[IgnoreUse, ...]]:
    """Return the findings that no comment suppresses, and the comments with their use."""
    used = {ignore_use.ignore: ignore_use.used for ignore_use in ignore_uses}
    if not used:
        return list(findings), ()
    found = list(findings)
    comments = _comments_by_line(used, found)
    remaining: list[RuleFinding] = []
    for finding in found:
        around = comments.get((finding.path, finding.span.start.line), ())
        matching = [ignores for names in around for name, ignores in names.items() if finding.code in codes_of(name)]
        if not matching:
            remaining.append(finding)
        for ignores in matching:
            used.update(dict.fromkeys(ignores, True))
            ignores.clear()  # each comment is marked once
    return remaining, tuple(IgnoreUse(ignore, use) for ignore, use in used.items())


def _comments_by_line(
    ignores: Iterable[Ignore], findings: Iterable[RuleFinding]
) -> dict[tuple[Path, int], list[_Names]]:
    """Return the comments for each line with findings, without comparing every comment with every finding."""
    by_file: dict[Path, dict[_Range, _Names]] = {}
    for ignore in ignores:
        if ignore.rule is not None and codes_of(ignore.rule):
            for path, lines in (
                (ignore.path, (ignore.first, ignore.last)),
                *((path, EVERY_LINE) for path in ignore.also),
            ):
                by_file.setdefault(path, {}).setdefault(lines, {}).setdefault(ignore.rule, []).append(ignore)
    begun: dict[Path, set[int]] = {}
    for finding in findings:
        if finding.path in by_file:
            begun.setdefault(finding.path, set()).add(finding.span.start.line)
    return {
        (path, line): comments
        for path, lines in begun.items()
        for line, comments in _around(sorted(lines), by_file[path])
    }


def _around(lines: Sequence[int], ranges: Mapping[_Range, _Names]) -> Iterator[tuple[int, list[_Names]]]:
    """Yield for each of the ascending `lines` the comments of the ranges around it; ranges are nested, so there are
    few.
    """
    waiting = sorted(ranges, reverse=True)
    around: list[_Range] = []
    for line in lines:
        while waiting and waiting[-1][0] <= line:
            around.append(waiting.pop())
        around = [one for one in around if one[1] >= line]
        yield line, [ranges[one] for one in around]


def merged_ignore_uses(ignore_uses: Iterable[IgnoreUse]) -> tuple[IgnoreUse, ...]:
    """Return each comment once; it is used if one of its copies is used."""
    found: dict[tuple[Path, Span], IgnoreUse] = {}
    for ignore_use in ignore_uses:
        key = ignore_use.ignore.path, ignore_use.ignore.span
        known = found.get(key)
        if known is None or ignore_use.used:
            found[key] = ignore_use
    return tuple(found.values())


def ineffective_ignores(
    ignore_uses: Iterable[IgnoreUse], selection: Selection
) -> Iterator[tuple[RuleFinding, SourcePart]]:
    """Yield a finding, with its source line, for each comment that is unusable or unused, or that ignores a secret.

    A comment for a rule that is not selected is not reported, because the rule might find something there.
    """
    unusable = 0
    for ignore_use in ignore_uses:
        ignore = ignore_use.ignore
        codes = codes_of(ignore.rule or "-")
        if not codes:
            unusable += 1
            yield _unusable(ignore, suggests=unusable <= _MOST_SUGGESTIONS), ignore.source
        elif ignore_use.used and _X801 in codes:
            message = "push, promote, token and talk refuse the secret that this comment ignores"
            hint = "Take the secret out of the file. If it is none, use --allow-secrets with these commands."
            yield RuleFinding(IGNORED_SECRET.code, message, hint, ignore.path, ignore.span), ignore.source
        elif not ignore_use.used and codes <= selection.codes_in(ignore.path):
            message = f"{ignore.rule} finds nothing here, so this comment has no effect"
            cut = Fix((Edit(ignore.path, ignore.removal, ""),), safe=True, title=f"Remove ignore[{ignore.rule}]")
            yield RuleFinding(UNUSED_IGNORE.code, message, "Remove it.", ignore.path, ignore.span, cut), ignore.source


def _unusable(ignore: Ignore, *, suggests: bool) -> RuleFinding:
    if ignore.rule is None:
        message, hint = (
            "this ignore comment does not name a rule",
            "Name the rule to ignore, as in personactl: ignore[P401].",
        )
    else:
        suggestion = closest_rule(ignore.rule) if suggests else None
        message = f"there is no rule {ignore.rule!r}"
        hint = f"Did you mean {suggestion}?" if suggestion else "Run personactl rule to list all rules."
    return RuleFinding(UNUSABLE_IGNORE.code, message, hint, ignore.path, ignore.span)
