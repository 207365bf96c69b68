"""Patterns as in `.gitignore`, matched in a time that grows with the pattern times the path.

pathspec turns `*a*a*b` into a regular expression that tries every place of every `*` again and again. It is enough to
try the first place where what follows fits, up to the next `*` or `**`: whatever fits behind a later place fits behind
the first one, too. So all but the last are atomic groups.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

_NOT_A_SLASH: Final = "[^/]"
_STAR: Final = f"{_NOT_A_SLASH}*"
_STAND_IN: Final = "\0"  # no path has it
_ANY_ABOVE: Final = "^(?:.+/)?"
_ANY_BETWEEN: Final = "(?:/.+)?/"
_ENDS: Final = ("(?:(?P<ps_d>/)|$)", "(?P<ps_d>/)", "/")


def ignore_patterns(lines: Iterable[str]) -> "GitIgnoreSpec":
    """Return the patterns of a `.gitignore` with these lines."""
    from pathspec import GitIgnoreSpec  # slow to import, and most folders have no such file

    return GitIgnoreSpec.from_lines(lines, _pattern_type())


@cache
def _pattern_type() -> "type[GitIgnoreSpecPattern]":
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    class LinearPattern(GitIgnoreSpecPattern):
        __slots__ = ()

        @classmethod
        def pattern_to_regex(cls, pattern: str) -> tuple[str | None, bool | None]:  # type: ignore[override] # no bytes
            regex, include = super().pattern_to_regex(pattern)
            return (None if regex is None else without_backtracking(regex)), include

    return LinearPattern


def without_backtracking(regex: str) -> str:
    """Return the regular expression of a pattern, which matches the same paths."""
    end = next((end for end in _ENDS if regex.endswith(end)), "")
    inner = regex.removesuffix(end)
    floating = inner.startswith(_ANY_ABOVE)
    first, *others = map(_segments, inner.removeprefix(_ANY_ABOVE if floating else "^").split(_ANY_BETWEEN))
    if not others:
        return f"{_ANY_ABOVE if floating else '^'}{first}{end}" if inner.startswith("^") else regex
    *middle, last = others
    start = f"^(?>(?:[^/]+/)*?{first}(?=/))" if floating else f"^{first}"
    return "".join([start, *(f"(?>/(?:[^/]+/)*?{one}(?=/))" for one in middle), f"/(?:.+/)?{last}{end}"])


def _segments(source: str) -> str:
    """Return the regular expression of several names, with slashes between them."""
    names = source.replace(_NOT_A_SLASH, _STAND_IN).split("/")
    return "/".join(_name(name.replace(_STAND_IN, _NOT_A_SLASH)) for name in names)


def _name(source: str) -> str:
    begin, *parts = source.split(_STAR)
    if not parts:
        return begin
    *middle, last = parts
    return "".join([begin, *(f"(?>[^/]*?{part})" for part in middle if part), f"{_STAR}{last}"])
