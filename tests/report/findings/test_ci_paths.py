"""CI systems know files by their path from the top of the checkout."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from personactl.lint.finding import Edit, Fix
from personactl.lint.lint_report import Report
from personactl.report.findings.ci_paths import from_top
from tests.report.findings.findings_sample import SAMPLE

_TOP = Path("/srv/checkout")


def _moved(path: str, cwd: str = "/srv/checkout/web") -> str:
    return str(from_top(Report.of([Path(path)], []), Path(cwd), _TOP).files[0])


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("a.yaml", "web/a.yaml"),
        ("../personas/a.yaml", "personas/a.yaml"),
        ("./b/../a.yaml", "web/a.yaml"),
        ("/srv/checkout/personas/a.yaml", "personas/a.yaml"),
        ("/srv/checkout/web/../a.yaml", "a.yaml"),
        ("../../other/a.yaml", "/srv/other/a.yaml"),
        ("/srv/checkouts/a.yaml", "/srv/checkouts/a.yaml"),
        ("a\udcff\n.yaml", "web/a\udcff\n.yaml"),
    ],
)
def test_a_path_counts_from_the_top(path: str, seen: str) -> None:
    assert _moved(path) == seen


def test_at_the_top_nothing_changes() -> None:
    assert from_top(SAMPLE, _TOP, _TOP) == SAMPLE


def test_findings_and_the_edits_of_their_fixes_go_along() -> None:
    edit = Edit(Path("../b.yaml"), SAMPLE.findings[0].span, "")
    finding = replace(SAMPLE.findings[0], path=Path("a.yaml"), fix=Fix((edit,), safe=True, title="Remove it"))

    (moved,) = from_top(Report.of([], [finding]), _TOP / "web", _TOP).findings

    assert moved.path == Path("web/a.yaml")
    assert moved.fix is not None
    assert [edit.path for edit in moved.fix.edits] == [Path("b.yaml")]
