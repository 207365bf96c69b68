"""One session with an editor: answers its requests, and publishes findings after every change.

Checks run one after another in a thread; the next check sees what was typed during the last one.
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
from personactl.lsp.diagnostics import EditorFile, diagnostic, workspace_edit
from personactl.lsp.file_roles import real_path, role_of
from personactl.lsp.hover import Tree, hover
from personactl.lsp.key_positions import GRAMMARS, holds
from personactl.lsp.open_files import Checker, CheckResult
from personactl.lsp.position_encoding import PositionMap

_EMPTY: Final = CheckResult({}, {}, ())


class EditorSession:
    """One session with one editor.

    server: holds the open texts, and sends what is published.
    catalogue: the names of the target's catalogue.
    """

    def __init__(self, server: LanguageServer, catalogue: CatalogueLoader) -> None:
        self._server = server
        self._catalogue = catalogue
        self._checker = Checker()
        self._open: dict[Path, str] = {}
        self._result = _EMPTY
        self._published: frozenset[Path] = frozenset()
        self._reported_failures: tuple[str, ...] = ()
        self._check_due = False
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
        file = self._file(path)
        fresh = self._result.texts.get(path) == self._text(path)
        findings = self._result.findings.get(path, ()) if fresh else ()
        return await hover(file.positions, params.position, _tree(path, file.positions), findings, self._catalogue)

    async def complete(self, params: types.CompletionParams) -> types.CompletionList | None:
        path = _path(params.text_document.uri)
        role = role_of(path) if path is not None and path in self._open else None
        if path is None or role is None:
            return None
        return await complete(self._file(path).positions, params.position, path, role, self._catalogue)

    async def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return the code actions for a range, after the current text was checked."""
        path = _path(params.text_document.uri)
        if path is None or path not in self._open:
            return []
        await self._idle.wait()
        if self._result.texts.get(path) != self._text(path):  # it changed, and the check has not started
            await self.check()
            await self._idle.wait()
        file = self._file(path)
        found = self._result.findings.get(path, ())
        selected = file.positions.span(params.range)
        in_range = [
            one for one in found if holds(one.span, selected.start) or selected.start <= one.span.start <= selected.end
        ]
        tree = _tree(path, file.positions)
        root = tree.root if tree is not None else None
        offered = [
            *fix_actions(in_range, self._edit, lambda one: diagnostic(one, file.positions)),
            *fix_all_action(found, path, self._edit),
            *ignore_actions(
                in_range, file.positions.lines, root, self._edit, lambda one: diagnostic(one, file.positions)
            ),
        ]
        only = params.context.only
        return [one for one in offered if only is None or any(_within(one.kind, kind) for kind in only)]

    async def check(self) -> None:
        """Check the open files. During a check, only note that another one is due."""
        self._check_due = True
        if not self._idle.is_set():
            return
        self._idle.clear()
        try:
            while self._check_due:
                self._check_due = False
                texts = {path: self._text(path) for path in self._open}
                first = await asyncio.to_thread(self._checker.check_open_files, texts)
                if first is not None:
                    self._publish(first)
                self._publish(await asyncio.to_thread(self._checker.check_projects, texts))
        finally:
            self._idle.set()

    def _publish(self, result: CheckResult) -> None:
        """Publish the findings of every file, and empty ones for files that are no longer checked."""
        self._result = result
        for path in sorted(result.findings.keys() | self._published):
            self._publish_file(path, result)
        self._published = frozenset(result.findings)
        if result.failures and result.failures != self._reported_failures:
            for failure in result.failures:
                self._server.window_show_message(types.ShowMessageParams(types.MessageType.Error, failure))
        self._reported_failures = result.failures

    def _publish_file(self, path: Path, result: CheckResult) -> None:
        uri = self._open.get(path) or from_fs_path(str(path))
        text = result.texts.get(path)
        found = result.findings.get(path, ())
        if uri is None:
            return
        positions = self._positions(read_text(path).text if text is None else text) if found else None
        shown = [diagnostic(finding, positions) for finding in found] if positions is not None else []
        version = self._server.workspace.get_text_document(uri).version if text == self._text(path) else None
        self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, version))

    def _edit(self, edits: Sequence[Edit]) -> types.WorkspaceEdit:
        capabilities = self._server.client_capabilities.workspace
        support = capabilities.workspace_edit if capabilities is not None else None
        files = {edit.path: self._file(real_path(edit.path)) for edit in edits}
        return workspace_edit(edits, files, versioned=support is not None and bool(support.document_changes))

    def _file(self, path: Path) -> EditorFile:
        """Return the open file at the real `path`, or the file on disk if it is not open."""
        uri = self._open.get(path)
        if uri is None:
            return EditorFile(from_fs_path(str(path)) or "", None, self._positions(read_text(path).text))
        return EditorFile(uri, self._server.workspace.get_text_document(uri).version, self._positions(self._text(path)))

    def _text(self, path: Path) -> str:
        """Return the text of an open file; empty if it was just closed, because the library would read the disk."""
        document = self._server.workspace.text_documents.get(self._open.get(path, ""))
        return "" if document is None else document.source

    def _positions(self, text: str) -> PositionMap:
        return PositionMap(text, self._server.workspace.position_encoding or types.PositionEncodingKind.Utf16)


def _path(uri: str) -> Path | None:
    """Return the real path, or None if the URI is not that of a file, such as a buffer that was never saved."""
    if not uri.startswith("file:"):
        return None
    path = to_fs_path(uri)
    return None if path is None else real_path(Path(path))


def _tree(path: Path, positions: PositionMap) -> Tree | None:
    """Return the tree of a YAML file of a project; None for any other file, and for one that cannot be parsed."""
    role = role_of(path)
    root = parse(positions.lines.text, path).root if role is not None else None
    return None if role is None or root is None else Tree(root, GRAMMARS[role.kind])


def _within(kind: str | None, requested: str) -> bool:
    """Return whether `kind` is `requested` or below it: `source.fixAll` includes `source.fixAll.personactl`.

    The kinds of the protocol are members of an enumeration, which equal their text but do not print as it.
    """
    return kind is not None and (kind == requested or kind.startswith("".join((requested, "."))))
