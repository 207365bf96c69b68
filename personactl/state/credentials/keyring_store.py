"""Keys in the system's keyring, which is another program and may be missing, locked or hang.

Every call runs in its own thread and is awaited for a limited time only. A call that does not return is abandoned, and
the process can still exit. There is no fallback to a plain file: a backend that stores secrets in plain text, or drops
them, counts as no keyring.
"""

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from personactl.command_hint import command_hint
from personactl.errors import KeyringError, UsageError
from personactl.secret import Secret
from personactl.state.credentials.keys import StoredKey

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

_UNLOCK = {"darwin": "unlock the keychain (security unlock-keychain)"}.get(
    sys.platform, "unlock the keyring (its password dialog or a login to the desktop does that)"
)
_CHECK = "check the keyring with its own program"

ANSWER_WITHIN_S: Final = 2.0
"""Long enough for a keyring that has to be started first, short enough for the whole run to end within 3 s."""

TIMEOUT_VARIABLE: Final = "PERSONACTL_KEYRING_TIMEOUT"
"""Seconds, for machines where a keyring takes longer than that to start."""

_IN_CLEAR = "keyrings.alt."
"""Backends that store keys in plain files, or ask for a password during a run."""
_NO_KEYRING = ("keyring.backends.null.", "keyring.backends.fail.", _IN_CLEAR)
"""`null` drops what it is given, and `fail` is the library's placeholder for a missing keyring."""


class KeyringStore:
    """A `KeyStore`. `load` finds the backend on the first call, in the thread, because it may hang too."""

    def __init__(
        self,
        load: Callable[[], "KeyringBackend"] | None = None,
        *,
        answer_within_s: float = ANSWER_WITHIN_S,
        login_words: tuple[str, ...] = (),
    ) -> None:
        self._load = load or system_keyring
        self._loaded: KeyringBackend | None = None
        self._answer_within_s = answer_within_s
        self._login_words = login_words
        self._hangs = False

    def get(self, profile: str, origin: str) -> StoredKey | None:
        with _login_in_hints(profile, origin, self._login_words):
            value = self._ask(lambda backend: backend.get_password(_service(origin), profile))
        return StoredKey(Secret(value), "the keyring") if value else None

    def set(self, profile: str, origin: str, key: Secret) -> None:
        """Store the key and read it back, because some backends report success and store nothing."""

        def write(backend: "KeyringBackend") -> str | None:
            backend.set_password(_service(origin), profile, key.reveal())
            return backend.get_password(_service(origin), profile)

        with _login_in_hints(profile, origin, self._login_words):
            if self._ask(write) != key.reveal():
                where = "it was written and could not be read back"
                raise KeyringError("the keyring did not store the key", where=where, repair=_repair(_CHECK))

    def delete(self, profile: str, origin: str) -> bool:
        def remove(backend: "KeyringBackend") -> bool:
            if backend.get_password(_service(origin), profile) is None:
                return False
            backend.delete_password(_service(origin), profile)
            return True

        return self._ask(remove)

    def _backend(self) -> "KeyringBackend":
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _ask(self, call: Callable[["KeyringBackend"], T]) -> T:
        if self._hangs:
            raise self._silent()
        answer: Future[T] = Future()
        # A daemon, so that the interpreter does not wait for it at the end.
        threading.Thread(target=_carry_out, args=(answer, lambda: call(self._backend())), daemon=True).start()
        try:
            error = answer.exception(self._answer_within_s)
        except TimeoutError as late:
            self._hangs = True
            raise self._silent() from late
        if error is not None:
            raise _translated(error) from error
        return answer.result()

    def _silent(self) -> KeyringError:
        return KeyringError(
            f"the keyring did not answer within {self._answer_within_s:g} s",
            where="it may be locked and waiting for its password, or hang",
            repair=_repair(_UNLOCK),
        )


def answer_within(env: Mapping[str, str]) -> float:
    """Return how many seconds a keyring may take. Raises `UsageError` for a variable that is no positive number."""
    written = env.get(TIMEOUT_VARIABLE, "").strip()
    if not written:
        return ANSWER_WITHIN_S
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0
    if not 0 < seconds < threading.TIMEOUT_MAX:
        raise UsageError(
            f"{TIMEOUT_VARIABLE} is not a number of seconds",
            where=f"{TIMEOUT_VARIABLE}={written}",
            hint=f"set it to a number such as 10, or unset it: then {ANSWER_WITHIN_S:g} seconds are waited",
        )
    return seconds


def system_keyring() -> "KeyringBackend":
    """Return the keyring library's backend. Raises `KeyringError` if it does not store secrets safely."""
    from keyring.core import get_keyring, init_backend

    # The library must not choose, or chain, what keeps keys in clear; a user's own setting still goes first.
    init_backend(lambda backend: not _name(backend).startswith(_IN_CLEAR))
    backend = get_keyring()
    if _name(backend).startswith(_NO_KEYRING):
        raise _missing(f"the best available backend: {_name(backend)}")
    return backend


def _name(backend: "KeyringBackend") -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _service(origin: str) -> str:
    """Return the service name under which the system's own tools show the key."""
    return f"personactl:{origin}"


def _carry_out(answer: Future[T], call: Callable[[], T]) -> None:
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - carried over to the thread that waits, whatever it is
        answer.set_exception(error)
    else:
        answer.set_result(result)


def _translated(error: BaseException) -> KeyringError:
    """Return the error as a `KeyringError`: a backend is foreign code and may raise anything."""
    from keyring.errors import KeyringLocked, NoKeyringError

    match error:
        case KeyringError():
            return error
        case NoKeyringError():
            return _missing("the keyring library found no backend")
        case KeyringLocked():
            return KeyringError("the keyring is locked", where=_words(error), repair=_repair(_UNLOCK))
        case _:
            return KeyringError("the keyring failed", where=_words(error), repair=_repair(_CHECK))


def _words(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def _missing(where: str) -> KeyringError:
    hint = "install and start a keyring, such as GNOME Keyring or KWallet"
    return KeyringError("there is no keyring on this machine", where=where, hint=hint)


def _repair(step: str) -> str:
    return f"{step}, and run the command again"


@contextmanager
def _login_in_hints(profile: str, origin: str, words: tuple[str, ...]) -> Iterator[None]:
    """Adds the login that does without a keyring to the hint of a `KeyringError`."""
    try:
        yield
    except KeyringError as error:
        login = command_hint("auth login", "--api-url", origin, *words, "--insecure-storage", profile=profile)
        hint = f"set ANAM_API_KEY for this run, or keep the key in a private file: {login}"
        raise KeyringError(error.message, where=error.where, hint=hint, repair=error.repair) from error
