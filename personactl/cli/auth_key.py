"""Taking an API key from a person or from a pipe. It is never an argument, and no error quotes it."""

import sys
from typing import TYPE_CHECKING

from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.secret import Secret

_LONGEST = 8192


def ask_for_key(origin: str, *, stdin_is_terminal: bool) -> "Secret":
    """Ask on the terminal without showing what is typed. Raises `UsageError` without a terminal, or for no key."""
    from getpass import getpass

    if not stdin_is_terminal:
        raise UsageError(
            "there is no terminal to ask for the key on",
            where="auth login",
            hint="give it on standard input: personactl auth login --with-token < FILE",
        )
    try:
        return _key(getpass(f"API key for {origin}: ", stream=sys.stderr), "the prompt")
    except EOFError as error:
        raise _no_key("no key was entered", "the prompt") from error


def key_from_stdin() -> "Secret":
    """All of standard input, without the white space around it. Raises `UsageError` for what is no key."""
    data = sys.stdin.buffer.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise _no_key("this is too long for a key", "standard input")
    return _key(data.decode("utf-8", "replace"), "standard input")


def _key(text: str, where: str) -> "Secret":
    from personactl.secret import Secret

    key = text.strip()
    if not key:
        raise _no_key("no key was given", where)
    if not key.isascii() or not key.isprintable() or " " in key:
        raise _no_key("this is no key: it holds white space or characters that no key has", where)
    if key.startswith("eyJ") and key.count(".") == 2:
        raise _no_key("this is a session token, not an API key", where)
    return Secret(key)


def _no_key(message: str, where: str) -> UsageError:
    return UsageError(message, where=where, hint="copy the API key again from where it was made, on one line")
