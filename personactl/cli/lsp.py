"""`personactl lsp`: start the language server for an editor on stdin and stdout."""

import sys
from typing import TYPE_CHECKING

from personactl.cli.shared_options import ProfileOption

if TYPE_CHECKING:
    from personactl.cli.terminal.output import Output
    from personactl.commands.catalogue import CatalogueNames

_CATALOGUE_TIMEOUT_S = 5.0


def lsp(profile: ProfileOption = None) -> int:
    """Serve findings, hover, completion and fixes to an editor over stdio.

    An editor starts this command and speaks the Language Server Protocol with it. It needs the extra "lsp". Completion
    of avatars, voices and LLMs reads the target's catalogue; without a catalogue it leaves them out.

    \b
    Examples:
      personactl lsp
      personactl lsp --profile local
    """
    from personactl.errors import UsageError

    try:
        from personactl.lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"pygls", "lsprotocol", "cattrs", "attrs"}:
            raise
        raise UsageError(
            f"the language server needs {error.name}, which is not installed",
            where="the extra 'lsp' of personactl",
            hint="install it in a clone of personactl: pipx install --force '.[lsp]' (docs/editors.md)",
        ) from error
    from personactl.cli.terminal.output import Output

    out = Output()
    if out.stdin_terminal:
        out.note("waiting for an editor on stdin; press Ctrl-C to stop")
    said: set[str] = set()
    return serve(lambda: _catalogue_names(profile, out, said), sys.stdout.fileno())


def _catalogue_names(profile: str | None, out: "Output", said: set[str]) -> "CatalogueNames":
    """Return the names in the catalogue; if it cannot be read, warn and return no names.

    said: what was warned about before. That an address is not trusted is said once and not at every word.
    """
    from personactl.cli.terminal.environment import current_context
    from personactl.commands.catalogue import catalogue_names
    from personactl.errors import PersonactlError, UntrustedError

    try:
        return catalogue_names(profile, current_context(out), timeout_s=_CATALOGUE_TIMEOUT_S)
    except UntrustedError as error:
        if error.message not in said:
            said.add(error.message)
            out.warn(f"the catalogue is not read: {error.message} ({error.where}); {error.hint}")
    except PersonactlError as error:
        out.warn(f"the catalogue cannot be read: {error.message} ({error.where})")
    except TimeoutError:
        out.warn(f"the catalogue cannot be read: no answer within {_CATALOGUE_TIMEOUT_S:.0f} s")
    return {}
