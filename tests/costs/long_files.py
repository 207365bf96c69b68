"""Persona files as long as a test asks for, and whether what is done with them takes steps in proportion."""

from collections.abc import Callable

from tests.costs.counted_work import Steps, counted_patterns, steps_of

_SLACK = 20_000
_HEAD = "name: Cara\navatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\nvoiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\n"

TEXTS: dict[str, Callable[[int], str]] = {
    "unknown keys": lambda size: _HEAD + "".join(f"nme{number}: x\n" for number in range(size)),
    "one long line": lambda size: f"{_HEAD}{{nme: [" + "{a: 'b'}, " * size + "]}\n",
    "wide characters": lambda size: f"{_HEAD}systemPrompt: |\n" + "  😀 hello\u202e you\n" * size,
    "keys on a line": lambda size: f"{_HEAD}profiles: {{" + ", ".join(f"p{n}: {{nme: 1}}" for n in range(size)) + "}\n",
    "deep lists": lambda size: f"{_HEAD}tools: " + "[" * (size // 4) + "]" * (size // 4) + "\n",
    "aliases": lambda size: f"{_HEAD}tools: &t [a, b]\nx:\n" + "  - *t\n" * size,
    "comments": lambda size: _HEAD + "# personactl: ignore[S104]\nskipGreeting: 1\n" * 1 + "# a\n" * size,
    "references": lambda size: f"{_HEAD}tools:\n" + "  - nowhere\n" * size,
    "tabs": lambda size: _HEAD + "a:\t1\n" * size,
}


def counted(work: Callable[[], object]) -> int:
    """The steps of `work`. It runs once before, because the first run loads modules and compiles patterns."""
    work()
    steps = Steps()
    with counted_patterns(steps):
        return steps_of(work, steps)


def assert_linear(counts: list[int], what: str) -> None:
    """With twice the size, what is added doubles. It becomes four times as much if the cost grows with the square."""
    first, second, third = counts
    assert third - second <= 3 * max(second - first, 0) + _SLACK, f"{counts} steps for {what}"
