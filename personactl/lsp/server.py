"""The server: which of the protocol's messages go where.

Texts always come whole: the protocol's edits by position would be only as right as the library's idea of a line, which
ends lines where editors do not.
"""

import os
import sys
from typing import Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from personactl import __version__
from personactl.lsp.catalogue_names import CatalogueLoader, Load
from personactl.lsp.code_actions import FIX_ALL
from personactl.lsp.editor_session import Session

_PATIENCE_S: Final = 2.0


def serve(load: Load) -> int:
    """Talk over stdin and stdout until the editor is done; 1 if it leaves without a goodbye.

    `load` fetches what the catalogue has, on the first question about it.
    """
    server = LanguageServer("personactl", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    session = Session(server, CatalogueLoader(load, _PATIENCE_S))
    dismissed = False

    @server.feature(types.SHUTDOWN)
    def shutdown(_: None) -> None:
        nonlocal dismissed
        dismissed = True

    _listen(server, session)
    _answer(server, session)
    # A stream of its own: the library closes it, and the process still has its standard output to flush.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as stream:
        server.start_io(stdout=stream)
    return 0 if dismissed else 1


def _listen(server: LanguageServer, session: Session) -> None:
    """Everything after which the findings may be others."""

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


def _answer(server: LanguageServer, session: Session) -> None:
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
