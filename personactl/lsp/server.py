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
from personactl.lsp.file_watchers import watch_files
from personactl.lsp.shown_texts import shown_converter

_CATALOGUE_TIMEOUT_S: Final = 2.0
_CATALOGUE_MAX_AGE_S: Final = 60.0


def serve(load: Load, stdout_fd: int) -> int:
    """Serve one editor on stdin and stdout until it exits. Return 0, or 1 if it left without a shutdown request.

    load: loads the names of the catalogue, on the first request for one.
    stdout_fd: the file descriptor of stdout.
    """
    server = LanguageServer(
        "personactl",
        __version__,
        text_document_sync_kind=types.TextDocumentSyncKind.Full,
        converter_factory=shown_converter,
    )
    session = EditorSession(server, CatalogueLoader(load, _CATALOGUE_TIMEOUT_S, _CATALOGUE_MAX_AGE_S))
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
        document = params.text_document
        await session.changed(document.uri, document.version, document.text)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        if params.content_changes:  # each is a whole text, so the last one counts
            await session.changed(document.uri, document.version, params.content_changes[-1].text)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        await session.files_changed([params.text_document.uri])

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        await watch_files(server)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        await session.files_changed([change.uri for change in params.changes])

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
