"""A credential that is masked wherever it is shown. Keys and session tokens are never a plain `str`."""

from typing import Final

_SHORTEST: Final = 8
"""Characters of a value that is looked for in texts. A shorter one is part of many words."""

_known: set[str] = set()
"""The values of this process, so that no error and no traceback shows one of them."""


def without_known_secrets(text: str) -> str:
    """Return a text with stars in place of every key and token of this process."""
    for value in sorted(_known, key=len, reverse=True):
        text = text.replace(value, "***")
    return text


class Secret:
    """A key or token. `repr`, `str` and formatting are masked; only `reveal` returns the value."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= _SHORTEST:
            _known.add(value)

    def reveal(self) -> str:
        """Return the value."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)
