"""What a person wrote about rules, in `personactl.yaml` or on the command line, to a `Selection`.

A rule is named by its code, by the beginning of codes (`P`, `S1`), or by its name; `default` stands for the rules that
run when nothing is said, `all` for all of them. Rules about files that cannot be read (Y) cannot be turned off: such
a file would pass unchecked.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from personactl.document.suggestion import nearest
from personactl.errors import UsageError
from personactl.lint.finding import Severity
from personactl.lint.registry import RULES
from personactl.lint.rule import Limits
from personactl.lint.rule_selection import Selection
from personactl.lint.rules.yaml_file import READING_RULES
from personactl.state.project_settings import LintTable, Word

_DEFAULT: Final = frozenset(rule.code for rule in RULES.values() if rule.enabled)
_ONLINE: Final = frozenset(rule.code for rule in RULES.values() if rule.online)
_ALWAYS: Final = frozenset(rule.code for rule in READING_RULES)
_BY_NAME: Final = {rule.name: rule.code for rule in RULES.values()}


def selection_of(
    table: LintTable,
    root: Path,
    *,
    select: tuple[Word, ...] | None = None,
    ignore: tuple[Word, ...] = (),
    online: bool = False,
) -> Selection:
    """The selection for the project at `root`, whose file says `table`.

    `select` and `ignore` come from the command line: the one replaces what the file selects and ignores, the other
    adds to it. Online rules count, by default too, only where `online`. Raises `UsageError` for a rule or level that
    does not exist.
    """
    if select is not None:
        codes = _codes(select)
    else:
        codes = (_DEFAULT if table.select is None else _codes(table.select)) - _codes(table.ignore)
    return Selection(
        codes=(codes - _codes(ignore) - (frozenset() if online else _ONLINE)) | _ALWAYS,
        severities={code: _severity(level) for rule, level in table.severities for code in sorted(_matching(rule))},
        per_file=tuple((pattern, _codes(rules) - _ALWAYS) for pattern, rules in table.per_file.items()),
        root=root,
        limits=Limits(table.prompt_tokens or Limits().prompt_tokens, table.greeting_words or Limits().greeting_words),
    )


def words_of(values: Iterable[str], option: str) -> tuple[Word, ...]:
    """The comma-separated values of a command line's `option`, which may stand there several times."""
    return tuple(Word(part.strip(), option) for value in values for part in value.split(",") if part.strip())


def _codes(words: Iterable[Word]) -> frozenset[str]:
    return frozenset().union(*(_matching(word) for word in words))


@lru_cache(maxsize=1024)
def codes_of(name: str) -> frozenset[str]:
    """The codes of the rules that `name` stands for; none where there is no such rule."""
    match name.casefold():
        case "all":
            return frozenset(RULES)
        case "default":
            return _DEFAULT
        case known if known in _BY_NAME:
            return frozenset({_BY_NAME[known]})
        case beginning:
            return frozenset(code for code in RULES if code.casefold().startswith(beginning))


def likely(name: str) -> str | None:
    """The rule that somebody who wrote `name` probably meant."""
    return nearest(name, [*RULES, *_BY_NAME, "default", "all"])


def _matching(word: Word) -> frozenset[str]:
    codes = codes_of(word.text)
    if not codes:
        meant = likely(word.text)
        hint = f"did you mean {meant}?" if meant else "run personactl rule to list all rules"
        raise UsageError(f"there is no rule {word.text!r}", where=word.where, hint=hint)
    return codes


def _severity(level: Word) -> Severity:
    try:
        return Severity(level.text)
    except ValueError:
        meant = nearest(level.text, Severity)
        hint = (
            f"did you mean {meant}?" if meant else f"write one of {', '.join(Severity)} (use ignore to turn a rule off)"
        )
        raise UsageError(f"there is no severity {level.text!r}", where=level.where, hint=hint) from None
