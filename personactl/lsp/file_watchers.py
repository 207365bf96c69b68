"""Changes of files that are made outside the editor: by git, another editor, a generator.

The editor watches the files and reports changes, if it supports that. Everything is watched, because a prompt may have
any name and a deleted folder is one change; what never belongs to a project is left out here.
"""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from personactl.lsp.file_uri import path_of

_REGISTRATION: Final = "personactl-files"
_NEVER_READ: Final = frozenset({".git", "node_modules", ".venv", "venv", "__pycache__"})

_log = logging.getLogger(__name__)


async def watch_files(server: LanguageServer) -> None:
    """Ask the editor to report changes of files, unless it cannot be asked."""
    workspace = server.client_capabilities.workspace
    support = workspace.did_change_watched_files if workspace is not None else None
    if support is None or not support.dynamic_registration:
        return
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
    registration = types.Registration(_REGISTRATION, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    try:
        await server.client_register_capability_async(types.RegistrationParams([registration]))
    except JsonRpcException as error:
        _log.warning("the editor does not watch files: %s", error)


def changed_paths(uris: Iterable[str]) -> list[Path]:
    """Return the paths that were reported and may belong to a project."""
    paths = map(path_of, uris)
    return [path for path in paths if path is not None and _NEVER_READ.isdisjoint(path.parts)]
