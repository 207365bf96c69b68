"""One conversation with an editor: its questions answered, and after every change the findings of all files in sight.

Rounds of checks run one after the other in a thread; what is typed meanwhile is seen by the next.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from personactl.document.file_reader import read_text
from personactl.document.parser import parse
from personactl.lint.finding import Edit
from personactl.lsp.catalogue_names import CatalogueLoader
from personactl.lsp.code_actions import fix_actions, fix_all_action, ignore_actions
from personactl.lsp.completion import complete
from personactl.lsp.diagnostics import Sheet, diagnostic, workspace_edit
from personactl.lsp.file_roles import real, role_of
from personactl.lsp.hover import Tree, hover
from personactl.lsp.key_positions import GRAMMARS, holds
from personactl.lsp.open_files import Checker, View
from personactl.lsp.position_encoding import Grid

_EMPTY: Final = View({}, {}, ())


class Session:
    """One conversation with one editor. `server` gives the texts and takes what is published."""

    def __init__(self, server: LanguageServer, catalogue: CatalogueLoader) -> None:
        self._server = server
        self._stock = catalogue
        self._checker = Checker()
        self._open: dict[Path, str] = {}
        self._view = _EMPTY
        self._published: frozenset[Path] = frozenset()
        self._told: tuple[str, ...] = ()
        self._stale = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def opened(self, uri: str) -> None:
        path = _path(uri)
        if path is not None:
            self._open[path] = uri
            await self.check()

    async def closed(self, uri: str) -> None:
        path = _path(uri)
        if path is not None and self._open.pop(path, None) is not None:
            await self.check()

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        path = _path(params.text_document.uri)
        if path is None or path not in self._open:
            return None
        sheet = self._sheet(path)
        fresh = self._view.texts.get(path) == self._text(path)
        findings = self._view.findings.get(path, ()) if fresh else ()
        return await hover(sheet.grid, params.position, _tree(path, sheet.grid), findings, self._stock)

    async def complete(self, params: types.CompletionParams) -> types.CompletionList | None:
        path = _path(params.text_document.uri)
        role = role_of(path) if path is not None and path in self._open else None
        if path is None or role is None:
            return None
        return await complete(self._sheet(path).grid, params.position, path, role, self._stock)

    async def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Waits for the check of what is in the editor now."""
        path = _path(params.text_document.uri)
        if path is None or path not in self._open:
            return []
        await self._idle.wait()
        if self._view.texts.get(path) != self._text(path):  # changed, and its check has not begun
            await self.check()
            await self._idle.wait()
        sheet = self._sheet(path)
        found = self._view.findings.get(path, ())
        asked = sheet.grid.span(params.range)
        here = [one for one in found if holds(one.span, asked.start) or asked.start <= one.span.start <= asked.end]
        tree = _tree(path, sheet.grid)
        root = tree.root if tree is not None else None
        offered = [
            *fix_actions(here, self._edit, lambda one: diagnostic(one, sheet.grid)),
            *fix_all_action(found, path, self._edit),
            *ignore_actions(here, sheet.grid.lines, root, self._edit, lambda one: diagnostic(one, sheet.grid)),
        ]
        only = params.context.only
        return [one for one in offered if only is None or any(_within(one.kind, kind) for kind in only)]

    async def check(self) -> None:
        """Check what is open now. While a round runs, it is only noted that another one is due."""
        self._stale = True
        if not self._idle.is_set():
            return
        self._idle.clear()
        try:
            while self._stale:
                self._stale = False
                texts = {path: self._text(path) for path in self._open}
                first = await asyncio.to_thread(self._checker.first_look, texts)
                if first is not None:
                    self._publish(first)
                self._publish(await asyncio.to_thread(self._checker.view, texts))
        finally:
            self._idle.set()

    def _publish(self, view: View) -> None:
        """Also what is no longer in sight, once more and empty."""
        self._view = view
        for path in sorted(view.findings.keys() | self._published):
            self._publish_file(path, view)
        self._published = frozenset(view.findings)
        if view.failures and view.failures != self._told:
            for failure in view.failures:
                self._server.window_show_message(types.ShowMessageParams(types.MessageType.Error, failure))
        self._told = view.failures

    def _publish_file(self, path: Path, view: View) -> None:
        uri = self._open.get(path) or from_fs_path(str(path))
        text = view.texts.get(path)
        found = view.findings.get(path, ())
        if uri is None:
            return
        grid = self._grid(read_text(path).text if text is None else text) if found else None
        shown = [diagnostic(finding, grid) for finding in found] if grid is not None else []
        version = self._server.workspace.get_text_document(uri).version if text == self._text(path) else None
        self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, version))

    def _edit(self, edits: Sequence[Edit]) -> types.WorkspaceEdit:
        capabilities = self._server.client_capabilities.workspace
        asked = capabilities.workspace_edit if capabilities is not None else None
        sheets = {edit.path: self._sheet(real(edit.path)) for edit in edits}
        return workspace_edit(edits, sheets, versioned=asked is not None and bool(asked.document_changes))

    def _sheet(self, path: Path) -> Sheet:
        """The open file at the real `path`, or what lies on the disk."""
        uri = self._open.get(path)
        if uri is None:
            return Sheet(from_fs_path(str(path)) or "", None, self._grid(read_text(path).text))
        return Sheet(uri, self._server.workspace.get_text_document(uri).version, self._grid(self._text(path)))

    def _text(self, path: Path) -> str:
        """Asking the library for what the editor has just closed would read the disk, where it need not be."""
        document = self._server.workspace.text_documents.get(self._open.get(path, ""))
        return "" if document is None else document.source

    def _grid(self, text: str) -> Grid:
        return Grid(text, self._server.workspace.position_encoding or types.PositionEncodingKind.Utf16)


def _path(uri: str) -> Path | None:
    """The real path of a file; None for what is none, such as a buffer that was never saved."""
    if not uri.startswith("file:"):
        return None
    path = to_fs_path(uri)
    return None if path is None else real(Path(path))


def _tree(path: Path, grid: Grid) -> Tree | None:
    """None for a prompt, for a file that no project knows, and for one that has no tree."""
    role = role_of(path)
    root = parse(grid.lines.text, path).root if role is not None else None
    return None if role is None or root is None else Tree(root, GRAMMARS[role.kind])


def _within(kind: str | None, asked: str) -> bool:
    """Kinds are hierarchical: `source.fixAll` asks for `source.fixAll.personactl` too.

    Those that the protocol knows come as an enumeration, which equals its text but does not print as it.
    """
    return kind is not None and (kind == asked or kind.startswith("".join((asked, "."))))
