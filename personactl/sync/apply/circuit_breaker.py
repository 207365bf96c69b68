"""Stops a run when the failure of one item shows that every other item would fail too."""

from personactl.errors import AuthError, PersonactlError, StorageError, UnavailableError

_UNREACHABLE_IN_A_ROW = 3


class StoppedError(Exception):
    """Raised instead of starting another item. The message says why the run stopped."""


class CircuitBreaker:
    """Decides whether another item may start.

    A refused key stops the run at once, and so does a lock that cannot be written. A platform that does not answer
    stops it after three items in a row have failed for that reason. With `fail_fast` every failure stops it.
    """

    def __init__(self, *, fail_fast: bool = False) -> None:
        self._fail_fast = fail_fast
        self._reason: str | None = None
        self._unreachable = 0

    def check(self) -> None:
        """Raises `StoppedError` if the run has stopped."""
        if self._reason is not None:
            raise StoppedError(self._reason)

    def success(self) -> None:
        """Report that an item is done."""
        self._unreachable = 0

    def failure(self, error: PersonactlError) -> None:
        """Report that an item has failed."""
        self._unreachable = self._unreachable + 1 if isinstance(error, UnavailableError) else 0
        hopeless = isinstance(error, AuthError | StorageError) or self._unreachable >= _UNREACHABLE_IN_A_ROW
        if hopeless or self._fail_fast:
            self._reason = self._reason or error.message
