"""The server: connects the protocol's messages to the session.

Texts are always sent whole, because the library ends lines at characters where editors do not, and would apply edits by
position in the wrong place.
"""

import os
from typing import Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from personactl import __version__
from personactl.lsp.catalogue_names import CatalogueLoader, Load
from personactl.lsp.code_actions import FIX_ALL
from personactl.lsp.editor_session import EditorSession

_CATALOGUE_TIMEOUT_S: Final = 2.0


def serve(load: Load, stdout_fd: int) -> int:
    """Serve one editor on stdin and stdout until it exits. Return 0, or 1 if it left without a shutdown request.

    load: loads the names of the catalogue, on the first request for one.
    stdout_fd: the file descriptor of stdout.
    """
    server = LanguageServer("personactl", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    session = EditorSession(server, CatalogueLoader(load, _CATALOGUE_TIMEOUT_S))
    shut_down = False

    @server.feature(types.SHUTDOWN)
    def shutdown(_: None) -> None:
        nonlocal shut_down
        shut_down = True

    _handle_changes(server, session)
    _handle_requests(server, session)
    # The library closes the stream that it gets, but the process has to flush its stdout afterwards.
    with os.fdopen(os.dup(stdout_fd), "wb") as stream:
        server.start_io(stdout=stream)
    return 0 if shut_down else 1


def _handle_changes(server: LanguageServer, session: EditorSession) -> None:
    """Register the notifications after which findings may change."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        await session.opened(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(_: types.DidChangeTextDocumentParams) -> None:
        await session.check()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(_: types.DidSaveTextDocumentParams) -> None:
        await session.check()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def others_changed(_: types.DidChangeWatchedFilesParams) -> None:
        await session.check()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        await session.closed(params.text_document.uri)


def _handle_requests(server: LanguageServer, session: EditorSession) -> None:
    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll, FIX_ALL]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        return await session.hover(params)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", "[", ","]))
    async def complete(params: types.CompletionParams) -> types.CompletionList | None:
        return await session.complete(params)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(kinds))
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return await session.actions(params)
