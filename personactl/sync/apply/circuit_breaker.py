"""Notices that going on makes no sense: what just failed would fail for every other item too."""

from personactl.errors import AuthError, PersonactlError, StorageError, UnavailableError

_UNREACHABLE_IN_A_ROW = 3


class StoppedError(Exception):
    """Raised instead of beginning another item; the message is why."""


class CircuitBreaker:
    """A refused key and a lock that can't be written stop at once, a platform that does not answer after the third
    item in a row that it failed. With `fail_fast` every failure stops."""

    def __init__(self, *, fail_fast: bool = False) -> None:
        self._fail_fast = fail_fast
        self._reason: str | None = None
        self._unreachable = 0

    def check(self) -> None:
        """Raises `StoppedError` once the rest is not worth trying."""
        if self._reason is not None:
            raise StoppedError(self._reason)

    def success(self) -> None:
        self._unreachable = 0

    def failure(self, error: PersonactlError) -> None:
        self._unreachable = self._unreachable + 1 if isinstance(error, UnavailableError) else 0
        hopeless = isinstance(error, AuthError | StorageError) or self._unreachable >= _UNREACHABLE_IN_A_ROW
        if hopeless or self._fail_fast:
            self._reason = self._reason or error.message
