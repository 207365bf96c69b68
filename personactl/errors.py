"""Expected failures. The entry point catches their root class.

    PersonactlError            code           exit
    ├── UsageError             usage             2   the command line, a path or a file is wrong
    │   └── StorageError       storage           2   this machine cannot read or write a file
    ├── AuthError              auth              3   a key or token is missing, refused or expired
    │   ├── KeyringError       keyring           3   the keyring is missing, is locked or hangs
    │   └── UntrustedError     untrusted         3   a credential is not sent to an address that only a file names
    ├── RejectedError          rejected          4   the platform rejected a request
    │   └── NotFoundError      not-found         4   the named thing does not exist
    ├── UnavailableError       unavailable       5   the network or the platform failed, after retries
    ├── ConflictError          conflict          6   continuing would overwrite the work of others
    └── PartialError           partial           7   some items were applied, some were not

Findings and differences are data and not errors: a command returns 1 for them. The entry point returns 70 for a bug in
personactl and 130 for an interrupt.
"""

from typing import ClassVar

INTERRUPTED = 130
"""The exit status after Ctrl-C."""


class PersonactlError(Exception):
    """An expected failure, described in three lines.

    message: what happened
    where:   where it happened: a file, an option, an address
    hint:    what to do next

    The platform's own words appear in `message` or `where` unchanged. A key or token never appears.
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
    """The hint begins with `repair`, the step that makes the keyring work; then comes what does without it."""

    code = "keyring"

    def __init__(self, message: str, *, where: str, hint: str = "", repair: str = "") -> None:
        super().__init__(message, where=where, hint="; or ".join(step for step in (repair, hint) if step))
        self.repair = repair


class UntrustedError(AuthError):
    """A repository names where a credential should go, or which one, and the user has not trusted that."""

    code = "untrusted"


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
