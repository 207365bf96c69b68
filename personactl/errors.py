"""Expected failures: the one root that the entry point catches, and its branches.

    PersonactlError            code           exit
    ├── UsageError             usage             2   the call, a path or a file is not as it must be
    │   └── StorageError       storage           2   this machine refused to read or write
    ├── AuthError              auth              3   a key or token is missing, refused or expired
    │   └── KeyringError       keyring           3   the keyring is missing, locked or hangs
    ├── RejectedError          rejected          4   the platform said no to a well-sent request
    │   └── NotFoundError      not-found         4   what was named does not exist
    ├── UnavailableError       unavailable       5   network or platform failure, after retries
    ├── ConflictError          conflict          6   going on would overwrite somebody's work
    └── PartialError           partial           7   some items were applied, some were not

Findings and differences are data and never come this way: a command returns 1 for them. 70 means a bug in
personactl and 130 an interrupt; both are set by the entry point.
"""

from typing import ClassVar


class PersonactlError(Exception):
    """What happened (`message`), where (`where`), and what to do next (`hint`), one line each.

    The platform's own words belong into `where` or `message` unchanged; a key or token never does.
    """

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 70

    def __init__(self, message: str, *, where: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint


class UsageError(PersonactlError):
    code = "usage"
    exit_status = 2


class StorageError(UsageError):
    code = "storage"


class AuthError(PersonactlError):
    code = "auth"
    exit_status = 3


class KeyringError(AuthError):
    code = "keyring"


class RejectedError(PersonactlError):
    code = "rejected"
    exit_status = 4


class NotFoundError(RejectedError):
    code = "not-found"


class UnavailableError(PersonactlError):
    code = "unavailable"
    exit_status = 5


class ConflictError(PersonactlError):
    code = "conflict"
    exit_status = 6


class PartialError(PersonactlError):
    code = "partial"
    exit_status = 7
