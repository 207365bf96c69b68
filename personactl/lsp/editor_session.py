"""One session with an editor: answers its requests, and publishes findings after every change.

Checks run one after another in a thread; the next check sees what was typed during the last one.
"""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from personactl.document.file_reader import read_text
from personactl.document.parser import parse
from personactl.lint.finding import Edit
from personactl.lsp.catalogue_names import CatalogueLoader
from personactl.lsp.code_actions import fix_actions, fix_all_action, ignore_actions
from personactl.lsp.completion import complete
from personactl.lsp.diagnostics import EditorFile, diagnostic, workspace_edit
from personactl.lsp.editor_texts import EditorTexts
from personactl.lsp.file_roles import real_path, role_of
from personactl.lsp.file_uri import uri_of
from personactl.lsp.file_watchers import changed_paths
from personactl.lsp.hover import Tree, hover
from personactl.lsp.key_positions import GRAMMARS, holds
from personactl.lsp.open_files import Checker, CheckResult
from personactl.lsp.position_encoding import PositionMap
from personactl.state.project_settings import PROJECT_FILE

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
        self._texts = EditorTexts()
        self._result = _EMPTY
        self._last_positions: tuple[tuple[str, str], PositionMap] | None = None
        self._published: frozenset[str] = frozenset()
        self._reported_failures: tuple[str, ...] = ()
        self._check_due = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def changed(self, uri: str, version: int, text: str) -> None:
        """Take the text of a file that was opened or changed, and check."""
        if self._texts.put(uri, version, text):
            await self.check()

    async def closed(self, uri: str) -> None:
        if self._texts.remove(uri):
            await self.check()

    async def files_changed(self, uris: Iterable[str]) -> None:
        """Check again after files were saved, or changed outside the editor."""
        paths = changed_paths(uris)
        if any(path.name == PROJECT_FILE for path in paths):
            self._catalogue.forget()
        if paths:
            await self.check()

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        opened = self._texts.at(params.text_document.uri)
        if opened is None:
            return None
        positions = self._positions(opened.text)
        fresh = self._result.texts.get(opened.path) == opened.text
        findings = self._result.findings.get(opened.path, ()) if fresh else ()
        return await hover(positions, params.position, _tree(opened.path, positions), findings, self._catalogue)

    async def complete(self, params: types.CompletionParams) -> types.CompletionList | None:
        opened = self._texts.at(params.text_document.uri)
        role = role_of(opened.path) if opened is not None else None
        if opened is None or role is None:
            return None
        return await complete(self._positions(opened.text), params.position, opened.path, role, self._catalogue)

    async def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return the code actions for a range, after the current text was checked."""
        uri = params.text_document.uri
        await self._idle.wait()
        opened = self._texts.at(uri)
        if opened is not None and self._result.texts.get(opened.path) != opened.text:
            await self.check()  # the text changed, and its check has not started
            await self._idle.wait()
            opened = self._texts.at(uri)
        if opened is None:
            return []
        positions = self._positions(opened.text)
        found = self._result.findings.get(opened.path, ())
        selected = positions.span(params.range)
        in_range = [
            one for one in found if holds(one.span, selected.start) or selected.start <= one.span.start <= selected.end
        ]
        tree = _tree(opened.path, positions)
        root = tree.root if tree is not None else None
        offered = [
            *fix_actions(in_range, self._edit, lambda one: diagnostic(one, positions)),
            *fix_all_action(found, opened.path, self._edit),
            *ignore_actions(in_range, positions.lines, root, self._edit, lambda one: diagnostic(one, positions)),
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
                texts = self._texts.texts()
                first = await asyncio.to_thread(self._checker.check_open_files, texts)
                if first is not None:
                    self._publish(first)
                self._publish(await asyncio.to_thread(self._checker.check_projects, texts))
        finally:
            self._idle.set()

    def _publish(self, result: CheckResult) -> None:
        """Publish the findings of every file, and empty ones for files that are no longer checked."""
        self._result = result
        published = {uri: path for path in sorted(result.findings) for uri in self._texts.uris(path)}
        # These come first: an editor may take two spellings of a URI for one file.
        for uri in sorted(self._published - published.keys()):
            self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        for uri, path in published.items():
            self._publish_file(uri, path, result)
        self._published = frozenset(published)
        if result.failures and result.failures != self._reported_failures:
            for failure in result.failures:
                self._server.window_show_message(types.ShowMessageParams(types.MessageType.Error, failure))
        self._reported_failures = result.failures

    def _publish_file(self, uri: str, path: Path, result: CheckResult) -> None:
        text = result.texts.get(path)
        found = result.findings.get(path, ())
        positions = self._positions(read_text(path).text if text is None else text) if found else None
        shown = [diagnostic(finding, positions) for finding in found] if positions is not None else []
        opened = self._texts.at(uri)
        version = opened.version if opened is not None and opened.text == text else None
        self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, version))

    def _edit(self, edits: Sequence[Edit]) -> types.WorkspaceEdit:
        capabilities = self._server.client_capabilities.workspace
        support = capabilities.workspace_edit if capabilities is not None else None
        files = {edit.path: self._file(real_path(edit.path)) for edit in edits}
        return workspace_edit(edits, files, versioned=support is not None and bool(support.document_changes))

    def _file(self, path: Path) -> EditorFile:
        """Return the open file at the real `path`, or the file on disk if it is not open."""
        opened = self._texts.of(path)
        if opened is None:
            return EditorFile(uri_of(path), None, self._positions(read_text(path).text))
        return EditorFile(opened.uri, opened.version, self._positions(opened.text))

    def _positions(self, text: str) -> PositionMap:
        """Return the positions of a text. Those of the last one are kept: each of many actions asks for them."""
        encoding = self._server.workspace.position_encoding or types.PositionEncodingKind.Utf16
        if self._last_positions is None or self._last_positions[0] != (text, encoding):
            self._last_positions = ((text, encoding), PositionMap(text, encoding))
        return self._last_positions[1]


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
