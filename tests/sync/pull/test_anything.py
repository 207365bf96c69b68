"""After a pull, a diff is empty, whatever the platform holds and however the files are written."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from personactl.document.edit.value_diff import is_same
from personactl.document.node import MappingNode, to_object
from personactl.document.parser import parse
from personactl.sync.pull.pull_result import PullStatus
from tests.sync.pull.account_strategies import ACCOUNTS, Account, change, fill
from tests.sync.pull.pull_workspace import PullWorkspace, open_pull_workspace

_Style: TypeAlias = tuple[str | None, bool | None, int, str]
"""A YAML style: quotes, brackets, width and line ends."""

_STYLES: st.SearchStrategy[_Style | None] = st.none() | st.tuples(
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.sampled_from([True, False, None]),
    st.sampled_from([20, 1000]),
    st.sampled_from(["\n", "\r\n"]),
)


@settings(deadline=None, max_examples=25)
@given(ACCOUNTS, ACCOUNTS, _STYLES)
def test_after_a_pull_a_diff_is_empty(account: Account, later: Account, style: _Style | None) -> None:
    with TemporaryDirectory() as folder, open_pull_workspace(Path(folder)) as workspace:
        workspace.do(lambda client: fill(client, account))
        _pull_all(workspace)
        if style is not None:
            _write_in(style, workspace)
            assert workspace.differing() == []
        workspace.do(lambda client: change(client, later))
        _pull_all(workspace)
        before = _contents(workspace.root)
        _pull_all(workspace)
        assert _contents(workspace.root) == before


def _pull_all(workspace: PullWorkspace) -> None:
    pull = workspace.pull(everything=True)
    refused = [item for item in pull.items if item.status in {PullStatus.failed, PullStatus.conflict}]
    assert [(str(item.address), item.error or item.conflicts) for item in refused] == []
    assert workspace.differing() == []


def _write_in(style: _Style, workspace: PullWorkspace) -> None:
    """Rewrite each file in that style, if it then means the same."""
    quotes, brackets, width, end = style
    for path in (path for folder in ("personas", "tools", "llms") for path in (workspace.root / folder).glob("*.yaml")):
        root = parse(path.read_bytes().decode(), path).root
        assert isinstance(root, MappingNode)
        value = to_object(root)
        text = yaml.safe_dump(
            value,
            default_style=quotes,
            default_flow_style=brackets,
            width=width,
            allow_unicode=True,
            sort_keys=False,
        ).replace("\n", end)
        again = parse(text, path)
        if not again.problems and isinstance(again.root, MappingNode) and is_same(to_object(again.root), value):
            path.write_bytes(text.encode())


def _contents(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}
