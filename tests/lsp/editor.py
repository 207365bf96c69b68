"""A minimal editor: it starts the real server as a child process and speaks the protocol with it over stdio."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

_TIMEOUT_S = 60.0


class _Client(LanguageClient):
    status: int | None = None

    async def server_exit(self, server: asyncio.subprocess.Process) -> None:
        self.status = server.returncode


class Editor:
    """An editor for tests.

    spell: how it writes the URI of a path.
    watched: the patterns of the files that it was asked to watch.
    shown: the last diagnostics of each file, by URI.
    messages: the messages that were shown to the user.
    """

    def __init__(self, client: _Client) -> None:
        self.client = client
        self.capabilities = types.ServerCapabilities()
        self.spell: Callable[[Path], str] = Path.as_uri
        self.watched: list[str] = []
        self.shown: dict[str, types.PublishDiagnosticsParams] = {}
        self.messages: list[str] = []
        self._versions: dict[str, int] = {}
        self._texts: dict[str, str] = {}

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]  # the library
        def publish(params: types.PublishDiagnosticsParams) -> None:
            self.shown[params.uri] = params

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]  # the library
        def register(params: types.RegistrationParams) -> None:
            for one in params.registrations:
                if one.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES and one.register_options:
                    self.watched += [watcher["globPattern"] for watcher in one.register_options["watchers"]]

        @client.feature(types.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator]  # the library
        def show_message(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)

    async def initialize(
        self, encodings: Sequence[types.PositionEncodingKind], *, versioned: bool, watching: bool
    ) -> None:
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=list(encodings)) if encodings else None,
            workspace=types.WorkspaceClientCapabilities(
                workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=versioned),
                did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=watching),
            ),
        )
        async with asyncio.timeout(_TIMEOUT_S):
            answer = await self.client.initialize_async(types.InitializeParams(capabilities))
        self.capabilities = answer.capabilities
        self.client.initialized(types.InitializedParams())

    async def open(self, path: Path, text: str | None = None) -> list[types.Diagnostic]:
        """Open the file, with `text` in its place if given, and return its diagnostics."""
        uri, content = self.spell(path), path.read_text(encoding="utf-8") if text is None else text
        self._versions[uri], self._texts[uri] = 1, content
        language = "yaml" if path.suffix in {".yaml", ".yml"} else "markdown"
        item = types.TextDocumentItem(uri, language, 1, content)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.diagnostics(path)

    async def type(self, path: Path, text: str) -> list[types.Diagnostic]:
        """Replace the text of the open file without saving it, and return its diagnostics."""
        uri = self.spell(path)
        self._versions[uri] += 1
        self._texts[uri] = text
        identifier = types.VersionedTextDocumentIdentifier(self._versions[uri], uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
        return await self.diagnostics(path)

    def change_on_disk(self, *paths: Path) -> None:
        """Report that files changed outside the editor, as far as it was asked to watch them."""
        changes = [
            types.FileEvent(
                self.spell(path), types.FileChangeType.Changed if path.exists() else types.FileChangeType.Deleted
            )
            for path in paths
            if any(path.match(pattern) for pattern in self.watched)
        ]
        if changes:
            self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))

    async def close(self, path: Path) -> None:
        identifier = types.TextDocumentIdentifier(self.spell(path))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

    async def diagnostics(self, path: Path) -> list[types.Diagnostic]:
        """Return the diagnostics of the current text; code actions are answered after they were published."""
        await self.actions(path)
        shown = self.shown.get(self.spell(path))
        return list(shown.diagnostics) if shown is not None else []

    async def actions(self, path: Path, line: int = 0, *only: str) -> list[types.CodeAction]:
        """Return the code actions for a whole line, counted from 0."""
        where = types.Range(types.Position(line, 0), types.Position(line, 10_000))
        context = types.CodeActionContext([], only or None)
        identifier = types.TextDocumentIdentifier(self.spell(path))
        async with asyncio.timeout(_TIMEOUT_S):
            answer = await self.client.text_document_code_action_async(
                types.CodeActionParams(identifier, where, context)
            )
        return [action for action in answer or () if isinstance(action, types.CodeAction)]

    async def complete(self, path: Path) -> dict[str, types.CompletionItem]:
        """Return the completions at the `|` in the open text, by label; asks until they are complete.

        The bar is removed from the text first.
        """
        position = await self._at_bar(path)
        identifier = types.TextDocumentIdentifier(self.spell(path))
        async with asyncio.timeout(_TIMEOUT_S):
            while True:
                answer = await self.client.text_document_completion_async(types.CompletionParams(identifier, position))
                if not isinstance(answer, types.CompletionList):
                    return {}
                if not answer.is_incomplete:
                    return {item.label: item for item in answer.items}

    async def hover(self, path: Path) -> str:
        """Return the Markdown of the hover at the `|` in the open text; empty if there is none."""
        position = await self._at_bar(path)
        identifier = types.TextDocumentIdentifier(self.spell(path))
        async with asyncio.timeout(_TIMEOUT_S):
            answer = await self.client.text_document_hover_async(types.HoverParams(identifier, position))
        return answer.contents.value if answer and isinstance(answer.contents, types.MarkupContent) else ""

    def apply(self, path: Path, edit: types.WorkspaceEdit | None) -> str:
        """Return the open text with the edits of `edit` applied."""
        assert edit is not None
        uri = self.spell(path)
        edits = list((edit.changes or {}).get(uri, ()))
        for change in edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            if change.text_document.uri == uri:
                assert change.text_document.version == self._versions[uri]
                edits += [one for one in change.edits if isinstance(one, types.TextEdit)]
        return applied(self._texts[uri], edits)

    async def _at_bar(self, path: Path) -> types.Position:
        text = self._texts[self.spell(path)]
        before, bar, after = text.partition("|")
        assert bar, "the text has no | for the cursor"
        await self.type(path, before + after)
        lines = before.split("\n")
        return types.Position(len(lines) - 1, len(lines[-1].encode("utf-16-le")) // 2)


def applied(text: str, edits: Sequence[types.TextEdit]) -> str:
    """Return `text` with `edits` applied; columns are in UTF-16, the default encoding of the protocol."""
    for edit in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        start, end = (_offset(text, position) for position in (edit.range.start, edit.range.end))
        text = text[:start] + edit.new_text + text[end:]
    return text


def _offset(text: str, position: types.Position) -> int:
    lines = text.split("\n")
    within = lines[position.line].encode("utf-16-le")[: position.character * 2].decode("utf-16-le")
    return sum(len(line) + 1 for line in lines[: position.line]) + len(within)


@asynccontextmanager
async def editor(
    *encodings: types.PositionEncodingKind,
    versioned: bool = False,
    watching: bool = False,
    arguments: Sequence[str] = ("--profile", "local"),
) -> AsyncIterator[Editor]:
    """Run an editor with a server in the current folder; at the end the server must exit with status 0."""
    client = _Client("test-editor", "1")
    await client.start_io(sys.executable, "-m", "personactl", "lsp", *arguments)
    try:
        one = Editor(client)
        await one.initialize(encodings, versioned=versioned, watching=watching)
        yield one
    finally:
        async with asyncio.timeout(_TIMEOUT_S):
            await client.shutdown_async(None)
            client.exit(None)
            await client.stop()  # type: ignore[no-untyped-call]  # the library
    assert client.status == 0
